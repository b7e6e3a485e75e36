import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { version } from '../../src/version.ts'
import { enforce, monitor, onEachNode, preload, run } from './support/preloaded.ts'

const register = readFileSync(preload, 'utf8')
const bundle = readFileSync(join(dirname(preload), 'preload.cjs'), 'utf8')

onEachNode(test, 'a second copy of the same version attaches to the first; another version refuses', (t, node) => {
  const app = `const first = require(process.env.PRELOAD)
const second = require('./second/register.cjs')
console.log(first === second, Object.isFrozen(first), Object.getOwnPropertyDescriptor(globalThis, Symbol.for('overt')).configurable)
try { require('./other/register.cjs') } catch (error) { console.log(error.code) }
delete require.cache[process.env.PRELOAD]
console.log(require(process.env.PRELOAD) === first)
`
  const other = bundle.replaceAll(`"${version}"`, '"9.9.9"')
  t.not(other, bundle)
  const files = { 'app.cjs': app, 'second/register.cjs': register, 'second/preload.cjs': bundle, 'other/register.cjs': register, 'other/preload.cjs': other }
  const ran = run(t, node, { files, configuration: monitor })
  t.is(ran.stdout, 'true true false\nOVERT_VERSION\ntrue\n', ran.stderr)
  t.is(ran.lines.filter(({ event }) => event === 'overt.start').length, 1)
})

onEachNode(test, 'the addon gives nothing to a second load', (t, node) => {
  const app = `const module_ = { exports: {} }
try { process.dlopen(module_, require('path').join(require('path').dirname(process.env.PRELOAD), require('fs').readdirSync(require('path').dirname(process.env.PRELOAD)).find((name) => name.endsWith('.node')))) } catch (error) { console.log(error.message) }
console.log(Object.keys(module_.exports).length)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.is(ran.stdout, '0\n', ran.stderr)
})

onEachNode(test, 'requiring overt without a preload starts it; ESM has the same objects', (t, node) => {
  const app = `import * as api from ${JSON.stringify(join(dirname(preload), 'api.js'))}
import { createRequire } from 'node:module'
const required = createRequire(import.meta.url)(process.env.PRELOAD)
console.log(api.addAuditHook === required.addAuditHook, api.AuditError === required.AuditError, api.addAuditHook(() => {}))
`
  const ran = run(t, node, { files: { 'app.mjs': app }, script: 'app.mjs', configuration: monitor, preloaded: false })
  t.is(ran.stdout, 'true true true\n', ran.stderr)
  t.is(ran.lines[0]?.event, 'overt.start')
})

onEachNode(test, 'what the application does to prototypes and globals neither changes nor sees a record', (t, node) => {
  const app = `const { audit } = require(process.env.PRELOAD)
const fs = require('fs')
const seen = []
const spy = (holder, name) => { const original = holder[name]; if (typeof original === 'function') holder[name] = function () { seen.push(name); return undefined } }
audit('a.b', { text: 'before' })
const log = console.log, write = fs.writeSync.bind(fs)
Object.defineProperty(Array.prototype, '0', { set(value) { seen.push('set'); Object.defineProperty(this, '0', { value, writable: true, configurable: true, enumerable: true }) }, get() { return undefined }, configurable: true })
Object.defineProperty(Object.prototype, 'toJSON', { value() { seen.push('toJSON'); return 'forged' }, configurable: true })
Error.prepareStackTrace = () => { seen.push('prepareStackTrace'); return 'forged' }
const wasPush = Array.prototype.push
for (const name of ['charCodeAt', 'slice', 'indexOf', 'padStart', 'toString']) spy(String.prototype, name)
for (const holder of [JSON, Reflect, Math]) for (const name of Object.getOwnPropertyNames(holder)) spy(holder, name)
for (const name of ['encodeInto', 'encode']) spy(TextEncoder.prototype, name)
spy(TextDecoder.prototype, 'decode'); spy(Date.prototype, 'toISOString'); spy(Date, 'now')
const typed = Object.getPrototypeOf(Uint8Array.prototype)
for (const name of ['length', 'buffer', 'byteOffset', 'byteLength']) Object.defineProperty(typed, name, { get() { return 0 }, configurable: true })
spy(typed, 'subarray'); spy(typed, 'set'); spy(typed, 'fill')
for (const name of ['has', 'add']) spy(Set.prototype, name)
for (const name of ['call', 'apply', 'bind']) spy(Function.prototype, name)
globalThis.String = () => 'forged'
seen.length = 0
const before = seen.length
audit('c.d', { text: 'after' })
try { eval('"forbidden"') } catch (error) { globalThis.caught = true }
const count = seen.length
process.reallyExit(count === 0 && globalThis.caught === true ? 0 : 9)
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${enforce}record: [application.event]\n` })
  t.is(ran.status, 0, ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event.includes('.') && event.length === 3).map(({ event, fields }) => [event, fields]), [['a.b', { text: 'before' }], ['c.d', { text: 'after' }]])
  t.like(ran.lines.find(({ event }) => event === 'code.eval'), { outcome: 'refused', fields: { code: '"forbidden"' } })
  t.is(ran.lines.at(-1)?.event, 'overt.stop')
})

onEachNode(test, 'functions of process.binding that the application replaces hold no line of the record back', (t, node) => {
  const app = `const binding = process.binding('fs')
const seen = []
for (const name of ['writeBuffer', 'writeString', 'fstat', 'open', 'fdatasync']) { binding[name] = () => { seen.push(name); return 0 } }
require(process.env.PRELOAD).audit('a.b')
try { eval('"forbidden"') } catch {}
process.reallyExit(seen.length)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${enforce}record: [application.event]\n` })
  t.is(ran.status, 0, ran.stderr)
  t.deepEqual(ran.lines.map(({ event }) => event), ['overt.start', 'a.b', 'code.eval', 'hook.clear', 'overt.stop'])
})

onEachNode(test, 'process.binding keeps its name, length and attributes', (t, node) => {
  const print = "const d = Object.getOwnPropertyDescriptor(process, 'binding'); console.log(d.value.name, d.value.length, d.writable, d.enumerable, d.configurable, process._linkedBinding.name, process._linkedBinding.length, process.emit.name, process.emit.length, process.reallyExit.name, Object.keys(process).includes('emit'))"
  const plain = run(t, node, { files: { 'app.cjs': print }, preloaded: false })
  t.is(run(t, node, { files: { 'app.cjs': print }, configuration: monitor }).stdout, plain.stdout)
})
