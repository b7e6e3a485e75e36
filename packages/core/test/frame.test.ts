import test from 'ava'
import fc from 'fast-check'
import type { Engine } from '../src/engine.ts'
import type { Utf8Write } from '../src/text-place.ts'
import { recordingEngine } from './support/recording_engine.ts'
import { testThread } from './support/thread.ts'

const everyField = 0xff_ffff
const spawn = 60

const utf8 = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text))

/** Node has it too, though `TextEncoder` is what it is given. */
const { utf8Write } = Buffer.prototype as unknown as { readonly utf8Write: Utf8Write }
const ways = [{ way: '', options: {} }, { way: ', by `utf8Write`', options: { utf8Write } }]

for (const { way, options } of ways) {
  test(`what the engine reads is what the probe gave, whatever the text${way}`, (t) => {
    const engine = recordingEngine([spawn], everyField, () => ({ final: true }))
    const { audit } = testThread(engine, options)
    const operation = audit.operation<'process.spawn', { file: string; args: string[]; cwd: string; shell: boolean }>('process.spawn', () => ({
      file: (call) => call.file,
      args: (call) => call.args,
      cwd: (call) => call.cwd,
      shell: (call) => call.shell,
    }))
    const text = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'é', '€', '𝒳', '\ud800', '\udc00', '\0', '\n'), fc.string({ minLength: 1, maxLength: 1 })), maxLength: 40 })
    const ascii = fc.oneof(fc.string({ maxLength: 32 }), fc.string({ minLength: 33, maxLength: 70 }))
    const texts = fc.oneof(fc.record({ file: text, args: fc.array(text, { maxLength: 20 }), cwd: text }), fc.record({ file: ascii, args: fc.array(ascii, { maxLength: 6 }), cwd: ascii }))
    fc.assert(
      fc.property(texts, fc.boolean(), ({ file, args, cwd }, shell) => {
        audit.raise(operation, { file, args, cwd, shell })
        const { entries } = engine.seen.at(-1) ?? { entries: [] }
        // A long text may stand first; those of a list stand as they were given.
        t.deepEqual(entries.toSorted((one, other) => one[0] - other[0]), [[0, 0, utf8(file)], ...args.map((arg) => [1, 0, utf8(arg)] as const), [3, 0, utf8(cwd)], [4, 2, String(shell)]])
      }),
      { numRuns: 500 },
    )
  })

  test(`a text that ends where the frame does is whole${way}`, (t) => {
    const engine = recordingEngine([20], everyField, () => ({ final: true }))
    const { audit } = testThread(engine, options)
    const operation = audit.operation<'code.eval', string>('code.eval', () => ({ code: (code) => code }))
    for (const end of ['', 'é', '€', 'é€', '€é', 'é𝒳', 'ééé€']) {
      for (let length = 61_430; length < 61_445; length++) {
        const code = 'x'.repeat(length - end.length) + end
        audit.raise(operation, code)
        const text = engine.seen.at(-1)?.entries[0]?.[2]
        t.is(text?.length, length)
        t.is(text?.slice(-8), code.slice(-8))
      }
    }
  })
}

test('an event that does not fit goes another way, whole', (t) => {
  const engine = recordingEngine([20], everyField, () => ({ final: true }))
  const { audit } = testThread(engine)
  const operation = audit.operation<'code.eval', string>('code.eval', () => ({ code: (code) => code, length: (code) => code.length }))
  for (const code of ['x'.repeat(61_440), 'x'.repeat(61_441), '€'.repeat(61_441), 'y'.repeat(1_000_000)]) {
    audit.raise(operation, code)
    const seen = engine.seen.at(-1)
    t.is(seen?.entries[0]?.[2], code)
    t.is(seen?.entries[1]?.[2], String(code.length))
  }
  t.deepEqual(engine.seen.map((seen) => seen.large), [true, true, true, true])
  audit.raise(operation, 'x'.repeat(61_000))
  t.false(engine.seen.at(-1)?.large)
})

test('only fields that a rule reads are made', (t) => {
  const engine = recordingEngine([40], 0b10, () => ({ final: true }))
  const { audit } = testThread(engine)
  let made = 0
  const operation = audit.operation('fs.open', () => ({
    path: () => {
      made++
      return '/etc/passwd'
    },
    flags: () => 7,
  }))
  audit.raise(operation, undefined)
  t.is(made, 0)
  t.deepEqual(engine.seen.at(-1)?.entries, [[1, 1, '7']])
})

