import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { column, openers, run } from '../support/run.ts'

/** Two packages, and `opens`: code that opens a file of that name, so that the record says who did. Names of ES modules are URLs. */
const packages = `
const fs = require('node:fs'), vm = require('node:vm'), Module = require('node:module'), path = require('node:path'), { pathToFileURL } = require('node:url')
const opens = (name) => 'try { process.getBuiltinModule("node:fs").openSync("/absent/' + name + '") } catch {}'
const at = (file) => path.join(__dirname, 'node_modules', file)
const write = (file, text) => { fs.mkdirSync(path.dirname(at(file)), { recursive: true }); fs.writeFileSync(at(file), text) }
write('innocent/package.json', '{"name":"innocent","version":"1.0.0"}')
for (const name of ['index', 'never', 'seen', 'later', 'hooked', 'read', 'wrapped', 'replaced', 'compiled', 'bound']) write('innocent/' + name + '.js', 'exports.open = (name) => { try { require("node:fs").openSync("/absent/" + name) } catch {} }')
for (const name of ['module', 'changed']) write('innocent/' + name + '.mjs', 'import fs from "node:fs"\\nexport const open = (name) => { try { fs.openSync("/absent/" + name) } catch {} }')
const innocent = at('innocent/never.js')
`

const claimed = { name: null, reason: 'claimed' }
const altered = { name: null, reason: 'altered' }
const innocent = (file: string): object => ({ name: 'innocent', version: '1.0.0', path: `node_modules/innocent/${file}` })

