import test from 'ava'
import fc from 'fast-check'
import { mayHold, readPrefilters } from '../../../core/src/prefilter.ts'
import { absolute } from '../../src/probes/path.ts'
import { compile, engines as all } from './support/engines.ts'
import { frameOf, judge } from './support/judging.ts'

/** Those that tell of values at all. */
const engines = all.filter(({ prefilters }) => prefilters !== undefined)

const open = 40
const pathBit = 0
const createBit = 3

/** Whether an open that creates nothing may match, as far as the prefilters tell. */
function mayMatch(words: Uint32Array, path: string): boolean {
  const filters = readPrefilters(words)
  return filters.length === 0 || filters.some((filter) => (filter.bit === pathBit ? mayHold(filter, path, true) : filter.bit === createBit ? mayHold(filter, 'false', false) : true))
}

/** Rules that each look for one literal of a path, in one of the ways there are. */
const rulesOf = (literals: readonly { readonly text: string; readonly how: string }[]): string =>
  literals.map(({ text, how }, number) => `
title: Rule ${String(number)}
logsource: { category: file_access }
detection:
  selection: { TargetFilename${how}: ${JSON.stringify(text)} }
  condition: selection
response: alert
`).join('---')

const part = fc.constantFrom('a', 'B', 'c', '/', '/', '.', '..', '_', 'Key', 'ü', '\u212a', '\u017f', '@', '`', '[', '{')
const word = (least: number, most: number) => fc.array(part, { minLength: least, maxLength: most }).map((parts) => parts.join(''))
const literal = fc.record({ text: word(3, 9), how: fc.constantFrom('', '|contains', '|startswith', '|endswith', '|contains|cased', '|endswith|cased') })

test('what a rule matches is never let go, through any engine', (t) => {
  let [matched, letGo] = [0, 0]
  fc.assert(
    fc.property(fc.array(literal, { minLength: 1, maxLength: 8 }), fc.array(fc.tuple(word(0, 6), fc.nat(), word(0, 6), fc.boolean()), { minLength: 20, maxLength: 20 }), (literals, tries) => {
      for (const engine of engines) compile(engine, rulesOf(literals))
      const [words = new Uint32Array(), ...others] = engines.map((engine) => engine.prefilters?.(open) ?? new Uint32Array())
      for (const other of others) t.deepEqual(other, words)
      const [engine] = engines
      if (engine === undefined) return
      for (const [before, which, after, lower] of tries) {
        const { text = '' } = literals[which % (2 * literals.length)] ?? {}
        const found = lower ? text.toLowerCase() : text
        const path = (before === '' && found.startsWith('/') ? '' : '/' + before) + found + after
        const { rules } = judge(engine, frameOf(open, [[createBit, 2, 'false'], [pathBit, 0, absolute(path)]]))
        if (rules.length > 0) matched++
        if (mayMatch(words, path)) continue
        letGo++
        t.is(absolute(path), path)
        t.deepEqual(rules, [], path)
      }
    }),
    { numRuns: 300 },
  )
  t.true(matched > 500 && letGo > 500, `${String(matched)} matched, ${String(letGo)} let go`)
})

test('the addon and the module without imports have prefilters', (t) => {
  t.deepEqual(engines.map(({ kind }) => kind), ['native', 'wasm'])
})

test('where a rule could match whatever the fields hold, each event is judged', (t) => {
  const one = (detection: string): string => `
title: One
logsource: { category: file_access }
detection: { ${detection} }
response: alert
`
  const judged = ['other: { TargetFilename|contains: x }, condition: not other', 'other: { TargetFilename|re: "a+" }, condition: other', 'other: { TargetFilename|contains: ab }, condition: other', 'other: [token], condition: other']
  for (const detection of judged) {
    for (const engine of engines) {
      // Some of them are warned of as dear.
      t.is(engine.compile([{ name: 'test.yml', text: rulesOf([{ text: '/.ssh/', how: '|contains' }]) + '---' + one(detection) }], { products: ['linux', 'nodejs'] }).rules, 2)
      t.true(mayMatch(engine.prefilters?.(open) ?? new Uint32Array(), '/srv/app/index.js'), detection)
    }
  }
  for (const engine of engines) {
    compile(engine, rulesOf([{ text: '/.ssh/', how: '|contains' }]) + '---' + one('token: [token], path: { TargetFilename|endswith: /secret.json }, condition: token and path'))
    t.is(readPrefilters(engine.prefilters?.(open) ?? new Uint32Array()).length, 1)
    t.deepEqual([...(engine.prefilters?.(60) ?? [])], [])
    t.deepEqual([...(engine.prefilters?.(60_000) ?? [])], [])
  }
})

test('paths that are not in normal form, and what is not ASCII, are judged', (t) => {
  const [engine] = engines
  if (engine === undefined) return void t.fail()
  compile(engine, rulesOf([{ text: '/.ssh/', how: '|contains' }]))
  const [filter] = readPrefilters(engine.prefilters?.(open) ?? new Uint32Array())
  if (filter === undefined) return void t.fail()
  for (const path of ['/srv/app/index.js', '/srv/.cache/a..b', '/aaa', '/srv/app/...js']) t.is(mayHold(filter, path, true), path.includes('/...'), path)
  for (const path of ['srv/app', '/srv//app', '/srv/./app', '/srv/../app', '/srv/app/', '/srv/app/.', '/srv/app/..', '/srv/..app', '/srv/\u00e9', '/srv/\0', '/s\0rv/app', '/srv/ap\0', '/srv/\ud800', '', '/', '/ab', '/' + 'b'.repeat(600)]) t.true(mayHold(filter, path, true), path)
  t.false(mayHold(filter, 'srv//app/', false))
})