test('an event with more entries than a frame holds is judged whole', (t) => {
  const engine = recordingEngine([spawn], everyField, () => ({}))
  const { audit } = testThread(engine)
  const operation = audit.operation<'process.spawn', string[]>('process.spawn', () => ({ args: (args) => args }))
  for (const length of [509, 510, 511, 5000, 3]) {
    audit.raise(operation, Array.from({ length }, (_, i) => `argument ${String(i)}`))
    const seen = engine.seen.at(-1)
    t.is(seen?.entries.length, length)
    t.is(seen?.entries.at(-1)?.[2], `argument ${String(length - 1)}`)
    t.is(seen?.large, length > 510)
  }
})

/** An engine with `evaluateText`, which takes texts of lower-case letters and slashes only. */
function withText(engine: ReturnType<typeof recordingEngine>): Engine & { readonly taken: string[] } {
  const taken: string[] = []
  const words = new Uint32Array(engine.frame().buffer, 0, 1024)
  return {
    ...engine,
    taken,
    evaluateText(text) {
      const flags = words[3] ?? 0
      if ((flags & 2) === 0) throw new Error('the text is a path')
      if (!/^[a-z/]*$/.test(text)) {
        words.set([1 << 11, 0, 0, 0])
        return
      }
      const [, count = 0, written = 0] = words
      engine.frame().set(new TextEncoder().encode(text), 4096 + written)
      words[3 + 2 * count] = text.length
      words[2] = written + text.length
      words[3] = flags & 1
      taken.push(text)
      engine.evaluate()
    },
  }
}

interface Opened {
  readonly path: string
  readonly create?: boolean
  readonly access?: string
}

const openOperation = (engine: Engine, record = false) => {
  const { audit } = testThread(engine, { record, records: [40] })
  const operation = audit.operation<'fs.open', Opened>(
    'fs.open',
    () => ({ path: (call) => `normal:${call.path}`, flags: () => 577, access: (call) => call.access, create: (call) => call.create }),
    undefined,
    { field: 'path', text: (call) => call.path },
  )
  return (call: Opened) => audit.raise(operation, call)
}

test('a path that the engine takes as it was given is its last entry, after the fields that rules read', (t) => {
  const recording = recordingEngine([40], 0b1111, () => ({ final: true }))
  const engine = withText(recording)
  const open = openOperation(engine)
  open({ path: '/a/b', create: false, access: 'read' })
  t.deepEqual(engine.taken, ['/a/b'])
  t.deepEqual(recording.seen.at(-1)?.entries.toSorted(), [[0, 0, '/a/b'], [1, 1, '577'], [2, 0, 'read'], [3, 2, 'false']])
  open({ path: '/c' })
  t.deepEqual(recording.seen.at(-1)?.entries, [[1, 1, '577'], [0, 0, '/c']])
})

test('what it does not take is judged the general way, once, with what the reader made of it', (t) => {
  const recording = recordingEngine([40], 0b1111, () => ({ final: true }))
  const engine = withText(recording)
  const open = openOperation(engine)
  for (const call of [{ path: '/A' }, { path: '/a', access: 'é' }, { path: '/a', access: 'x'.repeat(33) }]) {
    const before = recording.seen.length
    open(call)
    t.is(recording.seen.length, before + 1)
    t.deepEqual(recording.seen.at(-1)?.entries.find(([field]) => field === 0), [0, 0, `normal:${call.path}`])
  }
  t.deepEqual(engine.taken, [])
})

test('a path that no rule reads is not handed over; a record is asked for either way', (t) => {
  const recording = recordingEngine([40], 0b1000, () => ({ final: true }))
  const engine = withText(recording)
  openOperation(engine)({ path: '/a', create: true })
  t.deepEqual(engine.taken, [])
  t.deepEqual(recording.seen.at(-1)?.entries, [[3, 2, 'true']])

  const recorded = recordingEngine([40], 0b1, () => ({ final: true }))
  openOperation(withText(recorded), true)({ path: '/a' })
  t.true(recorded.seen.at(-1)?.record)
})

test('an event that another one is raised into is not judged by what both wrote', (t) => {
  const engine = recordingEngine([spawn, 40], everyField, () => ({ final: true }))
  const { audit, lines } = testThread(engine, { mode: 'enforce' })
  const inner = audit.operation<'fs.open', string>('fs.open', () => ({ path: (path) => path }))
  const outer = audit.operation<'process.spawn', string>('process.spawn', () => ({
    file: (file) => {
      audit.raise(inner, '/usr/bin/git')
      return file
    },
    command_line: (file) => file,
  }))
  t.like(audit.raise(outer, '/bin/id')?.error, { code: 'OVERT_FAULT' })
  t.is(engine.seen.filter(({ event }) => event === spawn).length, 0)
  t.like(JSON.parse(lines[0]?.line ?? ''), { event: 'overt.gap', fields: { event: 'process.spawn', reason: 'fault' } })
})
