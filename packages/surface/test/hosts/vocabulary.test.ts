import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, run } from './support/run.ts'
import { events, files, program, steps, told } from './support/vocabulary.ts'

const file = new URL('schema/vocabulary.json', root)

/** Of each step what the runtimes tell, in one line: the events, and of those the fields. */
const outline = (events: readonly { readonly event: string; readonly fields: object }[]): string[] => events.map(({ event, fields }) => `${event}(${Object.keys(fields).join(' ')})`)

test('the same program tells the same on Node, Deno and Bun; what differs is written down in schema/vocabulary.json (`BLESS=1` writes it)', (t) => {
  if (hosts.length < 3) {
    t.log('a runtime is missing: `npm run setup`, `npm run build -- --wasm`')
    return t.pass()
  }
  const runs = hosts.map((host) => {
    const { lines, stderr, status, folder } = run(host, program, { files, record: events })
    t.is(status, 0, stderr)
    t.notRegex(stderr, /^step /m)
    return { name: host.runtime.name, told: told(lines, folder) }
  })
  const found = Object.fromEntries(
    Object.keys(steps).map((step) => [step, Object.fromEntries(runs.map(({ name, told: all }) => [name, outline(all[step] ?? [])]))]),
  )
  if (process.env['BLESS'] !== undefined) writeFileSync(file, `${JSON.stringify(found, null, 1)}\n`)
  t.deepEqual(found, JSON.parse(readFileSync(file, 'utf8')))
  // Where an event is told by several, its values are the same.
  const [first, ...others] = runs
  for (const step of Object.keys(steps)) {
    for (const { event, fields } of first?.told[step] ?? []) {
      for (const { name, told: all } of others) {
        const same = (all[step] ?? []).find((one) => one.event === event)
        for (const [field, value] of Object.entries(same?.fields ?? {})) if (field in fields) t.deepEqual(value, fields[field], `${step}: ${event}.${field} on ${name}`)
      }
    }
  }
  return undefined
})
