/** Operations of builtins and of the runtimes' own functions, each with the events that it raises: the event, and its fields without numbers that the system picks. */
export interface Step {
  readonly body: string
  readonly told: readonly string[]
  /** Where the runtimes differ. */
  readonly deno?: readonly string[]
  readonly on?: 'deno' | 'bun'
}

const listening = ['net.bind 127.0.0.1 0 4 tcp', 'net.listen 127.0.0.1 0 4 tcp']
const pipe = ['net.bind FOLDER/a.sock pipe', 'net.listen FOLDER/a.sock pipe']
const connect = 'net.connect 127.0.0.1 PORT 4 tcp true'

export const steps: Readonly<Record<string, Step>> = {
  'os.hostname': { body: 'os.hostname()', told: ['os.info hostname'] },
  'import { hostname }': { body: 'hostname()', told: ['os.info hostname'] },
  'os.hostname as text': { body: '`${os.hostname}`', told: ['os.info hostname'] },
  'os.totalmem': { body: 'os.totalmem()', told: ['os.info totalmem'] },
  'os.setPriority': { body: 'os.setPriority(process.pid, os.getPriority())', told: ['process.set_priority PID 0'] },
  'vm.runInThisContext': { body: `vm.runInThisContext('1', { filename: 'a.js' })`, told: ['code.compile 1 a.js script false'] },
  'vm.runInNewContext': { body: `vm.runInNewContext('1', {}, 'b.js')`, told: ['code.compile 1 b.js script false'] },
  'vm.Script': { body: `let asked = 0; if (new vm.Script({ toString: () => String(++asked) }).runInThisContext() !== 1) throw new Error('another script than was judged')`, told: ['code.compile 1 evalmachine.<anonymous> script false'] },
  'vm.compileFunction': { body: `vm.compileFunction('return 1', ['a'])`, told: ['code.compile return 1 function false'] },
  'v8.deserialize': { body: 'v8.deserialize(v8.serialize(1))', told: ['v8.deserialize SIZE'] },
  'v8.setFlagsFromString': { body: `v8.setFlagsFromString('--no-opt')`, told: ['v8.flags --no-opt'] },
  'v8.writeHeapSnapshot': { body: `v8.writeHeapSnapshot('heap')`, told: ['v8.heap_snapshot FOLDER/heap'] },
  'net.Server': { body: `await listen(net.createServer(), 0, '127.0.0.1')`, told: listening },
  'net.Server, a pipe': { body: `await listen(net.createServer(), 'a.sock')`, told: pipe },
  'http.Server': { body: `await listen(http.createServer(), { port: 0, host: '127.0.0.1' })`, told: listening },
  'http.request': { body: `await answered(http.request('http://127.0.0.1:' + port + '/a?b', { method: 'post', headers: { 'user-agent': 'c' } }))`, told: ['http.request POST http://127.0.0.1:PORT/a?b 127.0.0.1 PORT /a?b http c', connect] },
  'http.get': { body: `await answered(http.get({ host: '127.0.0.1', port, agent: false }))`, told: ['http.request GET http://127.0.0.1:PORT/ 127.0.0.1 PORT / http', connect] },
  'https.get': { body: `await answered(https.get({ host: '127.0.0.1', port, path: '/d' }))`, told: ['http.request GET https://127.0.0.1:PORT/d 127.0.0.1 PORT /d https', 'tls.connect 127.0.0.1 PORT true', connect] },
  'tls.connect': { body: `await failed(tls.connect({ host: '127.0.0.1', port, rejectUnauthorized: false, servername: 'h.example' }))`, told: ['tls.connect h.example PORT false', connect] },
  'net.connect, a path and a port': { body: `await failed(net.connect({ path: 'none.sock', port, host: '127.0.0.1' }))`, told: ['net.connect FOLDER/none.sock pipe true'] },
  'tls.connect, over a socket': { body: `const socket = net.connect(port, '127.0.0.1'); await event(socket, 'connect'); await failed(tls.connect({ socket, rejectUnauthorized: false }))`, told: [connect, 'tls.connect false'] },
  'tls.connect, options that override': { body: `await failed(tls.connect({ host: '127.0.0.2', port: 1 }, { host: '127.0.0.1', port, rejectUnauthorized: false }))`, told: ['tls.connect 127.0.0.1 PORT false', connect] },
  'node:_tls_wrap': { body: `await failed(require('node:_tls_wrap').connect(port, '127.0.0.1'))`, told: ['module.builtin node:_tls_wrap FOLDER/program.mjs', 'tls.connect 127.0.0.1 PORT true', connect] },
  fetch: { body: `let asked = 0; const answer = await fetch('http://127.0.0.1:' + port + '/e', { get method() { return asked++ === 0 ? 'PUT' : 'GET' } }); if (await answer.text() !== 'PUT') throw new Error('another method than was judged')`, told: ['http.request PUT http://127.0.0.1:PORT/e 127.0.0.1 PORT /e fetch', connect] },
  'fetch, a Request': { body: `await (await fetch(new Request('http://127.0.0.1:' + port + '/f', { method: 'DELETE' }))).text()`, told: ['http.request DELETE http://127.0.0.1:PORT/f 127.0.0.1 PORT /f fetch', connect] },
  'fetch, a Request whose class says another method': { body: `class Other extends Request { get method() { return 'DELETE' } }; await (await fetch(new Other('http://127.0.0.1:' + port + '/k'))).text()`, told: ['http.request DELETE http://127.0.0.1:PORT/k 127.0.0.1 PORT /k fetch', connect], deno: ['http.request GET http://127.0.0.1:PORT/k 127.0.0.1 PORT /k fetch', connect] },
  'fetch, options that are a function': { body: `await (await fetch('http://127.0.0.1:' + port + '/l', Object.assign(() => {}, { method: 'PUT' }))).text()`, told: ['http.request PUT http://127.0.0.1:PORT/l 127.0.0.1 PORT /l fetch', connect] },
  WebSocket: { body: `await new Promise((give) => { const socket = new WebSocket('ws://127.0.0.1:' + port + '/g'); socket.onerror = socket.onclose = give })`, told: ['http.request GET ws://127.0.0.1:PORT/g 127.0.0.1 PORT /g websocket', connect] },
  'dgram.bind': { body: `const socket = dgram.createSocket('udp4'); const done = event(socket, 'listening'); socket.bind(0, '127.0.0.1'); await done; socket.close()`, told: ['net.bind 127.0.0.1 0 4 udp'] },
  'dgram.send': { body: `await sent((socket, done) => socket.send('a', 9, '127.0.0.1', done))`, told: ['net.bind 0.0.0.0 0 4 udp', 'net.send 127.0.0.1 9 udp true'], deno: ['net.send 127.0.0.1 9 udp true', 'net.bind 0 udp'] },
  'dgram.send, null behind the address': { body: `await sent((socket, done) => { socket.send('a', 9, '127.0.0.1', null, null); setTimeout(done, 50) })`, told: ['net.bind 0.0.0.0 0 4 udp', 'net.send 127.0.0.1 9 udp true'], deno: ['net.send 127.0.0.1 9 udp true', 'net.bind 0 udp'] },
  'dgram.send, a part': { body: `await sent((socket, done) => socket.send(Buffer.from('abc'), 1, 1, 9, '127.0.0.1', done))`, told: ['net.bind 0.0.0.0 0 4 udp', 'net.send 127.0.0.1 9 udp true'], deno: ['net.send 127.0.0.1 9 udp true', 'net.bind 0 udp'] },
  'process.loadEnvFile': { body: `process.loadEnvFile('variables')`, told: ['env.load_file FOLDER/variables'] },
  'inspector.Session': { body: 'const session = new inspector.Session(); session.connect(); session.disconnect()', told: ['inspector.session '] },
  'SIGUSR1 to another': { body: `const child = childProcess.spawn('sleep', ['60']); process.kill(child.pid, 'SIGUSR1'); await new Promise((give) => child.on('exit', give))`, told: ['inspector.signal PID'] },
  WASI: { body: `new WASI({ version: 'preview1', preopens: { '/in': '.' } })`, told: ['wasi.create FOLDER'] },
  require: { body: `require('path')`, told: ['module.builtin node:path FOLDER/program.mjs'] },
  'require, with its prefix': { body: `require('node:path')`, told: ['module.builtin node:path FOLDER/program.mjs'] },
  'process.getBuiltinModule': { body: `process.getBuiltinModule('zlib'); process.getBuiltinModule('none')`, told: ['module.builtin node:zlib'] },
  'import()': { body: `await import('node:util')`, told: ['module.builtin node:util FOLDER/program.mjs'] },
  'module.registerHooks': { on: 'deno', body: `module.registerHooks({ resolve: (specifier, context, next) => next(specifier, context) }).deregister()`, told: ['module.hook registerHooks'] },
  'Deno.listen': { on: 'deno', body: `Deno.listen({ port: 0, hostname: '127.0.0.1' }).close()`, told: listening },
  'Deno.listen, a pipe': { on: 'deno', body: `Deno.listen({ transport: 'unix', path: 'a.sock' }).close()`, told: pipe },
  'Deno.serve': { on: 'deno', body: `await Deno.serve({ port: 0, hostname: '127.0.0.1', onListen() {} }, () => new Response('x')).shutdown()`, told: listening },
  'Deno.serve, a pipe and a port': { on: 'deno', body: `await Deno.serve({ path: 'b.sock', port: 9, onListen() {} }, () => new Response('x')).shutdown()`, told: ['net.bind FOLDER/b.sock pipe', 'net.listen FOLDER/b.sock pipe'] },
  'Deno.listen, a host that changes': { on: 'deno', body: `let asked = 0; const listener = Deno.listen({ port: 0, hostname: { toString: () => '127.0.0.' + ++asked } }); listener.close(); if (listener.addr.hostname !== '127.0.0.1') throw new Error('another host than was judged')`, told: listening },
  'Deno.hostname': { on: 'deno', body: 'Deno.hostname()', told: ['os.info hostname'] },
  'Deno.connectTls': { on: 'deno', body: `await Deno.connectTls({ hostname: '127.0.0.1', port }).catch(ownFailure)`, told: ['tls.connect 127.0.0.1 PORT true', connect] },
  EventSource: { on: 'deno', body: `await new Promise((give) => { const source = new EventSource('http://127.0.0.1:' + port + '/i'); source.onerror = () => { source.close(); give() } })`, told: ['http.request GET http://127.0.0.1:PORT/i 127.0.0.1 PORT /i eventsource', connect] },
  'Bun.listen': { on: 'bun', body: `Bun.listen({ port: 0, hostname: '127.0.0.1', socket: { data() {} } }).stop()`, told: listening },
  'Bun.listen, a pipe': { on: 'bun', body: `Bun.listen({ unix: 'a.sock', socket: { data() {} } }).stop()`, told: pipe },
  'Bun.serve': { on: 'bun', body: `Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('x') }).stop()`, told: listening },
  'Bun.serve, a host that changes': { on: 'bun', body: `let asked = 0; const server = Bun.serve({ port: 0, hostname: { toString: () => '127.0.0.' + ++asked }, fetch: () => new Response('x') }); server.stop(); if (server.hostname !== '127.0.0.1') throw new Error('another host than was judged')`, told: listening },
  'node:_http_client': { on: 'bun', body: `await answered(new (require('node:_http_client').ClientRequest)({ host: '127.0.0.1', port, agent: false }))`, told: ['module.builtin node:_http_client FOLDER/program.mjs', 'http.request GET http://127.0.0.1:PORT/ 127.0.0.1 PORT / http', connect] },
  'Bun.udpSocket': { on: 'bun', body: `const socket = await udp(); const to = socket.port; socket.send('a', to, '127.0.0.1'); socket.sendMany(['a', to, '127.0.0.1', 'b', to, '127.0.0.1']); socket.close()`, told: ['net.bind 127.0.0.1 0 4 udp', 'net.send 127.0.0.1 PORT udp true', 'net.send 127.0.0.1 PORT udp true', 'net.send 127.0.0.1 PORT udp true'] },
  'Bun.udpSocket, connected': { on: 'bun', body: `const socket = await udp({ connect: { hostname: '127.0.0.1', port: 9 } }); socket.sendMany(['a', 'b']); socket.close()`, told: ['net.bind 127.0.0.1 0 4 udp', 'net.send 127.0.0.1 9 udp true', 'net.send 127.0.0.1 9 udp true'] },
  'Bun.connect': { on: 'bun', body: `const socket = await Bun.connect({ hostname: '127.0.0.1', port, tls: { rejectUnauthorized: false }, socket: { data() {}, error() {}, close() {} } }).catch(ownFailure); socket?.end()`, told: ['tls.connect 127.0.0.1 PORT false', connect] },
}

