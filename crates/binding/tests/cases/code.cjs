'use strict'
// Strings that become code: seen, judged natively, refused.
const assert = require('node:assert')
const vm = require('node:vm')

const rules = `
title: Bad code
id: 6a9e6a0e-2b3c-4c55-9c2f-0d8e2f5f0a01
logsource: { category: code_eval, product: nodejs }
detection:
  selection: { Code|contains: BAD }
  condition: selection
level: high
response: block
`

module.exports = (binding) => {
  const report = JSON.parse(binding.compile([{ name: 'bad.yml', text: rules }], JSON.stringify({ products: ['nodejs'] })))
  assert.deepStrictEqual(report, { rules: 1, diagnostics: [] })
  const calls = []
  let answer = () => undefined
  const missing = binding.watchCode((source, kind, words, json) => {
    calls.push([source, kind, [...words], json])
    return answer()
  })
  assert.strictEqual(missing, null)
  assert.throws(() => binding.watchCode(() => {}), /watched already/)
  const evaluate = (text) => (0, eval)(text)

  // No rule matches: no JavaScript is called.
  assert.strictEqual(evaluate('1 + 1'), 2)
  assert.strictEqual(new Function('a', 'return a + 1')(1), 2)
  assert.strictEqual(evaluate(5), 5)
  assert.deepStrictEqual(calls, [])

  // A rule matches; the callback decides.
  assert.strictEqual(evaluate('"BAD"'), 'BAD')
  const [source, kind, words, json] = calls.pop()
  assert.deepStrictEqual([source, kind, words[0] & 0xff, words[1], words[4]], ['"BAD"', 'eval', 3, 1, 0])
  assert.strictEqual(JSON.parse(json).name, null)

  answer = () => 'the rule says no'
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError', message: 'the rule says no' })
  const local = 1
  assert.throws(() => eval('local; "BAD"'), { name: 'EvalError', message: 'the rule says no' })
  assert.strictEqual(eval('local + 1'), 2)
  for (const [make, name] of [
    [Function, 'function'],
    [(async () => {}).constructor, 'async_function'],
    [function* () {}.constructor, 'generator'],
    [async function* () {}.constructor, 'async_generator'],
  ]) {
    assert.throws(() => make('return "BAD"'), { name: 'EvalError', message: 'the rule says no' })
    assert.strictEqual(calls.pop()[1], name)
  }
  const context = vm.createContext({})
  assert.throws(() => vm.runInContext('eval("\'BAD\'")', context), { name: 'EvalError', message: 'the rule says no' })

  // What throws refuses too; what is neither undefined nor a string refuses.
  answer = () => {
    throw new TypeError('a hook says no')
  }
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError', message: 'a hook says no' })
  answer = () => {
    throw { get message() { throw new Error('worse') } } // eslint-disable-line no-throw-literal
  }
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError' })
  answer = () => false
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError' })
  const endless = () => evaluate('"BAD"')
  answer = () => endless()
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError' })

  // A context that allows no strings still allows none, whatever the callback says.
  answer = () => undefined
  const strict = vm.createContext({}, { codeGeneration: { strings: false, wasm: true } })
  assert.throws(() => vm.runInContext('eval("1")', strict), { name: 'EvalError' })

  // Hooks or the record want all.
  calls.length = 0
  binding.setCodeWanted(1)
  assert.strictEqual(evaluate('"fine"'), 'fine')
  assert.deepStrictEqual([calls[0][0], calls[0][2][0] & 0xff], ['"fine"', 0])
  binding.setCodeWanted(2)
  assert.strictEqual(evaluate('"fine"'), 'fine')
  binding.setCodeWanted(0)
  assert.strictEqual(evaluate('"fine"'), 'fine')
  assert.strictEqual(calls.length, 2)

  // A lone surrogate is what the operating system would get; the length is in UTF-16 units.
  assert.strictEqual(evaluate('"BAD\ud800é"'), 'BAD\ud800é')

  // A vm timeout inside the callback refuses, and leaves nothing behind.
  answer = () => {
    for (;;);
  }
  assert.throws(() => vm.runInNewContext('evaluate("\'BAD\'"); ran()', { evaluate, ran: () => calls.push('ran') }, { timeout: 50 }), {
    code: 'ERR_SCRIPT_EXECUTION_TIMEOUT',
  })
  assert.ok(!calls.includes('ran'))
  answer = () => 'still refused'
  assert.throws(() => evaluate('"BAD"'), { name: 'EvalError', message: 'still refused' })
  assert.strictEqual(evaluate('2'), 2)
}
