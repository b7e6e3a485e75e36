import process from 'node:process'
import { events as all, fieldsOf, pending } from '@overt/core'
import { gapsHere } from './gaps.ts'
import { print } from './print.ts'
import { type Command, noOperand, parse } from './usage.ts'

const help = `overt events [--json]

Every event of overt with its fields, and which of them are not raised, with the reason: those that nothing raises yet, and those that this
Node cannot raise, which a short run of it tells. What each means: docs/events.md.
Rules, hooks and \`--record\` name events as they stand here.

  --json    the same as one JSON document
`

/** As in a frame: docs/design/frame.md. */
const types = ['text', 'integer', 'boolean'] as const

/** `overt events` */
export const events: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' } })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  noOperand(given)
  const here = gapsHere()
  const list = all.map((event) => ({
    event: event.name,
    fields: fieldsOf(event).map((field) => ({ name: field.name, type: types[field.kind] ?? 'text' })),
    gap: (Object.hasOwn(pending, event.name) ? pending[event.name] : here[event.name]) ?? null,
  }))
  if (given.has('json')) print(1, `${JSON.stringify({ runtime: `node ${process.versions.node}`, events: list }, null, 2)}\n`)
  else for (const one of list) print(1, line(one))
  return 0
}

/** The reason of a gap that leaves something to be seen. */
const inPart = 'partial: '

interface Listed {
  readonly event: string
  readonly fields: readonly { readonly name: string }[]
  readonly gap: string | null
}

function line({ event, fields, gap }: Listed): string {
  const names = fields.map(({ name }) => name).join(', ')
  const limit = gap === null ? '' : gap.startsWith(inPart) ? `(raised in part: ${gap.slice(inPart.length)})` : `(not raised: ${gap})`
  return `${event.padEnd(22)} ${event === 'application.event' ? 'whatever audit() is given' : names}${limit === '' || names === '' ? '' : '  '}${limit}\n`
}
