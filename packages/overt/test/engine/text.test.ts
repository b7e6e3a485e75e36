import test from 'ava'
import fc from 'fast-check'
import { absolute } from '../../src/probes/path.ts'
import { compile, engines } from './support/engines.ts'

const open = 40
const asItIsNot = 1 << 11

const engine = engines.find((one) => one.evaluateText !== undefined)
if (engine === undefined) throw new Error('the addon judges texts')
compile(engine, `
title: Holds an a
logsource: { category: file_access }
detection:
  selection: { TargetFilename|contains: a }
  condition: selection
response: block
`)

/** Judges `fs.open` of a path as it was given; the answer's first word. */
function judged(path: string): number {
  const frame = engine?.frame() ?? new Uint8Array()
  const words = new Uint32Array(frame.buffer, 0, 1024)
  frame.set(new TextEncoder().encode('false'), 4096)
  words.set([open, 2, 5, 2, 3 | (2 << 8), 5, 0, 0])
  engine?.evaluateText?.(path)
  return words[0] ?? 0
}

test('what is judged as it was given is in normal form, and judged as it is', (t) => {
  const character = fc.constantFrom('a', 'b', '.', '.', '/', '/', '/', '\0', 'ü', 'ţ', 'ā', '√', '\u2f2e', '\u012f', '\ud800', '😀', '\x7f', '\x80')
  const plain = fc.constantFrom('a', 'b', 'c', '.', '/')
  let taken = 0
  const check = (path: string): void => {
    const answer = judged(path)
    if ((answer & asItIsNot) !== 0) return void t.is(answer, asItIsNot)
    taken++
    t.is(absolute(path), path)
    t.is(answer & 0xff, path.includes('a') ? 3 : 0, path)
  }
  for (const unit of [character, plain]) fc.assert(fc.property(fc.string({ unit, maxLength: 12 }), (rest) => {
    check('/' + rest)
    check(rest)
  }), { numRuns: 3000 })
  t.true(taken > 500)
})

test('a path is judged as it was given up to 510 characters', (t) => {
  for (const length of [1, 2, 3, 7, 8, 9, 63, 64, 65, 509, 510]) {
    t.is(judged('/' + 'b'.repeat(length - 1)) & 0xff, 0)
    t.is(judged('/' + 'b'.repeat(length - 1)) & asItIsNot, 0, String(length))
    if (length > 1) t.is(judged('/' + 'b'.repeat(length - 2) + 'a') & 0xff, 3, String(length))
  }
  for (const length of [511, 512, 513, 5000]) t.is(judged('/' + 'b'.repeat(length - 1)), asItIsNot)
})

test('a path that was joined of parts is read whole', (t) => {
  let path = ''
  for (let i = 0; i < 30; i++) path += `/part-${String(i)}`
  t.is(judged(path) & 0xff, 3)
})

test('what is no text is not judged', (t) => {
  const evaluate = engine.evaluateText as (text: unknown) => void
  for (const value of [undefined, null, 3, {}, ['/a'], { toString: () => t.fail() }]) {
    evaluate(value)
    t.is(new Uint32Array(engine.frame().buffer)[0], asItIsNot)
  }
})
