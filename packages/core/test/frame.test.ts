import test from 'ava'
import fc from 'fast-check'
import { recordingEngine } from './support/recording_engine.ts'
import { testThread } from './support/thread.ts'

const everyField = 0xff_ffff
const spawn = 60

const utf8 = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text))

test('what the engine reads is what the probe gave, whatever the text', (t) => {
  const engine = recordingEngine([spawn], everyField, () => ({ final: true }))
  const { audit } = testThread(engine)
  const operation = audit.operation<'process.spawn', { file: string; args: string[]; shell: boolean }>('process.spawn', {
    file: (call) => call.file,
    args: (call) => call.args,
    shell: (call) => call.shell,
  })
  const text = fc.string({ unit: fc.oneof(fc.constantFrom('a', 'é', '€', '𝒳', '\ud800', '\udc00', '\0', '\n'), fc.string({ minLength: 1, maxLength: 1 })), maxLength: 40 })
  fc.assert(
    fc.property(text, fc.array(text, { maxLength: 20 }), fc.boolean(), (file, args, shell) => {
      audit.raise(operation, { file, args, shell })
      const { entries } = engine.seen.at(-1) ?? { entries: [] }
      t.deepEqual(entries, [[0, 0, utf8(file)], ...args.map((arg) => [1, 0, utf8(arg)] as const), [4, 2, String(shell)]])
    }),
    { numRuns: 500 },
  )
})

test('an event that does not fit goes another way, whole', (t) => {
  const engine = recordingEngine([20], everyField, () => ({ final: true }))
  const { audit } = testThread(engine)
  const operation = audit.operation<'code.eval', string>('code.eval', { code: (code) => code, length: (code) => code.length })
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
  const operation = audit.operation('fs.open', {
    path: () => {
      made++
      return '/etc/passwd'
    },
    flags: () => 7,
  })
  audit.raise(operation, undefined)
  t.is(made, 0)
  t.deepEqual(engine.seen.at(-1)?.entries, [[1, 1, '7']])
})

test('an event with more entries than a frame holds is judged whole', (t) => {
  const engine = recordingEngine([spawn], everyField, () => ({}))
  const { audit } = testThread(engine)
  const operation = audit.operation<'process.spawn', string[]>('process.spawn', { args: (args) => args })
  for (const length of [509, 510, 511, 5000, 3]) {
    audit.raise(operation, Array.from({ length }, (_, i) => `argument ${String(i)}`))
    const seen = engine.seen.at(-1)
    t.is(seen?.entries.length, length)
    t.is(seen?.entries.at(-1)?.[2], `argument ${String(length - 1)}`)
    t.is(seen?.large, length > 510)
  }
})
