import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { type Audit, createAudit, createHookChain, createRecorder, type Engine, type Output, type Platform, type Recorder } from '@overt/core'
import fc from 'fast-check'
import { openNative } from '../../src/engine/native.ts'
import type { Calls } from '../../src/output/calls.ts'
import { openFileOutput } from '../../src/output/file.ts'
import { root } from '../support/project.ts'

const opening = openNative(fileURLToPath(new URL('packages/overt/dist', root)))
if (opening.kind !== 'native') throw new Error('the native engine cannot be loaded: run `npm run build`')
const { binding, engine } = opening
engine.compile([], { products: [] })

/** What a file got, of a disk that takes each write or refuses it. */
const disk = { text: '', refuses: false, calls: 0 }
const calls: Calls = {
  open: () => 7,
  write(_, bytes, start, length) {
    disk.calls++
    if (disk.refuses) return -1
    disk.text += Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset + start, length).toString()
    return length
  },
  synchronise: () => true,
  fileOf: () => '1:1',
  fileAt: () => '1:1',
  entryAt: () => undefined,
  close: () => undefined,
}

const platform: Platform = {
  runtime: 'node "test"',
  pid: 7,
  thread: 0,
  enter(body) {
    body()
    return true
  },
  caller: () => binding.caller(),
  kill() {
    throw new Error('killed')
  },
  fatal(message) {
    throw new Error(`fatal: ${message}`)
  },
  alert: () => undefined,
}

function audited(by: Engine, output: Output, mode: 'monitor' | 'enforce' = 'monitor'): { audit: Audit; recorder: Recorder } {
  const recorder = createRecorder('7.0.x', platform, by, output)
  const hooks = createHookChain(platform, () => undefined)
  return { audit: createAudit({ engine: by, hooks, policy: { mode, outputFailure: 'fatal', records: () => true }, recorder, platform }), recorder }
}

const general: string[] = []
const inJavaScript = audited({ ...engine, lines: undefined }, {
  delay: 0,
  takeNotice: undefined,
  write(line) {
    general.push(line)
    return 0
  },
  flush: () => 0,
  sync: () => undefined,
})
// A folder: what still waits when this thread ends, native code writes by the path, and that is to go nowhere.
const file = openFileOutput(tmpdir(), calls)
if (file === undefined) throw new Error('not opened')
const natively = audited(engine, file, 'enforce')

interface Call {
  readonly path?: string | undefined
  readonly flags?: number | undefined
  readonly create?: boolean | undefined
  readonly args?: readonly string[] | undefined
}

const operationsOf = ({ audit }: { audit: Audit }) => [
  audit.operation('fs.open', () => ({ path: ({ path }: Call) => path, flags: ({ flags }) => flags, create: ({ create }) => create })),
  audit.operation('process.spawn', () => ({ file: ({ path }: Call) => path, args: ({ args }) => args, command_line: ({ path, args }) => (args === undefined ? path : args.join(' ')) })),
]
const [inJavaScriptOperations, nativeOperations] = [operationsOf(inJavaScript), operationsOf(natively)]
const [open] = nativeOperations
if (open === undefined) throw new Error('no such operation')
const opens = (path: string): unknown => natively.audit.raise(open, { path })

/** The line of a call, made in one of the two ways, without what differs from one call to the next. */
function lineOf(which: number, call: Call, how: 'general' | 'native'): string {
  const before = disk.text.length
  const { audit, recorder } = how === 'general' ? inJavaScript : natively
  const operation = (how === 'general' ? inJavaScriptOperations : nativeOperations)[which]
  if (operation === undefined) throw new Error('no such operation')
  if (audit.raise(operation, call) !== undefined) throw new Error('refused')
  recorder.flush()
  const line = how === 'general' ? general.at(-1) ?? '' : disk.text.slice(before)
  return line.replace(/"seq":\d+,"time":"[^"]*"/, '').replace(/"prev":"[0-9a-f]{64}"\}\n$/, '')
}

