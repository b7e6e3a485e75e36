import test from 'ava'
import { hosts, run } from './support/run.ts'
import { replacing } from './support/replacing.ts'

/** What an application does, a try each; what fails is not looked at. */
const everywhere = `
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])
const event = (emitter, name) => new Promise((done) => emitter.on(name, done))
const work = [
  () => fs.readFileSync('a.txt'), () => fs.readFileSync(Buffer.from('a.txt')), () => fs.readFileSync(new URL('a.txt', import.meta.url)), () => promises.readFile('a.txt'), () => new Promise((done) => fs.readFile('a.txt', done)), () => event(fs.createReadStream('a.txt').resume(), 'close'),
  () => fs.writeFileSync('b.txt', 'b'), () => fs.renameSync('b.txt', 'c.txt'), () => fs.copyFileSync('c.txt', 'd.txt'), () => fs.cpSync('c.txt', 'e.txt'), () => fs.linkSync('c.txt', 'f.txt'), () => fs.symlinkSync('c.txt', 'g.txt'), () => fs.truncateSync('c.txt'), () => fs.chmodSync('c.txt', 0o600), () => fs.utimesSync('c.txt', 1, 1), () => fs.rmSync('c.txt'), () => fs.unlinkSync('d.txt'), () => fs.mkdirSync('x/y', { recursive: true }), () => fs.rmdirSync(fs.mkdtempSync('t')),
  () => fs.statSync('a.txt'), () => fs.readdirSync('.'), () => [...fs.globSync('*.txt')], () => fs.watch('.').close(), () => fs.opendirSync('.').closeSync(), async () => { const handle = await promises.open('a.txt', 'r+'); await handle.stat(); await handle.chmod(0o600); await handle.close() },
  () => cp.spawnSync('true', ['a'], { env: { A: 'b' } }), () => cp.execSync('true'), () => event(cp.spawn('true', ['a']), 'exit'), () => event(cp.spawn('env', [], { env: { A: 'b' } }), 'exit'), () => new Promise((done) => cp.execFile('true', done)), () => process.kill(process.pid, 0),
  () => process.env.HOME, () => Object.keys(process.env), () => { process.env.A = 'b'; delete process.env.A }, () => process.chdir('.'), () => process.umask(), () => os.hostname(), () => os.userInfo(),
  () => event(net.connect(9, '127.0.0.1'), 'error'), () => new Promise((done) => { const server = net.createServer().listen(0, '127.0.0.1', () => { net.connect(server.address().port, '127.0.0.1', function () { this.destroy(); server.close(done) }) }) }), () => event(http.get('http://127.0.0.1:9/'), 'error'), () => fetch('http://127.0.0.1:19/', { method: 'POST', body: 'a' }), () => fetch(new Request('http://127.0.0.1:19/')), () => new Promise((done) => dns.lookup('localhost', done)), () => new Promise((done) => dns.reverse('127.0.0.1', done)),
  () => new Promise((done) => { const socket = dgram.createSocket('udp4').bind(0, '127.0.0.1', () => socket.send('a', 9, '127.0.0.1', () => socket.close(done))) }),
  () => new Function('return 1')(), () => vm.runInNewContext('1'), () => new WebAssembly.Instance(new WebAssembly.Module(bytes)), () => WebAssembly.instantiate(bytes), () => v8.deserialize(v8.serialize(1)),
  () => require('./a.cjs'), () => require('zlib'), () => import('./b.mjs'), () => import('node:zlib'), () => process.getBuiltinModule('querystring'), () => new Module('/a.js')._compile('1', '/a.js'), () => process.loadEnvFile('a.txt'), () => process.dlopen({ exports: {} }, '/none.node'),
  () => event(new Worker('0', { eval: true }), 'exit'), () => event(new Worker(new URL('./b.mjs', import.meta.url)), 'exit'), () => new Promise((done) => { const worker = new globalThis.Worker(new URL('./b.mjs', import.meta.url), { type: 'module' }); setTimeout(() => done(worker.terminate()), 200) }),
  () => { overt.audit('own', { a: 1 }); overt.addAuditHook((name, fields) => fields.path); fs.readFileSync('a.txt') },
`

const onDeno = `
  () => Deno.readTextFileSync('a.txt'), () => Deno.readFile('a.txt'), () => { const file = Deno.openSync('a.txt'); file.statSync(); file.close() }, () => Deno.writeTextFileSync('h.txt', 'a'), () => Deno.renameSync('h.txt', 'i.txt'), () => Deno.removeSync('i.txt'), () => Deno.removeSync(Deno.makeTempFileSync()), () => [...Deno.readDirSync('.')], () => Deno.realPathSync('.'), () => Deno.watchFs('.').close(),
  () => new Deno.Command('true', { args: ['a'], env: { A: 'b' } }).outputSync(), () => new Deno.Command('true').spawn().status, () => Deno.kill(Deno.pid, 'SIGCONT'), () => Deno.env.get('HOME'), () => Deno.env.toObject(), () => Deno.connect({ hostname: '127.0.0.1', port: 9 }), () => Deno.listen({ hostname: '127.0.0.1', port: 0 }).close(), () => Deno.resolveDns('localhost', 'A'), () => Deno.hostname(), () => Deno.dlopen('/none.so', {}),
`

const onBun = `
  () => Bun.spawnSync(['true', 'a']), () => Bun.spawn(['true']).exited, () => Bun.file('a.txt').text(), () => Bun.write('h.txt', 'a'), () => Bun.write('i.txt', Bun.file('a.txt')), () => Bun.connect({ hostname: '127.0.0.1', port: 9, socket: { data() {} } }), () => Bun.serve({ port: 0, fetch: () => new Response('a') }).stop(true), () => Bun.dns.lookup('localhost'), () => [...new Bun.Glob('*').scanSync('.')],
`

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  const program = (operations: string): string => `import { arm, asked } from './replacing.mjs'
import fs from 'node:fs'
import cp from 'node:child_process'
import dgram from 'node:dgram'
import dns from 'node:dns'
import http from 'node:http'
import Module, { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import v8 from 'node:v8'
import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
const { promises } = fs
const require = createRequire(import.meta.url)
const overt = await import(${JSON.stringify(host.preload.at(-1))})
${everywhere}${operations}]
arm()
let succeeded = 0
for (const one of work) try { await one(); succeeded++ } catch {}
console.log(JSON.stringify({ asked: asked(), most: succeeded > work.length / 2 }))
process.exit(0)`
  test(`${name}: overt asks for no method, accessor or name that the application could have replaced`, (t) => {
    const { stdout, stderr } = run(host, program(name === 'deno' ? onDeno : onBun), { record: ['*'], files: { 'replacing.mjs': replacing, 'a.txt': 'A=b', 'a.cjs': 'module.exports = 1', 'b.mjs': 'export default 1' } })
    t.deepEqual(JSON.parse(stdout === '' ? '{}' : stdout), { asked: [], most: true }, stderr)
  })
}
