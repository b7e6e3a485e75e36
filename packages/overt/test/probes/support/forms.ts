import { createHash } from 'node:crypto'
import type { Runtime } from '../../support/runtimes.ts'
import { type Line, run } from './run.ts'

/** How one form of an operation went. */
export interface Outcome {
  /** `done` with a value, or how it failed, with the error. */
  readonly ended: 'done' | 'thrown' | 'rejected'
  readonly value?: unknown
  readonly message?: string
  readonly code?: string
  /** What an AuditError says. */
  readonly event?: string
  readonly rule?: string
  /** The events that the form raised, in order. */
  readonly lines: readonly Line[]
}

/** What a table is run with. */
export interface Table {
  /** The events to record. */
  readonly events: readonly string[]
  /** Events that are not recorded, and are in the lines where a rule matches. */
  readonly matched?: readonly string[]
  /** JavaScript before the forms. */
  readonly before?: string
  /** The forms by name: each a JavaScript expression that performs the operation, or a promise of it. */
  readonly forms: Readonly<Record<string, string>>
  /** Events that a rule refuses, in enforce. */
  readonly refuse?: readonly string[]
  /** Rules in YAML instead, in enforce. */
  readonly rules?: string
  readonly nodeOptions?: readonly string[]
}

/** The id and the message of the rule that refuses an event. */
export const ruleOf = (event: string): { readonly id: string; readonly message: string } => ({
  id: `00000000-0000-4000-8000-${createHash('sha256').update(event).digest('hex').slice(0, 12)}`,
  message: `no ${event} here`,
})

/** A rule that refuses an event whatever it holds: no event has this package. */
export const refusing = (event: string): string => `title: refuse ${event}
id: ${ruleOf(event).id}
description: ${ruleOf(event).message}
logsource: { product: nodejs, service: ${event} }
detection:
  other: { package.name: nobody-has-this-name }
  condition: not other
level: high
response: block
`

/**
 * Runs all forms of a table in one fresh process, one after the other.
 *
 * @returns each form's outcome; `''` holds what was raised before the first, and an error that nothing caught
 */
export function runForms(node: Runtime, { events, matched = [], before = '', forms, refuse = [], rules = refuse.map(refusing).join('---\n'), nodeOptions = [] }: Table): Readonly<Record<string, Outcome>> {
  const program = `${before}
const forms = { ${Object.entries(forms).map(([name, body]) => `${JSON.stringify(name)}: () => (${body})`).join(',\n')} }
const told = (ended, error) => ({ ended, message: error && error.message, code: error && error.code, event: error && error.event, rule: error && error.rule })
;(async () => {
  for (const name in forms) {
    overt.audit('form.begins', { name })
    let pending
    try { pending = forms[name]() } catch (error) { report(name, told('thrown', error)); continue }
    report(name, await Promise.resolve(pending).then((value) => ({ ended: 'done', value }), (error) => told('rejected', error)))
  }
  overt.audit('form.begins', { name: '' })
  process.exit()
})()
`
  const { reported, all } = run(node, [...events, 'application.event'], program, {
    ...(rules === '' ? {} : { mode: 'enforce', rules }), nodeOptions,
  })
  const found: Record<string, Outcome & { lines: Line[] }> = { __proto__: null as never, '': { ended: 'done', lines: [], value: reported['uncaught'] } }
  let current = ''
  for (const line of all) {
    if (line.stream !== all[0]?.stream) continue
    if (line.event === 'form.begins') {
      current = line.fields['name'] as string
      found[current] ??= { ...(reported[current] as Outcome), lines: [] }
    } else if (events.includes(line.event) || matched.includes(line.event)) found[current]?.lines.push(line)
  }
  return found
}

/** Event and fields of each line. */
export const eventsOf = (outcome: Outcome | undefined): unknown[] => (outcome?.lines ?? []).map(({ event, fields }) => [event, fields])
