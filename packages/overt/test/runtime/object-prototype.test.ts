import test from 'ava'
import { watching } from './support/looked-up.ts'
import { monitor, onEachNode, run } from './support/preloaded.ts'

/** Of a child's streams, which native code reads so too. */
const ofStreams = ['fd', 'handle', 'wrapType', 'readable', 'writable', 'input']

/** One operation of each kind, and what answers instead of it. */
const app = `const fs = require('fs'), cp = require('child_process'), net = require('net'), http = require('http'), https = require('https'), dns = require('dns'), dgram = require('dgram'), vm = require('vm'), v8 = require('v8'), Module = require('module'), { Worker } = require('worker_threads')
const overt = require(process.env.PRELOAD)
if (process.env.HOOKS === 'first') overt.addAuditHook(() => {})
${watching}
const once = (emitter, ...events) => new Promise((resolve) => { for (const event of events) emitter.on(event, resolve) })
const caught = (body) => { try { return body() } catch {} }
const served = (kind, make) => new Promise((resolve) => { const server = kind.createServer((...given) => { given.at(-1).end('x') }).listen(0, '127.0.0.1', async () => { await make(server.address().port); server.close(); resolve() }) })
const all = async () => {
  if (process.env.HOOKS === 'late') overt.addAuditHook(() => {})
  fs.readFileSync(__filename); fs.writeFileSync('a', 'x'); fs.statSync('a'); fs.readdirSync('.'); fs.mkdirSync('d/e', { recursive: true }); fs.cpSync('d', 'f', { recursive: true }); fs.renameSync('a', 'b'); fs.rmSync('f', { recursive: true }); fs.copyFileSync('b', 'c'); fs.unlinkSync('c'); fs.chmodSync('b', 0o644)
  await fs.promises.readFile(__filename); await new Promise((resolve) => fs.readFile(__filename, resolve)); await fs.promises.writeFile('b', 'y'); await (await fs.openAsBlob('b')).text(); fs.watch('.').close(); fs.truncateSync('b'); fs.mkdtempSync('t-'); await once(fs.createReadStream('b').resume(), 'close')
  cp.execSync('echo $(echo a) | cat'); await once(cp.spawn('true'), 'exit'); caught(() => cp.execFileSync('missing')); eval('1'); new Function('return 1')(); vm.runInNewContext('1'); vm.compileFunction('return 1'); new vm.Script('1')
  await served(net, (port) => once(net.connect(port, 'localhost').resume(), 'close')); await served(http, async (port) => { await once(http.get('http://127.0.0.1:' + port).on('response', (answer) => answer.resume()), 'close'); await (await fetch('http://127.0.0.1:' + port)).text() })
  await once(https.get('https://127.0.0.1:1'), 'error'); await new Promise((resolve) => dns.lookup('localhost', resolve)); const socket = dgram.createSocket('udp4'); await new Promise((resolve) => socket.bind(0, '127.0.0.1', () => socket.send('x', socket.address().port, '127.0.0.1', resolve))); socket.close()
  await once(new Worker('./worker.cjs'), 'exit'); caught(() => require('./missing')); await import('data:text/javascript,1'); new Module('m')._compile('1', __filename); new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])); caught(() => process.dlopen({ exports: {} }, '/missing.node'))
  process.env.A = '1'; delete process.env.A; Object.keys(process.env); require('os').userInfo(); process.kill(process.pid, 0); process.chdir('.'); v8.deserialize(v8.serialize(1)); v8.setFlagsFromString('--stack-size=900'); new (require('inspector').Session)().connect(); process.report.getReport(); Module.registerHooks?.({}).deregister(); overt.audit('a.b', { c: 1 })
  const { DatabaseSync } = caught(() => require('node:sqlite')) ?? {}; if (DatabaseSync) new DatabaseSync(':memory:').exec('select 1')
}
all().then(() => { inside = true; console.log('done', JSON.stringify([...seen])) })`

onEachNode(test, "nothing of overt's own is looked up on `Object.prototype`", (t, node) => {
  for (const [configuration, env] of [[`${monitor}record: ['*']\ncontext: [phase, request]\n`, {}], ['log: log.jsonl\n', {}], [monitor, { HOOKS: 'first' }], [monitor, { HOOKS: 'late' }], ['rules: []\n', { HOOKS: 'late' }]] as const) {
    const { status, stdout, stderr } = run(t, node, { files: { 'app.cjs': app, 'worker.cjs': '' }, configuration, env: { ...env, NODE_NO_WARNINGS: '1' } })
    t.is(status, 0, stderr)
    t.true(stdout.startsWith('done '), stdout + stderr)
    const found = (JSON.parse(stdout.slice('done '.length)) as [string, string][]).filter(([name]) => !ofStreams.includes(name))
    t.deepEqual(found, [])
  }
})

onEachNode(test, 'what the application puts there as a way to write texts is not given the events', (t, node) => {
  const forge = (holder: string): string => `${holder}.utf8Write = function (text, at) { this.fill(97, at, at + text.length); return text.length }\ntry { console.log(eval('"forbidden"')) } catch (error) { console.log(error.name) }\ntry { require(process.env.PRELOAD).audit('a.b', { word: 'forbidden' }); console.log('went on') } catch (error) { console.log(error.code) }`
  const rule = "title: no such word\nid: 00000000-0000-4000-8000-000000000002\nlogsource: { category: application }\ndetection: { s: { word: forbidden }, condition: s }\nlevel: high\nresponse: block\n"
  for (const holder of ['Object.prototype', 'Uint8Array.prototype']) {
    const ran = run(t, node, { files: { 'app.cjs': forge(holder), 'more.yml': rule }, configuration: 'mode: enforce\nrules: [rules.yml, more.yml]\nlog: log.jsonl\n' })
    t.is(ran.stdout, 'EvalError\nOVERT_AUDIT\n', ran.stderr)
  }
})

onEachNode(test, 'a missing argument is not what the application puts there in its place', (t, node) => {
  const app = `const { DatabaseSync } = (() => { try { return require('node:sqlite') } catch { return {} } })()
Object.prototype[1] = { open: false }
if (DatabaseSync) new DatabaseSync('a.db').exec('create table a(b)')
console.log(typeof DatabaseSync)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: [sqlite.open]\n`, env: { NODE_NO_WARNINGS: '1' } })
  t.is(ran.status, 0, ran.stderr)
  t.is(ran.lines.filter(({ event }) => event === 'sqlite.open').length, ran.stdout === 'function\n' ? 1 : 0)
})
