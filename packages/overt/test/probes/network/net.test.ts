import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { column, run } from '../support/run.ts'

/** Every way to connect to a server of the program's own; each says how it ended. */
const forms = `
const net = require('node:net'), http = require('node:http'), tls = require('node:tls'), http2 = require('node:http2'), dns = require('node:dns')
const ended = (emitter) => new Promise((resolve) => {
  emitter.on('error', (error) => { resolve(['error', error && error.message]) })
  for (const name of ['connect', 'response']) emitter.on(name, () => { resolve(['done']); (emitter.destroy || emitter.close).call(emitter) })
})
const server = http.createServer((request, response) => { response.end() })
const pipe = net.createServer((socket) => { socket.end() })
const forms = {
  address: () => ended(net.connect(port, '127.0.0.1')),
  name: () => ended(net.connect(port, 'localhost')),
  pipe: () => ended(net.connect('./x/../socket')),
  http: () => ended(http.get('http://127.0.0.1:' + port)),
  tls: () => ended(tls.connect(port, '127.0.0.1')),
  http2: () => ended(http2.connect('http://127.0.0.1:' + port)),
  fetch: () => fetch('http://127.0.0.1:' + port).then(() => ['done'], (error) => ['rejected', error.cause && error.cause.message]),
}
let port
const start = (body) => server.listen(0, '127.0.0.1', () => { port = server.address().port; pipe.listen('socket', () => { body().then(() => { process.exit() }) }) })
`

