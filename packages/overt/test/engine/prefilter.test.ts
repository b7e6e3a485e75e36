import test from 'ava'
import fc from 'fast-check'
import { mayHold, type Prefilter, readPrefilters } from '../../../core/src/prefilter.ts'
import { absolute } from '../../src/probes/path.ts'
import { compile, engines as all } from './support/engines.ts'
import { frameOf, judge } from './support/judging.ts'

/** Those that tell of values at all. */
const engines = all.filter(({ prefilters }) => prefilters !== undefined)

const open = 40
const pathBit = 0
const createBit = 3

/** Whether an open that creates nothing may match, as far as the prefilters tell. */
function mayMatch(filters: readonly Prefilter[], path: string): boolean {
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

const part = fc.constantFrom('a', 'B', 'c', '/', '/', '.', '..', '_', 'Key', 'ü', '\u212a', '\u017f', '@', '`', '[', '{', '/node_modules/', '/lib/', 'json', '/package.json')
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
      const filters = readPrefilters(words)
      for (const [before, which, after, lower] of tries) {
        const { text = '' } = literals[which % (2 * literals.length)] ?? {}
        const found = lower ? text.toLowerCase() : text
        const path = (before === '' && found.startsWith('/') ? '' : '/' + before) + found + after
        const { rules } = judge(engine, frameOf(open, [[createBit, 2, 'false'], [pathBit, 0, absolute(path)]]))
        if (rules.length > 0) matched++
        const may = mayMatch(filters, path)
        // What a filter let go before changes nothing.
        t.is(may, mayMatch(readPrefilters(words), path), path)
        if (may) continue
        letGo++
        t.is(absolute(path), path)
        t.deepEqual(rules, [], path)
      }
    }),
    { numRuns: 500 },
  )
  t.true(matched > 500 && letGo > 500, `${String(matched)} matched, ${String(letGo)} let go`)
})

test('a path that begins like the last one is looked through where it differs, and the answer is the same', (t) => {
  const [engine] = engines
  if (engine === undefined) return void t.fail()
  // Grams are looked up at each second or fourth place, or at each, by the length of the literals.
  const strides = [['/.ssh/id_rsa', '/secret.json'], ['/.ssh/', '/.npmrc'], ['token', 'key'], ['.pem']].map((texts) => {
    compile(engine, rulesOf(texts.map((text) => ({ text, how: '|contains' }))))
    return engine.prefilters?.(open) ?? new Uint32Array()
  })
  const piece = fc.constantFrom('/srv', '/app', '/', '.', '..', '/.', 'a', 'bc', 'tok', 'en', '.pe', 'm', '/.ssh', '/id_', 'rsa', ' ', '\0', 'ü')
  let [shared, letGo] = [0, 0]
  for (const words of strides) {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.tuple(fc.nat(12), fc.array(piece, { maxLength: 4 })), { minLength: 10, maxLength: 30 }), (first, changes) => {
        const [filter] = readPrefilters(words)
        if (filter === undefined) return void t.fail()
        let pieces = first
        for (const [kept, others] of changes) {
          pieces = [...pieces.slice(0, kept), ...others]
          const path = '/' + pieces.join('')
          const [fresh] = readPrefilters(words)
          if (fresh === undefined) return void t.fail()
          if (filter.lastLength > 0 && kept > 0) shared++
          const may = mayHold(filter, path, true)
          if (!may) letGo++
          t.is(may, mayHold(fresh, path, true), JSON.stringify(path))
        }
      }),
      { numRuns: 200 },
    )
  }
  t.true(shared > 2000 && letGo > 2000, `${String(shared)} after another, ${String(letGo)} let go`)
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
      t.true(mayMatch(readPrefilters(engine.prefilters?.(open) ?? new Uint32Array()), '/srv/app/index.js'), detection)
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
  t.false(mayHold(filter, '/srv//app/x', false))
  t.true(mayHold(filter, '/srv//app/x', true))
})
