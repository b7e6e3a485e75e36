import test from 'ava'
import { onEachNode, run } from './support/preloaded.ts'

/** Modules that fail while they are loaded, two deep, and one that says which frames it stands in. */
const files = {
  'inner.cjs': 'function inner() { throw new Error("at the top level") }\ninner()',
  'throws.cjs': 'require("./inner.cjs")',
  'broken.cjs': '\nconst x = ;',
  'syntax.cjs': 'require("./broken.cjs")',
  'text.cjs': 'throw "no error"',
  'frames.cjs': 'exports.stack = new Error("here").stack',
  'says.cjs': 'console.log(require("./frames.cjs").stack); const { _compile } = require("module").prototype; console.log(_compile.name, _compile.length)',
  'data.json': '{ "is": broken }',
  'json.cjs': 'require("./data.json")',
}

/** Without the folder, which is another each time. */
const shown = (ran: ReturnType<typeof run>): readonly unknown[] => [ran.status, ran.stdout.replaceAll(ran.folder, ''), ran.stderr.replaceAll(ran.folder, '')]

for (const script of ['throws.cjs', 'syntax.cjs', 'text.cjs', 'says.cjs', 'json.cjs']) {
  onEachNode(test, `with the rules that ship, what is printed of errors while modules are loaded is what it is without overt: ${script}`, (t, node) => {
    const plain = run(t, node, { files, script, preloaded: false })
    t.deepEqual(shown(run(t, node, { files, script })), shown(plain))
    t.regex(plain.stdout + plain.stderr, script === 'text.cjs' ? /throw "no error"/ : /Module\._compile|Object\.\.json|Module\._extensions\.\.json/)
  })
}

onEachNode(test, 'what the application compiles by `_compile` goes on as its error was thrown, and a refusal too', (t, node) => {
  const app = `const Module = require('node:module')
const stack = (text) => { try { return new Module('x')._compile(text, __dirname + '/given.js') } catch (error) { return error } }
const thrown = stack('throw globalThis.one = new RangeError("thrown")')
console.log(thrown === globalThis.one, thrown.stack.split('\\n')[1].trim().replace(__dirname, ''))
console.log(stack('"forbidden"').code)
console.log(stack('return [this === module.exports, arguments.length]').join())`
  const { status, stdout, stderr, folder } = run(t, node, { files: { 'app.cjs': app }, configuration: 'mode: enforce\nrules: rules.yml\n' })
  t.is(status, 0, stderr)
  t.is(stdout.replaceAll(folder, ''), 'true at Object.<anonymous> (/given.js:1:24)\nOVERT_AUDIT\ntrue,5\n')
})
