import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { run } from '../support/run.ts'

const forms = `
const vm = require('node:vm')
const AsyncFunction = (async () => {}).constructor, GeneratorFunction = (function* () {}).constructor, AsyncGeneratorFunction = (async function* () {}).constructor
const forms = {
  direct: () => { const local = 20; return eval('local + 1') },
  indirect: () => (0, eval)('1 + 1'),
  function: () => new Function('a', 'return a')(1),
  async_function: () => typeof new AsyncFunction('await 1'),
  generator: () => typeof new GeneratorFunction('yield 1'),
  async_generator: () => typeof new AsyncGeneratorFunction('yield 1'),
  context: () => vm.runInNewContext('eval("3 + 3")'),
  constructor: () => (() => {}).constructor('return 4')(),
}
`

for (const node of nodes) {
  test(`node ${node.version}: each string that becomes code is raised once, with its fields`, (t) => {
    const { lines, reported } = run(node, ['code.eval'], `${forms}
for (const name in forms) attempt(name, forms[name])
attempt('closed', () => vm.runInNewContext('eval("5")', {}, { contextCodeGeneration: { strings: false } }))
report('no string', [eval(7), typeof eval({})])
`)
    t.deepEqual(lines.map(({ fields }) => fields['kind']), ['eval', 'eval', 'function', 'async_function', 'generator', 'async_generator', 'eval', 'function'])
    t.deepEqual([lines[0]?.fields['code'], lines[0]?.fields['length'], lines[1]?.fields['code'], lines[6]?.fields['code']], ['local + 1', 9, '1 + 1', '3 + 3'])
    for (const { fields } of lines) t.is(fields['length'], String(fields['code']).length)
    t.deepEqual([reported['direct'], reported['function'], reported['context']], [['done', 21], ['done', 1], ['done', 6]])
    t.is((reported['closed'] as string[])[0], 'thrown')
    t.deepEqual(reported['no string'], [7, 'object'])
  })

  test(`node ${node.version}: a refusal is an EvalError with the message of the hook, or of the rule`, (t) => {
    const rules = `title: no decoding
id: 5b4e1c1e-0000-4000-8000-000000000002
logsource: { category: code_eval, product: nodejs }
detection: { selection: { Code|contains: atob }, condition: selection }
level: high
response: block
`
    const { reported, lines, all } = run(node, [], `${forms}
let seen = 0
try { eval('atob("MQ==")') } catch (error) { report('rule', [error instanceof EvalError, error.message]) }
attempt('free', () => eval('2 + 2'))
report('before', seen)
overt.addAuditHook((name, fields) => { if (name === 'code.eval') { seen++; if (fields.code.includes('1')) throw new Error('not this') } })
for (const name in forms) try { report(name, ['done', forms[name]()]) } catch (error) { report(name, [error.name, error.message]) }
report('seen', seen)
`, { rules, mode: 'enforce' })
    t.is((reported['rule'] as unknown[])[0], true)
    t.regex(String((reported['rule'] as unknown[])[1]), /no decoding/)
    t.deepEqual(reported['free'], ['done', 4])
    for (const name of ['direct', 'indirect', 'async_function', 'generator', 'async_generator']) t.deepEqual(reported[name], ['EvalError', 'not this'], name)
    for (const name of ['context', 'constructor', 'function']) t.is((reported[name] as string[])[0], 'done', name)
    t.is(reported['seen'], 8)
    t.is(lines.length, 0)
    t.deepEqual(all.filter(({ event }) => event === 'code.eval').map(({ outcome }) => outcome), ['refused', 'refused', 'refused', 'refused', 'refused', 'refused'])
  })
}
