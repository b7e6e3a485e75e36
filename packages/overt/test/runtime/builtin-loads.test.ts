import test from 'ava'
import { enforce, monitor, onEachNode, run } from './support/preloaded.ts'

const worker = 'record: [worker.create]\n'

onEachNode(test, 'a start loads no module of the runtime for what nobody has asked for yet', (t, node) => {
  const app = "process.stdout.write(JSON.stringify(['worker_threads', 'internal/fs/promises', 'sqlite', 'v8', 'os', '_http_client', 'internal/process/report', 'internal/util/parse_args/parse_args'].filter((name) => process.moduleLoadList.includes(`NativeModule ${name}`))))"
  const loaded = (preloaded: boolean): string => run(t, node, { preloaded, files: { 'app.cjs': `const { fstatSync } = require('fs'); ${app}`, 'overt.yml': '' }, ...(preloaded ? { configuration: `${monitor}record: ['fs.*', 'net.*', 'http.*', 'worker.*', 'sqlite.*', 'v8.*', 'os.*', 'report.*', 'env.*', 'dns.*', 'process.*']\n` } : {}) }).stdout
  // What reading `process.stdout` loads is loaded without overt, too.
  t.deepEqual((JSON.parse(loaded(true)) as string[]).filter((name) => !(JSON.parse(loaded(false)) as string[]).includes(name)), [])
})

onEachNode(test, '`process.moduleLoadList` is what it was, and holds what is loaded later', (t, node) => {
  const app = `
const list = process.moduleLoadList, before = list.length
require('node:sqlite' in process.versions ? 'node:sqlite' : 'node:punycode')
const { value, ...attributes } = Object.getOwnPropertyDescriptor(process, 'moduleLoadList')
console.log(JSON.stringify([Array.isArray(value), Object.getPrototypeOf(value) === Array.prototype, value === list, attributes, list.slice(before), Object.keys(list).length === list.length]))`
  const [plain, audited] = [false, true].map((preloaded) => run(t, node, { preloaded, options: ['--no-deprecation'], files: { 'app.cjs': app }, ...(preloaded ? { configuration: monitor } : {}) }).stdout)
  t.is(audited, plain)
})

onEachNode(test, 'the list that is shown is a copy: without its elements, or with another prototype, what is loaded later is patched all the same', (t, node) => {
  const app = `
process.moduleLoadList.length = 0
Object.setPrototypeOf(process.moduleLoadList, null)
Object.defineProperty(process, 'moduleLoadList', { value: [] })
Array.prototype.push = Array.prototype.includes = () => 0
const { Worker } = require('node:worker_threads')
new Worker('', { eval: true })`
  const { lines, stderr } = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + worker })
  t.is(lines.filter(({ event }) => event === 'worker.create').length, 1, stderr)
})

onEachNode(test, 'an ES module that imports a module of the runtime first has what was patched', (t, node) => {
  const app = "import { Worker } from 'node:worker_threads'; import { rm, writeFile } from 'node:fs/promises'; await writeFile('file', '').then(() => rm('file')); new Worker('', { eval: true })"
  const { lines, stderr } = run(t, node, { files: { 'app.mjs': app }, script: 'app.mjs', configuration: `${monitor}record: [worker.create, fs.remove]\n` })
  t.deepEqual(lines.filter(({ event }) => event === 'worker.create' || event === 'fs.remove').map(({ event }) => event), ['fs.remove', 'worker.create'], stderr)
})

/** The module is asked for wherever there is almost no stack left, until it is had. */
const nearTheEnd = `
let got
function deep() {
  try { deep() } catch {}
  if (got === undefined) try { got = require('node:worker_threads') } catch {}
}
deep()
`

onEachNode(test, 'a module that is loaded at the end of the stack is patched, or what could not be is on record and done as soon as there is stack', (t, node) => {
  const app = `${nearTheEnd}\nPromise.resolve().then(() => { new got.Worker('', { eval: true }) })`
  const { lines, stderr, status } = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + worker })
  t.is(status, 0, stderr)
  t.true(lines.some(({ event }) => event === 'worker.create'), stderr)
})

onEachNode(test, 'in enforce a module that is loaded at the end of the stack is patched before anybody has it, or the process ends', (t, node) => {
  const app = `${nearTheEnd}\nnew got.Worker('', { eval: true })`
  const { lines, stderr, status } = run(t, node, { files: { 'app.cjs': app }, configuration: enforce + worker })
  if (status === 70) t.regex(stderr, /the probe of `worker\.create` could not be installed/)
  else t.true(lines.some(({ event }) => event === 'worker.create'), stderr)
})

onEachNode(test, 'with `--frozen-intrinsics`, where what is watched for tampering cannot be moved any more, modules are loaded as ever', (t, node) => {
  const app = "const { Worker } = require('node:worker_threads'); new Worker('', { eval: true }).on('exit', (code) => { console.log('ended', code) })"
  const { stdout, stderr, lines } = run(t, node, { options: ['--frozen-intrinsics'], files: { 'app.cjs': app }, configuration: `${monitor}record: ['*']\n` })
  t.is(stdout, 'ended 0\n', stderr)
  t.true(lines.some(({ event }) => event === 'worker.create'))
})
