'use strict'
// Who is calling, asked for again and again: what is kept for a stack is what reading it says, whatever V8 does to the code in between: compiled, compiled together, thrown away, collected, moved.
// Each chain of packages is known, since it was drawn; nobody else may be named.
const assert = require('node:assert')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const v8 = require('node:v8')
const vm = require('node:vm')

/** Ways in which one function calls another: with frames of V8's own in between, or none, compiled into one another, or not. */
const ways = {
  plain: '(f) => f()',
  twice: '(f) => { const g = () => f(); return g() }',
  each: '(f) => { let found; [1].forEach(() => { found = f() }); return found }',
  map: '(f) => [1].map(() => f())[0]',
  sort: '(f) => { let found; [2, 1].sort(() => { found ??= f(); return 0 }); return found }',
  replace: "(f) => { let found; 'a'.replace(/a/, () => { found = f(); return '' }); return found }",
  apply: '(f) => Reflect.apply(f, undefined, [])',
  bound: '(f) => f.bind(null, 1)()',
  getter: '(f) => ({ get it() { return f() } }).it',
  proxy: '(f) => new Proxy({}, { get: () => f() }).it',
  json: '(f) => { let found; JSON.stringify({ toJSON() { found = f(); return 0 } }); return found }',
  cloned: '(f) => { let found; structuredClone({ get it() { found = f(); return 0 } }); return found }',
  made: '(f) => new (class { constructor() { this.it = f() } })().it',
  generator: '(f) => { const g = (function* () { yield f() })(); return g.next().value }',
  caught: '(f) => { try { return f() } finally { Math.random() } }',
  deopt: '(f, a) => { const x = a.n + 1; return x === undefined ? x : f() }',
}
const packages = 5

module.exports = async (binding) => {
  v8.setFlagsFromString('--expose-gc')
  v8.setFlagsFromString('--stress-compaction')
  const gc = vm.runInNewContext('gc')
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'overt-kept-')))
  try {
    assert.strictEqual(binding.ownScript(__filename), true)
    const functions = written(root)
    binding.root(root)
    let [seed, draws] = [Number(process.env.OVERT_SEED ?? 1), 0]
    const draw = (below) => { draws++; seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0; return Math.floor((seed / 2 ** 32) * below) }
    const shapes = [{ n: 1 }, { n: 1.5, m: 2 }, { m: 1, n: 's' }, Object.create({ n: 1n - 1n === 0n ? 3 : 0 })]
    // Few chains, so that they come again, and each is found by many stacks: in bytecode, compiled, compiled into one another.
    const chains = Array.from({ length: 60 }, () => Array.from({ length: 1 + draw(6) }, () => draw(functions.length)))
    for (let round = 0; round < 25_000; round++) {
      // Now and then something new, that V8 has not compiled.
      if (draw(400) === 0) chains[draw(chains.length)] = Array.from({ length: 1 + draw(9) }, () => draw(functions.length))
      if (draw(1500) === 0) gc()
      if (draw(900) === 0) v8.setFlagsFromString(draw(2) === 0 ? '--always-sparkplug' : '--no-always-sparkplug')
      const chain = chains[draw(chains.length)]
      const argument = shapes[draw(12) === 0 ? draw(shapes.length) : 0]
      const go = (at) => (at === chain.length ? binding.caller() : functions[chain[at]].call(() => go(at + 1), argument))
      const found = JSON.parse(go(0))
      const nearest = [...chain].reverse().map((at) => functions[at].label)
      // The chain is of the frames that were read, sixteen.
      if (found.name !== nearest[0] || !`${[...new Set(nearest)].join()},`.startsWith(`${found.chain.join()},`)) {
        assert.fail(`round ${round}, seed ${process.env.OVERT_SEED ?? 1}: ${JSON.stringify(found)} where ${nearest.join()} call, by ${chain.map((at) => functions[at].way).join()}`)
      }
    }
    assert.ok(draws > 0)
    nobody(binding, root)
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}

/** One file for each package, with all ways; the same text in each, so that nothing but their scripts tells them apart. */
function written(root) {
  const text = `module.exports = { ${Object.entries(ways).map(([name, body]) => `${name}: ${body}`).join(',\n')} }\n`
  fs.writeFileSync(path.join(root, 'package.json'), '{"name":"shop","version":"1.0.0"}')
  return Array.from({ length: packages }, (_, at) => {
    const folder = path.join(root, 'node_modules', `p${at}`)
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(path.join(folder, 'package.json'), '{}')
    fs.writeFileSync(path.join(folder, 'index.cjs'), text)
    return Object.entries(require(path.join(folder, 'index.cjs'))).map(([way, call]) => ({ label: `p${at}`, way, call }))
  }).flat()
}

/** The same code under a name that was claimed, and a stack too deep to be kept: each time anew, and by the same rules. */
function nobody(binding, root) {
  const file = path.join(root, 'node_modules/p0/other.cjs')
  const text = '(f) => f()'
  fs.writeFileSync(file, text)
  binding.claim(file)
  const claimed = vm.runInThisContext(text, { filename: file })
  for (let i = 0; i < 5000; i++) {
    const found = JSON.parse(claimed(() => binding.caller()))
    assert.deepStrictEqual([found.name, found.reason], [null, 'claimed'])
  }
  const honest = require(path.join(root, 'node_modules/p1/index.cjs')).plain
  const deep = (depth, f) => (depth === 0 ? f() : deep(depth - 1, f))
  for (let i = 0; i < 50; i++) assert.strictEqual(JSON.parse(deep(50 + i, () => honest(() => binding.caller()))).name, 'p1')
}