const marker = 'STEP_'

export const stepsOf = (runtime: string): readonly (readonly [string, Step])[] => Object.entries(steps).filter(([, { on }]) => on === undefined || on === runtime)

/**
 * A program that runs the steps of a runtime, each before a look-up of a variable that marks its end, and says how each ended: `done`, or the code of the error.
 *
 * @param before code that runs when the builtins are imported and a server listens
 */
export const program = (runtime: string, before = ''): string => `
import childProcess from 'node:child_process'
import dgram from 'node:dgram'
import http from 'node:http'
import https from 'node:https'
import inspector from 'node:inspector'
import module, { createRequire } from 'node:module'
import net from 'node:net'
import os, { hostname } from 'node:os'
import process from 'node:process'
import tls from 'node:tls'
import v8 from 'node:v8'
import vm from 'node:vm'
import { WASI } from 'node:wasi'
const require = createRequire(import.meta.url)
const event = (emitter, name) => new Promise((give, fail) => emitter.on(name, () => give()).on('error', fail))
const listen = async (server, ...where) => { const done = event(server, 'listening'); server.listen(...where); await done; await new Promise((give) => server.close(give)) }
// What the other side does not understand is no refusal.
const ownFailure = (error) => { if (error.code === 'NO') throw error }
const answered = (request) => new Promise((give, fail) => request.on('response', (answer) => answer.resume().on('end', give)).on('error', fail).end()).catch(ownFailure)
const failed = (socket) => new Promise((give, fail) => socket.on('error', fail).on('close', give)).catch(ownFailure)
const sent = (send) => new Promise((give, fail) => { const socket = dgram.createSocket('udp4').on('error', fail); send(socket, (error) => { socket.close(); error ? fail(error) : give() }) })
const udp = (more) => Bun.udpSocket({ port: 0, hostname: '127.0.0.1', socket: { error() {} }, ...more })
const server = http.createServer((request, answer) => { answer.end(request.method) })
server.listen(0, '127.0.0.1')
await event(server, 'listening')
const { port } = server.address()
const said = {}
const step = async (name, at, work) => { try { await work(); said[name] = 'done' } catch (error) { said[name] = error.code ?? String(error) } process.env['${marker}' + at] }
${before}
process.env['${marker}']
${stepsOf(runtime).map(([name, { body }], at) => `await step(${JSON.stringify(name)}, ${String(at)}, async () => { ${body} })`).join('\n')}
console.log(JSON.stringify(said))
process.exit(0)
`

interface Line {
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** The events of each step, as {@link Step.told} has them. */
export function told(lines: readonly Line[], runtime: string, folder: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {}
  let current: string[] = []
  const names = stepsOf(runtime).map(([name]) => name)
  for (const { event, fields } of lines) {
    if (event === 'env.read') {
      const mark = /^STEP_(\d*)$/.exec(String(fields['name']))?.[1]
      if (mark === undefined) continue
      if (mark !== '') found[names[Number(mark)] ?? ''] = current
      current = []
    } else if (!event.startsWith('overt.')) current.push(`${event} ${Object.entries(fields).flatMap(([field, value]) => (field === 'image' ? [] : [shown(field, value, folder)])).join(' ')}`)
  }
  return found
}

function shown(field: string, value: unknown, folder: string): string {
  if (field === 'pid') return 'PID'
  if (field === 'size') return 'SIZE'
  return String(value).replace(folder, 'FOLDER').replace(/(?<=^|:)\d{4,5}(?=\/|$)/, 'PORT')
}