for (const node of nodes) {
  test(`node ${node.version}: every connection is raised once, with its fields`, (t) => {
    const { lines, reported, folder } = run(node, ['net.connect', 'dns.lookup'], `${forms}
start(async () => { for (const name in forms) { overt.audit('at.' + name); report(name, await forms[name]()) } report('port', port) })`)
    const { port } = reported
    const connections = lines.filter(({ event, fields }) => event === 'net.connect' && fields['address'] !== '::1')
    const image = node.path
    const tcp = { address: '127.0.0.1', port, family: 4, protocol: 'tcp', initiated: true, image }
    t.deepEqual(connections.map(({ fields }) => fields), [
      tcp, { host: 'localhost', ...tcp }, { path: `${folder}/socket`, protocol: 'pipe', initiated: true, image }, tcp, tcp, tcp, tcp,
    ])
    t.deepEqual(lines.filter(({ event }) => event === 'dns.lookup').map(({ fields }) => fields), [{ host: 'localhost', family: 0, image }])
  })

  test(`node ${node.version}: a refusal destroys the socket with the very error`, (t) => {
    const { reported, lines } = run(node, ['net.connect'], `${forms}
overt.addAuditHook((name, fields) => { if (name === 'net.connect') throw new Error('no') })
start(async () => {
  for (const name in forms) report(name, await forms[name]())
  const { TCP, TCPConnectWrap, constants } = process.binding('tcp_wrap')
  attempt('raw', () => new TCP(constants.SOCKET).connect(new TCPConnectWrap(), '127.0.0.1', port))
  report('connections', await new Promise((resolve) => server.getConnections((_, count) => resolve(count))))
})`)
    for (const name of ['address', 'name', 'pipe', 'http', 'tls', 'http2']) t.deepEqual(reported[name], ['error', 'no'], name)
    t.deepEqual(reported['fetch'], ['rejected', 'no'])
    t.deepEqual(reported['raw'], ['thrown', 'no'])
    t.is(reported['connections'], 0)
    t.is(reported['uncaught'], undefined)
    t.true(lines.length >= 8)
    for (const { outcome } of lines) t.is(outcome, 'refused')
  })

  test(`node ${node.version}: a connection over TCP names the package that asked for it, though Node begins it later`, (t) => {
    const { lines } = run(node, ['net.connect'], `${forms}
const fs = require('node:fs')
fs.mkdirSync('node_modules/asker', { recursive: true })
fs.writeFileSync('node_modules/asker/package.json', '{"name":"asker","version":"3.2.1"}')
fs.writeFileSync('node_modules/asker/index.js', 'exports.ask = (port) => [() => require("net").connect(port, "127.0.0.1"), () => require("net").connect(port, "localhost"), () => require("http").get({ port })]')
const { ask } = require(process.cwd() + '/node_modules/asker')
start(async () => {
  for (const begin of ask(port)) await ended(begin())
  const [begin] = ask(port)
  const laundered = begin()
  laundered.on('connect', () => { laundered._handle.getAsyncId() })
  await ended(laundered)
})`)
    const named = lines.map((line) => line.package as { name?: string; version?: string } | undefined)
    t.true(named.length >= 4)
    for (const found of named) t.like(found, { name: 'asker', version: '3.2.1' })
  })

  test(`node ${node.version}: a session of TLS, and the connection beneath it, name the package that asked for them`, (t) => {
    const { lines } = run(node, ['net.connect', 'tls.connect'], `${forms}
const fs = require('node:fs')
const asker = (name, form) => {
  fs.mkdirSync('node_modules/' + name, { recursive: true })
  fs.writeFileSync('node_modules/' + name + '/package.json', JSON.stringify({ name, version: '3.2.1' }))
  fs.writeFileSync('node_modules/' + name + '/index.js', 'exports.ask = (port, socket) => ' + form)
  return require(process.cwd() + '/node_modules/' + name).ask
}
const whole = asker('whole', "[() => require('tls').connect({ port, host: '127.0.0.1' }), () => require('tls').connect({ port, host: 'localhost' }), () => require('https').get({ port, host: '127.0.0.1' })]")
const beneath = asker('beneath', "require('net').connect(port, '127.0.0.1')"), above = asker('above', "require('tls').connect({ socket })")
// Whatever the server says is no TLS: the session is begun all the same.
const over = (socket) => new Promise((resolve) => { socket.on('error', () => {}).on('close', resolve) })
start(async () => {
  for (const begin of whole(port)) await over(begin())
  await over(above(port, beneath(port)))
  const socket = beneath(port)
  await new Promise((resolve) => { socket.on('connect', resolve) })
  const session = above(port, socket)
  session._handle.getAsyncId()
  await over(session)
  process.exit()
})`)
    const named = (from: number, to: number): string[] => lines.slice(from, to).map(({ event, package: by }) => `${event} ${String((by as { name?: unknown } | undefined)?.name)}`)
    t.deepEqual(named(0, 6), ['net.connect whole', 'tls.connect whole', 'net.connect whole', 'tls.connect whole', 'net.connect whole', 'tls.connect whole'])
    t.deepEqual(named(6, lines.length), ['net.connect beneath', 'tls.connect above', 'net.connect beneath', 'tls.connect above'])
  })

  test(`node ${node.version}: looking up a name is raised once; a refusal arrives as a failed lookup does`, (t) => {
    const { reported, lines } = run(node, ['dns.lookup'], `
const dns = require('node:dns')
let refuse = false, inside = true
overt.addAuditHook((name) => { if (refuse && name === 'dns.lookup') throw new Error('no') })
const callback = (host, options) => new Promise((resolve) => { inside = true; dns.lookup(host, options, (error, address) => resolve([error ? error.message : typeof address, inside])); inside = false })
const promise = (host) => dns.promises.lookup(host).then(({ address }) => typeof address, (error) => error.message)
;(async () => {
  report('callback', await callback('localhost', 4)); report('promise', await promise('localhost'))
  report('number', await callback('127.0.0.1', {})); report('number promise', await promise('127.0.0.1'))
  refuse = true
  report('refused', await callback('localhost', {})); report('refused promise', await promise('localhost'))
  report('refused all', await callback('localhost', { all: true })); report('still', await callback('127.0.0.1', {}))
  report('connect', await new Promise((resolve) => require('node:net').connect(1, 'localhost').on('error', (error) => resolve(error.message))))
  const { getaddrinfo, GetAddrInfoReqWrap } = process.binding('cares_wrap')
  attempt('raw', () => getaddrinfo(new GetAddrInfoReqWrap(), 'localhost', 0, 0, 0))
})()
`)
    t.deepEqual(reported['callback'], ['string', false])
    t.is(reported['promise'], 'string')
    for (const name of ['number', 'still']) t.deepEqual(reported[name], ['string', false])
    for (const name of ['refused', 'refused all']) t.deepEqual(reported[name], ['no', false])
    for (const name of ['refused promise', 'connect']) t.is(reported[name], 'no')
    t.deepEqual(reported['raw'], ['thrown', 'no'])
    t.is(reported['uncaught'], undefined)
    t.deepEqual(column(lines, 'host'), Array.from({ length: 7 }, () => 'localhost'))
    t.deepEqual(column(lines, 'family'), [4, 0, 0, 0, 0, 0, 0])
  })

  test(`node ${node.version}: a port that is no number is read once, as native code reads it`, (t) => {
    const { lines, reported } = run(node, ['net.connect'], `
process.noDeprecation = true
const net = require('node:net')
const { TCP, TCPConnectWrap, constants } = process.binding('tcp_wrap')
let accepted = 0
const server = net.createServer((socket) => { if (++accepted === 3) process.exit(); socket.destroy() }).listen(0, '127.0.0.1', () => {
  const { port } = server.address()
  let read = 0
  report('port', port)
  for (const form of [String(port), { valueOf: () => (read++ === 0 ? port : 1) }, port + 65536]) new TCP(constants.SOCKET).connect(new TCPConnectWrap(), '127.0.0.1', form)
})
setTimeout(() => { process.exit() }, 10_000).unref()`)
    t.deepEqual(column(lines, 'port'), [reported['port'], reported['port'], reported['port']])
  })
}
