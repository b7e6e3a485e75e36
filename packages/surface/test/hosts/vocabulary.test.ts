import { readFileSync, writeFileSync } from 'node:fs'
import process from 'node:process'
import test from 'ava'
import { parse } from 'yaml'
import { events } from '@overt/core'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, run } from './support/run.ts'
import { files, program, steps, told } from './support/vocabulary.ts'

const file = new URL('schema/vocabulary.json', root)
/** What events.yaml says that the runtimes do not raise, with the reason. */
const { events: schema } = parse(readFileSync(new URL('schema/events.yaml', root), 'utf8')) as { readonly events: readonly { readonly name: string; readonly unseen?: Readonly<Partial<Record<'deno' | 'bun', string>>> }[] }

/** Events that the program does not ask for, and that other tests have the runtimes raise. */
const elsewhere = [
  'run.eval', 'run.stdin', 'open.verify', 'process.set_id', 'process.set_priority', 'env.load_file', 'tls.connect', 'inspector.open', 'inspector.signal', 'v8.flags', 'v8.heap_snapshot', 'v8.deserialize', 'sqlite.extension', 'ffi.open',
  'wasi.create', 'error.uncaught',
]
// The program's server is one of node:http, whose connections Bun does not tell.
const ofOne: Readonly<Record<string, readonly string[]>> = { deno: ['module.hook'], bun: ['process.execve', 'net.accept'] }

/** Of each step what the runtimes tell, in one line: the events, and of those the fields. */
const outline = (events: readonly { readonly event: string; readonly fields: object }[]): string[] => events.map(({ event, fields }) => `${event}(${Object.keys(fields).join(' ')})`)

test('the same program tells the same on Node, Deno and Bun; what differs is written down in schema/vocabulary.json (`BLESS=1` writes it)', (t) => {
  if (hosts.length < 3) {
    t.log('a runtime is missing: `npm run setup`, `npm run build -- --wasm`')
    return t.pass()
  }
  const runs = hosts.map((host) => {
    const { lines, stderr, status, folder } = run(host, program, { files, record: ['*'] })
    t.is(status, 0, stderr)
    t.notRegex(stderr, /^step /m)
    return { name: host.runtime.name, told: told(lines, folder), lines }
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
  // What a runtime says that it does not raise it never raises; all else it raises, here or elsewhere: the list.
  for (const { name, lines } of runs) {
    const raised = new Set(lines.map(({ event }) => event))
    const unseen = new Set(lines.filter(({ event, fields }) => event === 'overt.gap' && String(fields['detail']).startsWith('it is not raised on')).map(({ fields }) => String(fields['event'])))
    t.deepEqual([...unseen].filter((event) => raised.has(event)), [], name)
    if (name !== 'node') t.deepEqual(events.map((event) => event.name).filter((event) => !/^(overt|hook|open_hook|application)\./.test(event) && !raised.has(event) && !unseen.has(event)), events.map((event) => event.name).filter((event) => elsewhere.includes(event) || ofOne[name]?.includes(event) === true), name)
    if (name === 'deno' || name === 'bun') t.deepEqual([...unseen].sort(), schema.filter((event) => event.unseen?.[name] !== undefined).map((event) => event.name).sort(), name)
  }
  return undefined
})