test.serial('a line that native code makes is the one that JavaScript makes', (t) => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'b', '/', '"', '\\', '\n', '\t', '\b', '\f', '\r', '\0', '\u001f', '\u007f', '\u0080', 'ü', '\ud800', '😀', '\u2028'), maxLength: 8 }),
    fc.constantFrom('', '/a', '--password', '--password=x', 'hunter2', 'https://me:pw@example.org', 'npm_0123456789abcdef'),
  )
  const call = fc.record({
    path: fc.option(text, { nil: undefined }),
    flags: fc.constantFrom(undefined, 0, -1, 577, 1.5, 1e21, Number.NaN, Number.POSITIVE_INFINITY),
    create: fc.constantFrom(undefined, true, false),
    args: fc.option(fc.array(text, { maxLength: 4 }), { nil: undefined }),
  })
  fc.assert(fc.property(fc.constantFrom(0, 1), call, (which, given) => {
    t.is(lineOf(which, given, 'native'), lineOf(which, given, 'general'))
  }), { numRuns: 500 })
})

test.serial('values that are cut, a list of more elements than a frame holds, and a line larger than what waits', (t) => {
  const lists = [Array<string>(600).fill('x'), Array<string>(505).fill('y'), Array<string>(400).fill('"'.repeat(20)), Array<string>(400).fill('\u0001'.repeat(20)), ['x'.repeat(8192)], ['x'.repeat(8192), '']]
  for (const args of lists) t.is(lineOf(1, { path: '/bin/x', args }, 'native'), lineOf(1, { path: '/bin/x', args }, 'general'))
  for (const length of [8192, 8193, 70_000]) t.is(lineOf(0, { path: 'y'.repeat(length) }, 'native'), lineOf(0, { path: 'y'.repeat(length) }, 'general'))
})

test.serial('lines of both kinds are one chain, and wait together', (t) => {
  natively.recorder.flush()
  disk.text = ''
  const { head, length } = natively.recorder
  const writes = disk.calls
  const paths = ['/a', '/b', '/ü', '/c', '/--password=x', '/d', '/e']
  for (const path of paths) opens(path)
  t.is(disk.calls, writes)
  t.is(natively.recorder.length, length + paths.length)
  natively.recorder.flush()
  const lines = disk.text.trimEnd().split('\n')
  t.is(lines.length, paths.length)
  let previous = head
  for (const [index, line] of lines.entries()) {
    const { prev, seq, fields } = JSON.parse(line) as { prev: string; seq: number; fields: { path: string } }
    t.is(prev, previous)
    t.is(seq, length + index)
    t.is(fields.path, (paths[index] ?? '').replace('=x', '=[redacted]'))
    previous = engine.digestText?.(line) ?? ''
  }
  t.is(natively.recorder.head, previous)
})

test.serial('lines that fill what waits are written in whole lines, none twice', (t) => {
  natively.recorder.flush()
  disk.text = ''
  const { length } = natively.recorder
  for (let i = 0; i < 1000; i++) opens(`/${String(i)}`)
  const writes = disk.text.split('\n').length - 1
  t.true(writes > 500 && writes < 1000, String(writes))
  t.true(disk.text.endsWith('\n'))
  natively.recorder.flush()
  t.deepEqual(disk.text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { seq: number }).seq), Array.from({ length: 1000 }, (_, i) => length + i))
})

test.serial('lines that are lost end the process in enforce with the next event, and are counted', (t) => {
  natively.recorder.flush()
  const { dropped } = natively.recorder
  disk.refuses = true
  t.teardown(() => {
    disk.refuses = false
  })
  t.throws(() => { for (let i = 0; i < 1000; i++) opens('/lost') }, { message: /^fatal: the record cannot be written/ })
  t.true(natively.recorder.dropped > dropped)
})
