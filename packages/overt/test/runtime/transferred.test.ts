import test from 'ava'
import { enforce, monitor, onEachNode, preload, run } from './support/preloaded.ts'

/** Has the runtime make an object of the class that is named, and hands out whatever it took for that class. */
const forge = `const { receiveMessageOnPort } = require('worker_threads')
const symbol = (name) => Object.getOwnPropertySymbols(Blob.prototype).find(({ description }) => description === name)
const deserialize = symbol('messaging_deserialize_symbol')
const forge = (named, holder = Object.prototype) => {
  let got
  // Frozen by \`--frozen-intrinsics\`.
  if (!Object.isExtensible(holder)) return undefined
  const was = Object.getOwnPropertyDescriptor(holder, deserialize)
  Object.defineProperty(holder, deserialize, { get() { got ??= this.constructor; return was?.value }, set() {}, configurable: true })
  try {
    const { port1, port2 } = new MessageChannel()
    const blob = new Blob()
    Object.defineProperty(blob, symbol('messaging_clone_symbol'), { value: () => ({ data: null, deserializeInfo: named }) })
    port1.postMessage(blob)
    port2.on('messageerror', () => {})
    try { receiveMessageOnPort(port2) } catch {}
    port1.close()
    try { structuredClone(blob) } catch {}
  } finally {
    delete holder[deserialize]
    if (was) Object.defineProperty(holder, deserialize, was)
  }
  return got
}
`
const forged = ['internal/bootstrap/realm:internalBinding', 'internal/bootstrap/realm:require', 'internal/bootstrap/realm:BuiltinModule', 'internal/worker:InternalWorker', 'internal/worker:Worker', "internal/blob:Blob', clone", 'internal/blob', '', ':', 'toString:constructor']

onEachNode(test, "an object whose class is forged gives code none of the runtime's own functions", (t, node) => {
  const app = `${forge}
const all = ${JSON.stringify(forged)}
const { EventEmitter } = require('events')
console.log(JSON.stringify(all.filter((named) => forge(named) !== undefined || forge(named, EventEmitter.prototype) !== undefined || forge(named, Function.prototype) !== undefined)))`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  t.true((JSON.parse(plain.stdout) as string[]).includes('internal/bootstrap/realm:internalBinding'), plain.stderr)
  const inWorker = `const { Worker, isMainThread } = require('worker_threads'); if (isMainThread) new Worker(__filename); else {${app}}`
  for (const [text, configuration, ...options] of [[app, enforce], [app, monitor], [inWorker, enforce], [app, enforce, '--frozen-intrinsics']] as const) {
    const ran = run(t, node, { files: { 'app.cjs': text }, configuration, options })
    t.is(ran.stdout, '[]\n', ran.stderr)
    t.false(ran.text.includes('overt.gap'), ran.text)
  }
})

onEachNode(test, 'code before overt that is in the way is a gap', (t, node) => {
  const files = { 'app.cjs': '', 'before.cjs': 'Object.preventExtensions(Object.prototype)' }
  const ran = run(t, node, { files, preloaded: false, options: ['--require', './before.cjs', '--require', preload], configuration: monitor })
  t.is(ran.status, 0, ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'overt.gap').map(({ fields }) => [fields['event'], fields['reason']]).filter(([, reason]) => reason !== 'late'), [[undefined, 'earlier_preload'], ['worker.create', 'partial']])
})

onEachNode(test, 'what can be cloned and sent still can, in a worker whose modules are not loaded yet too', (t, node) => {
  const app = `const { Worker, isMainThread, parentPort } = require('worker_threads')
const name = (value) => Object.prototype.toString.call(value) + value?.constructor?.name
if (isMainThread) main().catch((error) => { console.log(error); process.exit(1) })
else parentPort.on('message', async (value) => { if (value.fd) await value.close(); parentPort.postMessage([name(value), value instanceof Blob ? value.size : value.rules?.length ?? null]) })
async function main() {
  const worker = new Worker(__filename)
  const { webcrypto, createSecretKey } = require('crypto')
  const { BlockList, SocketAddress } = require('net')
  const { createHistogram } = require('perf_hooks')
  const handle = await require('fs').promises.open(__filename)
  const { port1 } = new MessageChannel()
  const readable = new ReadableStream(), writable = new WritableStream(), transform = new TransformStream()
  const all = [[new Blob(['abc'])], [new BlockList()], [new SocketAddress()], [createHistogram()], [createSecretKey(Buffer.from('a'))], [new DOMException('a', 'b')], [handle, handle], [port1, port1], [readable, readable], [writable, writable], [transform, transform], [await webcrypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt'])]]
  const seen = []
  for (const [value, sent] of all) {
    worker.postMessage(value, sent ? [sent] : [])
    const answer = await new Promise((resolve) => { worker.removeAllListeners(); worker.once('message', resolve).once('messageerror', resolve) })
    seen.push(answer)
  }
  console.log(JSON.stringify(seen), name(structuredClone(new Blob(['a']))))
  await worker.terminate()
  process.exit()
}`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  t.is(plain.status, 0, plain.stdout + plain.stderr)
  t.is(run(t, node, { files: { 'app.cjs': app }, configuration: enforce }).stdout, plain.stdout)
})