for (const node of nodes) {
  const hasHooks = Number(node.version.split('.')[0]) >= 22

  test(`node ${node.version}: code under the name of another package's file is not named as that package`, (t) => {
    const { lines, reported } = run(node, ['fs.open', 'process.spawn'], `${packages}
const binding = process.binding('contextify')
new vm.Script(opens('script'), { filename: innocent }).runInThisContext()
vm.runInThisContext(opens('this context'), innocent)
vm.runInNewContext(opens('new context'), { process }, innocent)
vm.compileFunction(opens('function'), [], { filename: innocent })()
let reads = 0
vm.compileFunction(opens('function, changing name'), [], { get filename() { return reads++ === 0 ? innocent : at('innocent/bound.js') } })()
new (class extends vm.Script {})(opens('subclass'), innocent).runInThisContext()
new (Object.getPrototypeOf(vm.Script))(opens('base class'), innocent, 0, 0, undefined, false, undefined, Symbol()).runInContext(null, -1, true, false, false)
new binding.ContextifyScript(opens('binding, script'), innocent, 0, 0, undefined, false, undefined, Symbol()).runInContext(null, -1, true, false, false)
new (binding.ContextifyScript.prototype.constructor)(opens('binding, constructor'), innocent, 0, 0, undefined, false, undefined, Symbol()).runInContext(null, -1, true, false, false)
binding.compileFunctionForCJSLoader(opens('binding, commonjs'), innocent, false, false).function()
new vm.Script(opens('url'), { filename: pathToFileURL(innocent).href }).runInThisContext()
new Module(innocent)._compile(opens('_compile'), at('innocent/compiled.js'))
Object.defineProperty(new Module('x'), 'exports', { get: Module.prototype._compile.bind(new Module('y'), opens('_compile, bound'), at('innocent/bound.js')) }).exports
const load = require.extensions['.js']
require.extensions['.js'] = (module, file) => module._compile(opens('extension'), file)
require(at('innocent/hooked.js'))
require.extensions['.js'] = load
const { readFileSync } = fs
fs.readFileSync = () => opens('replaced read')
require(at('innocent/read.js'))
fs.readFileSync = readFileSync
vm.compileFunction('process.getBuiltinModule("node:child_process").spawnSync("true")', [], { filename: innocent })()
report('loader', require(at('innocent/seen.js')).open('by the loader'))
const wrapper = Module.wrap
Module.wrap = (code) => '(function () {' + opens('wrapped') + '})'
require(at('innocent/wrapped.js'))
Module.wrap = wrapper
`)
    t.deepEqual(reported, {})
    const found = openers(lines)
    const underClaimedName = ['script', 'this context', 'new context', 'function', 'function, changing name', 'subclass', 'base class', 'binding, script', 'binding, constructor', 'binding, commonjs', 'url']
    for (const name of underClaimedName) t.deepEqual(found[name], { ...claimed, claims: 'node_modules/innocent/never.js' }, name)
    const withAnotherText = { _compile: 'compiled', '_compile, bound': 'bound', extension: 'hooked', 'replaced read': 'read', wrapped: 'wrapped' }
    for (const [name, file] of Object.entries(withAnotherText)) t.deepEqual(found[name], { ...altered, claims: `node_modules/innocent/${file}.js` }, name)
    t.like(found['by the loader'], innocent('seen.js'))
    t.deepEqual(lines.filter(({ event }) => event === 'process.spawn').map((line) => line.package), [{ ...claimed, claims: 'node_modules/innocent/never.js' }])
  })

  test(`node ${node.version}: what the loader loads keeps its package, unless its name was claimed before it was seen`, (t) => {
    const { lines } = run(node, ['fs.open'], `${packages}
const seen = require(at('innocent/seen.js')), index = require(at('innocent/index.js'))
seen.open('seen before')
for (const file of ['seen', 'index', 'later']) new vm.Script('0', { filename: at('innocent/' + file + '.js') })
seen.open('seen before, after')
index.open('loaded before, seen after')
require(at('innocent/later.js')).open('loaded after')
require(at('innocent/replaced.js')).open('never claimed')
import(pathToFileURL(at('innocent/module.mjs'))).then(({ open }) => open('module'))
`)
    const found = openers(lines)
    t.like(found['seen before'], innocent('seen.js'))
    t.like(found['seen before, after'], innocent('seen.js'))
    t.like(found['loaded before, seen after'], claimed)
    t.like(found['loaded after'], claimed)
    t.like(found['never claimed'], innocent('replaced.js'))
    t.like(found['module'], innocent('module.mjs'))
  })

  test(`node ${node.version}: a script with a name of the runtime's is not taken for the runtime`, (t) => {
    const { lines } = run(node, ['fs.open'], `${packages}
const { open } = require(at('innocent/index.js'))
new vm.Script(opens('vm'), { filename: 'node:child_process' }).runInThisContext()
new Module('x')._compile(opens('_compile'), 'node:net')
open('innocent')
`)
    const found = openers(lines)
    t.deepEqual(found['vm'], claimed)
    t.deepEqual(found['_compile'], claimed)
    t.like(found['innocent'], innocent('index.js'))
  })

  test(`node ${node.version}: the runtime's modules that are loaded late are the runtime's`, (t) => {
    const { lines } = run(node, ['fs.open', 'process.spawn'], `${packages}
write('innocent/late.js', 'require("node:child_process").spawnSync("true"); require("node:child_process").spawn("true"); require("node:fs/promises").open("/absent/promises").catch(() => {})')
require(at('innocent/late.js'))
`)
    const spawned = lines.filter(({ event }) => event === 'process.spawn')
    t.is(spawned.length, 2)
    for (const line of spawned) t.like(line.package, innocent('late.js'))
    t.like(openers(lines)['promises'], innocent('late.js'))
  })

  if (hasHooks) {
    test(`node ${node.version}: code that a hook of the loader puts in place of a file's is not named as the file's package`, (t) => {
      const { lines } = run(node, ['fs.open'], `${packages}
Module.registerHooks({
  resolve: (specifier, context, next) => (specifier === 'forged' ? { url: 'node:forged', format: 'module', shortCircuit: true } : next(specifier, context)),
  load: (url, context, next) =>
    url.endsWith('changed.mjs') || url === 'node:forged' ? { format: 'module', source: opens(url.slice(-11)), shortCircuit: true }
    : url.endsWith('replaced.js') ? { format: 'commonjs', source: opens('replaced.js'), shortCircuit: true } : next(url, context),
})
require(at('innocent/replaced.js'))
import(pathToFileURL(at('innocent/changed.mjs'))).then(() => import('forged')).catch((error) => report('error', error.message))
`)
      const found = openers(lines)
      t.like(found['replaced.js'], altered)
      t.like(found['changed.mjs'], altered)
      if ('node:forged' in found) t.deepEqual(found['node:forged'], claimed)
    })
  }

  test(`node ${node.version}: a module of node:vm is compiled under a claimed name, and raised once`, (t) => {
    const { lines, reported } = run(node, ['fs.open', 'code.compile'], `${packages}
const url = pathToFileURL(innocent).href
const evaluated = async (module) => { await module.link(() => {}); await module.evaluate() }
;(async () => {
  await evaluated(new vm.SourceTextModule(opens('module'), { identifier: url }))
  await evaluated(new (class extends vm.Module { constructor(options) { super(options) } })({ sourceText: opens('base class'), identifier: url, lineOffset: 0, columnOffset: 0 })).catch(() => {})
  attempt('direct', () => new vm.Module({ sourceText: '0' }))
  await evaluated(new vm.SyntheticModule(['a'], function () { this.setExport('a', 1) }))
  report('instance', new vm.SourceTextModule('0') instanceof vm.Module)
  let hidden
  const hiding = class extends vm.Module {}
  Object.setPrototypeOf(hiding.prototype, new Proxy(vm.Module.prototype, { set(target, key, value, receiver) { hidden ??= value; return Reflect.defineProperty(receiver, key, { value, writable: true, configurable: true, enumerable: true }) } }))
  new hiding({ sourceText: '0', lineOffset: 0, columnOffset: 0 })
  const native = new hidden.constructor(url, undefined, opens('native'), 0, 0)
  if (process.version.startsWith('v20.')) native.instantiate()
  else { native.link([]); native.instantiate() }
  await native.evaluate(-1, false)
})()
`, { nodeOptions: ['--experimental-vm-modules'] })
    t.like(openers(lines)['module'], claimed)
    t.like(openers(lines)['native'], claimed)
    t.deepEqual(reported['direct'], ['thrown', 'Module is not a constructor'])
    t.is(reported['instance'], true)
    const compiled = lines.filter(({ event }) => event === 'code.compile')
    t.deepEqual(column(compiled, 'kind'), ['module', 'module', 'module', 'module', 'module', 'module'])
  })

  test(`node ${node.version}: the class behind the modules of node:vm, which a module of the application's shows first, is refused`, (t) => {
    const { reported } = run(node, [], `
const vm = require('node:vm')
const made = new vm.SourceTextModule('0')
const wrap = Object.getOwnPropertySymbols(made).map((symbol) => made[symbol]).find((value) => value?.constructor.name === 'ModuleWrap')
overt.addAuditHook((name) => { if (name === 'code.compile') throw new Error('not this') })
attempt('native', () => new wrap.constructor('vm:x', undefined, '0', 0, 0))
`, { nodeOptions: ['--experimental-vm-modules'] })
    t.deepEqual(reported['native'], ['thrown', 'not this'])
  })

  test(`node ${node.version}: code.compile is raised once for each, with its fields, and never for the loader`, (t) => {
    const { lines, reported, folder } = run(node, ['code.compile'], `
const fs = require('node:fs'), vm = require('node:vm'), Module = require('node:module')
fs.writeFileSync('required.cjs', 'module.exports = 1'); fs.writeFileSync('imported.mjs', 'export default 1')
require('./required.cjs')
const cached = new vm.Script('1 + 1').createCachedData()
report('values', [vm.runInThisContext('1 + 1', { cachedData: cached }), vm.compileFunction('return a', ['a'], { filename: '/f.js' })(2), vm.runInNewContext('3')])
const made = new Module('/m.cjs')
made._compile('exports.four = 4', '/m.cjs')
report('four', made.exports.four)
process.binding('contextify').compileFunctionForCJSLoader('', '/b.cjs', false, false)
attempt('no text', () => vm.compileFunction(5))
import('./imported.mjs').then(() => import('./required.cjs'))
`)
    t.deepEqual(lines.map(({ fields }) => [fields['code'], fields['path'] ?? null, fields['kind'], fields['cached_data']]), [
      ['1 + 1', 'evalmachine.<anonymous>', 'script', false],
      ['1 + 1', 'evalmachine.<anonymous>', 'script', true],
      ['return a', '/f.js', 'function', false],
      ['3', 'evalmachine.<anonymous>', 'script', false],
      ['exports.four = 4', '/m.cjs', 'commonjs', false],
      ['', '/b.cjs', 'commonjs', false],
    ])
    t.deepEqual(reported['values'], [2, 2, 3])
    t.is(reported['four'], 4)
    t.regex(String((reported['no text'] as string[])[1]), /code/)
    t.truthy(folder)
  })

  test(`node ${node.version}: a refusal is thrown, and nothing is compiled`, (t) => {
    const { reported } = run(node, [], `
const vm = require('node:vm'), Module = require('node:module')
overt.addAuditHook((name) => { if (name === 'code.compile') throw new Error('not this') })
attempt('script', () => new vm.Script('0'))
attempt('run', () => vm.runInThisContext('globalThis.ran = 1'))
attempt('function', () => vm.compileFunction('0'))
attempt('commonjs', () => new Module('/m.cjs')._compile('globalThis.ran = 1', '/m.cjs'))
attempt('binding', () => process.binding('contextify').compileFunctionForCJSLoader('', '/b.cjs', false, false))
require('fs').writeFileSync('required.cjs', 'module.exports = 1')
attempt('loader', () => require('./required.cjs'))
report('ran', globalThis.ran ?? null)
`)
    for (const name of ['script', 'run', 'function', 'commonjs', 'binding']) t.deepEqual(reported[name], ['thrown', 'not this'], name)
    t.deepEqual(reported['loader'], ['done', 1])
    t.is(reported['ran'], null)
  })

  test(`node ${node.version}: what Node makes a text of itself, where Module.wrap was replaced, is raised and refused too`, (t) => {
    const program = `
const Module = require('node:module')
const { wrap } = Module
Module.wrap = (text) => wrap(text)
const values = { object: { toString: () => 'globalThis.ran = 1' }, bytes: Buffer.from('globalThis.ran = 1'), wrapped: new String('globalThis.ran = 1') }
for (const [name, value] of Object.entries(values)) attempt(name, () => new Module('/m.cjs')._compile(value, '/m.cjs'))
report('ran', globalThis.ran ?? null)
`
    const { lines, reported } = run(node, ['code.compile'], program)
    t.is(reported['ran'], 1)
    t.deepEqual(lines.map(({ fields }) => [fields['code'], fields['path'], fields['kind']]), [['', '/m.cjs', 'commonjs'], ['', '/m.cjs', 'commonjs'], ['', '/m.cjs', 'commonjs']])
    const refused = run(node, [], `overt.addAuditHook((name) => { if (name === 'code.compile') throw new Error('not this') })\n${program}`).reported
    for (const name of ['object', 'bytes', 'wrapped']) t.deepEqual(refused[name], ['thrown', 'not this'], name)
    t.is(refused['ran'], null)
  })

  test(`node ${node.version}: the loader's own reading is no fs.open, whether or not module.load is wanted`, (t) => {
    const { lines } = run(node, ['fs.open'], `
const fs = require('node:fs')
fs.writeFileSync('required.cjs', 'module.exports = 1'); fs.writeFileSync('imported.mjs', 'export default 1'); fs.writeFileSync('data.json', '{}')
fs.readFileSync('data.json', 'utf8')
require('./required.cjs'); require('./data.json')
import('./imported.mjs').then(() => import('./data.json', { with: { type: 'json' } })).then(() => fs.readFileSync('imported.mjs', 'utf8'))
`, { loads: false })
    const read = lines.filter(({ fields }) => fields['access'] === 'read').map(({ fields }) => String(fields['path']).replace(/^.*\//, ''))
    t.deepEqual(read, ['data.json', 'imported.mjs'])
  })
}
