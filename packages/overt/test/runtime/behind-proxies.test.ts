import test from 'ava'
import { monitor, onEachNode, run } from './support/preloaded.ts'

/** Whatever accessors on the prototypes of the language are handed while a program looks at what overt has put in place of the runtime's own. */
const handed = `const util = require('util'), { isProxy } = util.types
const handed = []
const keys = [util.inspect.custom, Symbol.toStringTag, 'toJSON', 'absent', 'name']
const holders = [Object.prototype, Function.prototype, require('events').EventEmitter.prototype, EventTarget.prototype]
const were = holders.map((holder) => keys.map((key) => Object.getOwnPropertyDescriptor(holder, key)))
holders.forEach((holder) => keys.forEach((key) => Object.defineProperty(holder, key, { get() { handed.push(this); return undefined }, set() { handed.push(this) }, configurable: true })))
const threads = require('worker_threads')
const looked = [threads.Worker, globalThis.Worker, process.env, class extends threads.Worker {}, Object.create(process.env)].filter(Boolean)
for (const one of looked) {
  for (const options of [{}, { showProxy: true, depth: 9 }, { showHidden: true }, { getters: true }]) try { util.inspect(one, options) } catch {}
  for (const key of keys) { try { one[key] } catch {} try { one[key] = 'x' } catch {} try { key in one } catch {} }
  try { JSON.stringify(one) } catch {}
  try { util.format('%o %O %j', one, one, one) } catch {}
}
holders.forEach((holder, i) => keys.forEach((key, j) => { delete holder[key]; if (were[i][j]) Object.defineProperty(holder, key, were[i][j]) }))
`

onEachNode(test, 'what stands behind a proxy of overt is not the class of workers', (t, node) => {
  const app = `${handed}
const makes = handed.filter((one) => {
  if (typeof one !== 'function' || looked.includes(one)) return false
  try { new one('1', { eval: true, execArgv: [], env: {} }).terminate(); return true } catch { return false }
})
console.log(makes.length, looked.length, threads.Worker.name, threads.Worker.length)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.true(ran.stdout.startsWith('0 '), ran.stdout + ran.stderr)
  t.true(ran.stdout.endsWith(' Worker 1\n'))
  const wanted = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: ['*']\n` })
  t.true(wanted.stdout.startsWith('0 '), wanted.stdout + wanted.stderr)
})

onEachNode(test, 'nor is it the environment', (t, node) => {
  const app = `${handed}
const variables = handed.filter((one) => {
  if (typeof one !== 'object' || one === null || isProxy(one) || looked.includes(one)) return false
  try { one.OVERT_TEST_MARK = 'here'; return process.env.OVERT_TEST_MARK === 'here' } catch { return false } finally { delete process.env.OVERT_TEST_MARK }
})
console.log(variables.length)`
  t.is(run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: ['env.*']\n` }).stdout, '0\n')
})

onEachNode(test, 'the class of workers prints as it does without overt, and can be derived from', (t, node) => {
  const app = `const { Worker } = require('worker_threads')
console.log(Worker, class Other extends Worker {}, { Worker }, Object.getOwnPropertyNames(Worker), Worker.prototype.constructor === Worker, Object.getPrototypeOf(Worker).name)
try { Worker('1') } catch (error) { console.log(error.name, error.message) }
class Other extends Worker { kind() { return 'other' } }
const other = new Other('1', { eval: true })
other.on('exit', (code) => { console.log(code, other.kind(), other instanceof Worker, other.constructor === Other, Object.getPrototypeOf(new Worker('1', { eval: true })) === Worker.prototype) })`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  t.is(plain.status, 0)
  t.is(run(t, node, { files: { 'app.cjs': app }, configuration: monitor }).stdout, plain.stdout)
})

onEachNode(test, 'what the application has put into the runtime before it loads the class of workers is not handed the native one', (t, node) => {
  const app = `const { EventEmitter } = require('events'), { init } = EventEmitter
let native
const leak = (value) => { if (typeof value === 'object' && value !== null && 'startThread' in value) native ??= value.constructor }
EventEmitter.init = function (...given) {
  Object.setPrototypeOf(this, new Proxy(Object.getPrototypeOf(this), { set(target, key, value, receiver) { leak(value); return Reflect.set(target, key, value, receiver) } }))
  return Reflect.apply(init, this, given)
}
const { Worker } = require('worker_threads')
try { new Worker('1', { eval: true }).terminate() } catch {}
EventEmitter.init = init
let made = 'nothing'
try { new native(null, {}, [], new Float64Array(4), true); made = 'a thread' } catch (error) { made = error.name }
console.log(typeof native, made)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.is(ran.stdout, 'function TypeError\n', ran.stderr)
})