onEachNode(test, 'what names no module, or no class of one, is refused in the words of the runtime', (t, node) => {
  const app = `const symbol = Object.getOwnPropertySymbols(Blob.prototype).find(({ description }) => description === 'messaging_clone_symbol')
for (const named of ['none:Class', 'none', ':Class', '', 'internal/blob:Nothing', 'internal/blob:ClonedBlob:more', 'fs:', 'fs']) {
  const blob = new Blob()
  Object.defineProperty(blob, symbol, { value: () => ({ data: null, deserializeInfo: named }) })
  try { console.log(named, structuredClone(blob)?.constructor.name) } catch ({ name, message }) { console.log(named, name, message) }
}`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  t.regex(plain.stdout, /Missing internal module 'none'/)
  t.is(run(t, node, { files: { 'app.cjs': app }, configuration: enforce }).stdout, plain.stdout)
})

onEachNode(test, 'each name that the source of the runtime has for such an object is known', (t, node) => {
  const app = `${forge}
const named = []
const sources = process.binding('natives')
for (const module in sources) for (const [, name] of String(sources[module]).matchAll(/deserializeInfo\\s*[:=]\\s*'([^']+)'/g)) if (name.split(':')[0] in sources) named.push(name)
delete Object.prototype[deserialize]
console.log(JSON.stringify(named.filter((name) => {
  const blob = new Blob()
  Object.defineProperty(blob, symbol('messaging_clone_symbol'), { value: () => ({ data: null, deserializeInfo: name }) })
  try { structuredClone(blob) } catch (error) { return error.message.includes('Unknown deserialize spec') }
})), named.length > 10)`
  const plain = run(t, node, { files: { 'app.cjs': app }, preloaded: false })
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: enforce })
  t.is(ran.stdout, plain.stdout, ran.stderr)
  t.true(ran.stdout.endsWith(' true\n'))
})

onEachNode(test, 'an accessor on `Object.prototype` for a name that a binding of the runtime does not have is not handed the binding', (t, node) => {
  const app = `const marks = ['builtinIds', 'getEnvMessagePort', 'ModuleWrap', 'setDeserializerCreateObjectFunction', 'opendir', 'safeGetenv', 'writeReport', 'createBlob', 'DatabaseSync', 'patchProcessObject']
const { builtinModules } = require('module')
const names = new Set()
const sources = process.binding('natives')
for (const module in sources) {
  for (const [, all] of String(sources[module]).matchAll(/\\{([^{}]*)\\}\\s*=\\s*internalBinding\\(/g)) for (const part of all.split(',')) names.add(part.split(/[:=]/)[0].trim())
  for (const [, name] of String(sources[module]).matchAll(/[bB]inding(?:\\('\\w+'\\))?\\.(\\w+)/g)) names.add(name)
}
const handed = new Set(), all = [...names].filter((name) => /^\\w+$/.test(name) && !(name in {}))
const { has, add } = Object.fromEntries(['has', 'add'].map((name) => [name, handed[name].bind(handed)]))
const own = Function.prototype.call.bind(Object.prototype.hasOwnProperty)
for (const name of all) Object.defineProperty(Object.prototype, name, {
  get() { for (const mark of marks) if (own(this, mark)) add(name + ' of the binding with ' + mark) },
  set(value) { Object.defineProperty(this, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true }) },
  configurable: true,
})
const end = () => { for (const name of all) delete Object.prototype[name]; process._rawDebug(JSON.stringify([...handed])); process.reallyExit(0) }
process.binding('natives')
for (const name of builtinModules) try { require(name) } catch {}
try { new (require('worker_threads').Worker)('', { eval: true }) } catch {}
import('./other.mjs').then(end, end)`
  const files = { 'app.cjs': app, 'other.mjs': "import 'node:fs'" }
  const listOf = (stderr: string): unknown => JSON.parse(/^\[.*\]$/m.exec(stderr)?.[0] ?? 'null')
  t.true((listOf(run(t, node, { files, preloaded: false }).stderr) as string[]).includes('configs of the binding with builtinIds'))
  t.deepEqual(listOf(run(t, node, { files, configuration: enforce }).stderr), [])
})
