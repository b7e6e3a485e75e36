import type { Line } from './run.ts'

/** Operations that an application can ask for in the same words on Node, Deno and Bun. Each runs once, after a look-up of a variable that marks it. */
export const steps = {
  'fs.readFileSync': `fs.readFileSync('a.txt')`,
  'fs.readFile': `await new Promise((done) => fs.readFile('a.txt', done))`,
  'fs.promises.readFile': `await fs.promises.readFile('a.txt')`,
  'fs.promises.open': `await (await fs.promises.open('a.txt')).close()`,
  'fs.createReadStream': `await new Promise((done) => fs.createReadStream('a.txt').on('close', done).resume())`,
  'fs.openAsBlob': `await fs.openAsBlob('a.txt')`,
  'fs.openSync, r+': `fs.closeSync(fs.openSync('a.txt', 'r+'))`,
  'fs.writeFileSync': `fs.writeFileSync('b.txt', 'b')`,
  'fs.promises.writeFile': `await fs.promises.writeFile('b.txt', 'b')`,
  'fs.appendFileSync': `fs.appendFileSync('b.txt', 'b')`,
  'fs.createWriteStream': `await new Promise((done) => fs.createWriteStream('b.txt').on('close', done).end('b'))`,
  'fs.renameSync': `fs.renameSync('b.txt', 'c.txt')`,
  'fs.promises.rename': `await fs.promises.rename('c.txt', 'b.txt')`,
  'fs.copyFileSync': `fs.copyFileSync('b.txt', 'c.txt')`,
  'fs.copyFile': `await new Promise((done) => fs.copyFile('b.txt', 'c.txt', done))`,
  'fs.cpSync': `fs.cpSync('b.txt', 'd.txt')`,
  'fs.promises.cp': `await fs.promises.cp('b.txt', 'd.txt')`,
  'fs.linkSync': `fs.linkSync('b.txt', 'e.txt')`,
  'fs.symlinkSync': `fs.symlinkSync('b.txt', 'f.txt')`,
  'fs.unlinkSync': `fs.unlinkSync('f.txt')`,
  'fs.promises.unlink': `await fs.promises.unlink('e.txt')`,
  'fs.rmSync': `fs.rmSync('d.txt', { recursive: true })`,
  'fs.rm': `await new Promise((done) => fs.rm('c.txt', done))`,
  'child_process.spawn': `await new Promise((done) => childProcess.spawn('true', ['x']).on('close', done))`,
  'child_process.execFile': `await new Promise((done) => childProcess.execFile('true', ['x'], done))`,
  'child_process.exec': `await new Promise((done) => childProcess.exec('true x', done))`,
  'child_process.spawnSync': `childProcess.spawnSync('true', ['x'])`,
  'child_process.execFileSync': `childProcess.execFileSync('true', ['x'])`,
  'child_process.execSync': `childProcess.execSync('true x')`,
  'net.connect, an address': `await new Promise((done) => net.connect(port, '127.0.0.1', function () { this.destroy() }).on('error', done).on('close', done))`,
  'net.connect, a name': `await new Promise((done) => net.connect({ port, host: 'localhost', family: 4 }, function () { this.destroy() }).on('error', done).on('close', done))`,
  'http.get': `await new Promise((done) => http.get({ port, host: '127.0.0.1', path: '/' }, (answer) => answer.on('end', done).resume()).on('error', done))`,
  fetch: `await fetch('http://127.0.0.1:' + port).then((answer) => answer.text(), () => {})`,
  'dns.lookup': `await new Promise((done) => dns.lookup('localhost', done))`,
  'dns.promises.lookup': `await dns.promises.lookup('localhost')`,
  'dns.reverse': `await new Promise((done) => dns.reverse('127.0.0.1', done))`,
  'Resolver.resolve4': `const resolver = new dns.Resolver({ timeout: 100, tries: 1 }); resolver.setServers(['127.0.0.1:9']); await new Promise((done) => resolver.resolve4('a.invalid', done))`,
  'import { lookup }': `await new Promise((done) => lookup('localhost', done))`,
  WebSocket: `await new Promise((done) => { const socket = new WebSocket('ws://127.0.0.1:' + port + '/'); socket.onerror = socket.onclose = done })`,
  'net.Server.listen': `await new Promise((done) => { const other = net.createServer().listen(0, '127.0.0.1', () => other.close(done)) })`,
  'dgram.send': `await new Promise((done) => { const socket = dgram.createSocket('udp4'); socket.send('a', 9, '127.0.0.1', () => socket.close(done)) })`,
  'node:sqlite, in memory': `new DatabaseSync(':memory:').close()`,
  'node:sqlite, a file': `new DatabaseSync('data.db').close()`,
  'process.dlopen': `try { process.dlopen({ exports: {} }, './absent.node') } catch {}`,
  'worker_threads.Worker': `await new Promise((done) => new Worker('./worker.cjs').on('exit', done))`,
  'inspector.Session': `const session = new inspector.Session(); session.connect(); session.disconnect()`,
  'WebAssembly.Module': `new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])))`,
  'WebAssembly.compile': `await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
  'WebAssembly.instantiate': `await WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))`,
  'vm.runInThisContext': `vm.runInThisContext('1')`,
  'fs.mkdirSync': `fs.mkdirSync('folder')`,
  'fs.readdirSync': `fs.readdirSync('folder')`,
  'fs.rmdirSync': `fs.rmdirSync('folder')`,
  'fs.mkdtempSync': `fs.mkdtempSync('made-')`,
  'fs.truncateSync': `fs.truncateSync('b.txt', 0)`,
  'fs.chmodSync': `fs.chmodSync('b.txt', 0o600)`,
  'fs.utimesSync': `fs.utimesSync('b.txt', 1, 1)`,
  'fs.chownSync': `fs.chownSync('b.txt', process.getuid(), process.getgid())`,
  'fs.watch': `fs.watch('.').close()`,
  'fs.statSync': `fs.statSync('b.txt')`,
  'process.kill': `process.kill(process.pid, 0)`,
  'process.chdir': `process.chdir('.')`,
  'process.umask': `process.umask(0o22)`,
  'process.env.A =': `process.env.A = '1'`,
  'delete process.env.A': `delete process.env.A`,
  'os.hostname': `os.hostname()`,
  'process.env.HOME': `process.env.HOME`,
  '{ ...process.env }': `({ ...process.env })`,
  'Object.keys(process.env)': `Object.keys(process.env)`,
  'new Function': `new Function('a', 'return a')`,
  'AsyncFunction': `new (async () => {}).constructor('return 1')`,
  'GeneratorFunction': `new (function* () {}).constructor('yield 1')`,
  eval: `eval('1')`,
  'import an ES module': `await import('./module.mjs')`,
  'import CommonJS': `await import('./common.cjs')`,
  'require CommonJS': `require('./required.cjs')`,
  'require JSON': `require('./data.json')`,
} as const

/** The files that the steps use, beside the program. */
export const files: Readonly<Record<string, string>> = {
  'a.txt': 'a',
  'module.mjs': 'export const a = 1',
  'common.cjs': 'exports.a = 1',
  'worker.cjs': '',
  'required.cjs': 'exports.a = 1',
  'data.json': '{"a":1}',
}

const marker = 'STEP_'

/** The program. */
export const program = `
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import dns, { lookup } from 'node:dns'
import fs from 'node:fs'
import http from 'node:http'
import inspector from 'node:inspector'
import { createRequire } from 'node:module'
import net from 'node:net'
import os from 'node:os'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
const require = createRequire(import.meta.url)
const server = http.createServer((request, answer) => answer.end('hello'))
await new Promise((done) => server.listen(0, '127.0.0.1', done))
const { port } = server.address()
const step = async (at, work) => { process.env['${marker}' + at]; try { await work() } catch (error) { console.error('step', at, error) } }
${Object.values(steps).map((body, at) => `await step(${String(at)}, async () => { ${body} })`).join('\n')}
process.env['${marker}' + ${String(Object.keys(steps).length)}]
server.close()
server.closeAllConnections?.()
process.exit(0)
`

/** One event as all runtimes should tell it: what differs from run to run is taken out. */
export interface Told {
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Fields that name the runtime itself, or the user of the machine. */
const own = ['pid', 'image', 'parent_file', 'parent_command_line', 'user', 'size', 'digest']

/** The events of each step, by its name: those of the main thread, for workers write when they like. */
export function told(lines: readonly Line[], folder: string): Readonly<Record<string, readonly Told[]>> {
  const names = Object.keys(steps)
  const found: Record<string, Told[]> = Object.fromEntries(names.map((name) => [name, []]))
  let current: Told[] | undefined
  for (const { event, fields } of lines.filter(({ thread }) => thread === 0)) {
    const mark = event === 'env.read' && typeof fields['name'] === 'string' && fields['name'].startsWith(marker) ? Number(fields['name'].slice(marker.length)) : undefined
    if (mark !== undefined) current = found[names[mark] ?? '']
    else if (!event.startsWith('overt.')) current?.push({ event, fields: steady(fields, folder) })
  }
  return found
}

function steady(fields: Line['fields'], folder: string): Told['fields'] {
  const kept = Object.entries(fields).filter(([name]) => !own.includes(name))
  return Object.fromEntries(
    kept.map(([name, value]) => {
      if (name === 'port') return [name, 'PORT']
      return [name, typeof value === 'string' ? value.replaceAll(folder, '.').replace(/:\d{4,5}(?=\/|$)/, ':PORT').replace(/made-\w{6}/, 'made-') : value]
    }),
  )
}
