import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { type Outcome, ruleOf, runForms } from '../support/forms.ts'

/** (module (func (export "answer") (result i32) i32.const 42)), and the same from a file. */
const before = `
const bytes = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 127, 3, 2, 1, 0, 7, 10, 1, 6, 97, 110, 115, 119, 101, 114, 0, 0, 10, 6, 1, 4, 0, 65, 42, 11)
require('node:fs').writeFileSync('a.wasm', bytes)
const shared = () => { const view = new Uint8Array(new SharedArrayBuffer(bytes.length)); view.set(bytes); return view }
const run = (instance) => instance.exports.answer()
const { compile, Module } = WebAssembly
const response = () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } })
`
const both = {
  instantiate: 'WebAssembly.instantiate(bytes).then(({ instance }) => run(instance))',
  buffer: 'WebAssembly.instantiate(bytes.buffer).then(({ instance }) => run(instance))',
  view: 'WebAssembly.instantiate(new DataView(bytes.buffer)).then(({ instance }) => run(instance))',
  shared: 'WebAssembly.instantiate(shared()).then(({ instance }) => run(instance))',
  compiled: 'WebAssembly.compile(bytes).then(WebAssembly.instantiate).then(run)',
  classes: 'run(new WebAssembly.Instance(new WebAssembly.Module(bytes)))',
  captured: 'compile(bytes).then((module) => run(new WebAssembly.Instance(module)))',
  constructor: 'run(new WebAssembly.Instance(new Module.prototype.constructor(bytes)))',
  later: 'new Promise((resolve) => setImmediate(() => resolve(WebAssembly.instantiate(bytes)))).then(({ instance }) => run(instance))',
  callback: 'new Promise((resolve) => setImmediate((given) => resolve(WebAssembly.instantiate(given)), bytes)).then(({ instance }) => run(instance))',
}
const streamed = { stream: 'WebAssembly.instantiateStreaming(response()).then(({ instance }) => run(instance))' }
const quiet = {
  lexer: "import('./a.cjs').then(({ a }) => a)",
  fetch: "fetch('http://127.0.0.1:40002/').catch(() => 1)",
  validate: 'Number(WebAssembly.validate(bytes))',
}
/** Contexts with a `WebAssembly` of their own. */
const elsewhere = {
  context: "require('node:vm').runInNewContext('new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.answer()', { bytes })",
  compile: "require('node:vm').runInNewContext('WebAssembly.compile(bytes)', { bytes }).then((module) => run(new WebAssembly.Instance(module)))",
  borrowed: "new (require('node:vm').runInNewContext('WebAssembly.Module'))(bytes) instanceof Object ? 0 : 42",
  failed: "(() => { try { new WebAssembly.Module(Uint8Array.of(1)) } catch {} return require('node:vm').runInNewContext('new WebAssembly.Module(bytes) && 42', { bytes }) })()",
}
const names = (outcome: Outcome | undefined): unknown => outcome?.lines.map(({ event }) => event)

for (const node of nodes) {
  test(`node ${node.version}: WebAssembly is raised once when it is compiled and once when it is instantiated, with size and digest`, (t) => {
    const found = runForms(node, { events: ['wasm.compile', 'wasm.instantiate'], before: `${before}require('node:fs').writeFileSync('a.cjs', 'exports.a = 1')`, forms: { ...both, ...streamed, ...quiet } })
    const digest = found['classes']?.lines[0]?.fields['digest']
    t.regex(String(digest), /^[0-9a-f]{64}$/)
    for (const name of Object.keys(both)) {
      t.like(found[name], { ended: 'done', value: 42 }, name)
      t.deepEqual(found[name]?.lines.map(({ event, fields }) => [event, fields]), [['wasm.compile', { size: 39, digest }], ['wasm.instantiate', { size: 39, digest }]], name)
    }
    t.deepEqual(found['stream']?.lines.map(({ event, fields }) => [event, fields]), [['wasm.compile', {}], ['wasm.instantiate', {}]])
    t.is(found['stream']?.value, 42)
    for (const name of Object.keys(quiet)) {
      t.is(found[name]?.value, 1, name)
      t.deepEqual(names(found[name]), [], name)
    }
  })

  test(`node ${node.version}: WebAssembly of a context of vm is seen when it is compiled, and refused`, (t) => {
    const found = runForms(node, { events: ['wasm.compile'], before, forms: elsewhere })
    for (const name of Object.keys(elsewhere)) {
      t.like(found[name], { ended: 'done', value: 42 }, name)
      const [line, ...more] = (found[name]?.lines ?? []).filter(({ fields }) => fields['size'] !== 1)
      t.deepEqual([line?.event, line?.fields, more], ['wasm.compile', {}, []], name)
    }
    const refused = runForms(node, { events: ['wasm.compile'], refuse: ['wasm.compile'], before, forms: elsewhere })
    for (const name of Object.keys(elsewhere)) t.not(refused[name]?.ended, 'done', name)
  })

  test(`node ${node.version}: WebAssembly that is refused does not come about`, (t) => {
    for (const event of ['wasm.compile', 'wasm.instantiate']) {
      const found = runForms(node, { events: [event], refuse: [event], before, forms: { ...both, ...streamed } })
      for (const name of [...Object.keys(both), 'stream']) {
        t.like(found[name], { code: 'OVERT_AUDIT', event, rule: ruleOf(event).id }, name)
        t.is(found[name]?.lines.length, 1, name)
      }
      t.is(found['']?.value, undefined)
    }
  })
}
