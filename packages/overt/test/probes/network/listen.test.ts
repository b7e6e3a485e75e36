import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'
import { run } from '../support/run.ts'

/** Each server says how it went, and is closed; a server without a port of its own says which it got. */
const before = `
process.noDeprecation = true
const net = require('node:net'), http = require('node:http'), https = require('node:https'), http2 = require('node:http2'), tls = require('node:tls'), dgram = require('node:dgram')
const { once } = require('node:events')
const place = (server) => { const at = server.address(); return typeof at === 'string' ? at : at && at.port }
const up = (server, ...given) => new Promise((resolve, reject) => {
  server.once('error', reject)
  server.listen(...given, () => { const at = place(server); server.close(() => resolve(at)) })
})
const accepted = (server, path) => new Promise((resolve, reject) => {
  let seen = 0
  server.on('connection', (socket) => { seen++; socket.destroy() })
  server.listen(path ?? { port: 0, host: '127.0.0.1' }, () => {
    const client = net.connect(path === undefined ? { port: place(server), host: '127.0.0.1' } : { path })
    let port
    client.on('connect', () => { port = client.localPort }).on('error', () => {}).on('close', () => { server.close(() => resolve([seen, port])) })
    client.resume()
  })
})
const udp = (body, type = 'udp4') => new Promise((resolve, reject) => {
  const socket = dgram.createSocket(type)
  const end = (error, value) => { socket.close(); error ? reject(error) : resolve(value) }
  socket.once('error', (error) => end(error))
  body(socket, end)
})
`
const listening = {
  tcp: "up(net.createServer(), 0, '127.0.0.1')",
  anywhere: 'up(net.createServer(), 0)',
  name: "up(net.createServer(), 0, 'localhost')",
  http: "up(http.createServer(), 0, '127.0.0.1')",
  tls: "up(tls.createServer(), 0, '127.0.0.1')",
  http2: "up(http2.createServer(), 0, '127.0.0.1')",
  pipe: "up(net.createServer(), './/./socket')",
}
const raw = "(() => { const { TCP, constants } = process.binding('tcp_wrap'); const handle = new TCP(constants.SERVER); const bound = handle.bind('127.0.0.1', 0); const done = bound || handle.listen(1); handle.close(); return done })()"
const sending = {
  send: "udp((socket, end) => socket.send('a', 9, '127.0.0.1', end))",
  name: "udp((socket, end) => socket.send('a', 9, 'localhost', end))",
  connected: "udp((socket, end) => socket.connect(9, '127.0.0.1', () => socket.send('a', end)))",
  list: "udp((socket, end) => socket.send(['a', 'b'], 9, '127.0.0.1', end))",
  silent: "udp((socket, end) => { socket.send('a', 9, '127.0.0.1'); setTimeout(end, 20) })",
  six: "udp((socket, end) => socket.send('a', 9, '::1', () => end()), 'udp6')",
}

for (const node of nodes) {
  const image = node.path

  test(`node ${node.version}: listening is raised once, with the place`, (t) => {
    const found = runForms(node, { events: ['net.bind', 'net.listen'], before, forms: { ...listening, raw } })
    for (const name of Object.keys(listening)) {
      t.is(found[name]?.ended, 'done', name)
      if (name === 'pipe') continue
      const family = name === 'anywhere' ? 6 : found[name]?.lines[0]?.fields['family']
      const address = name === 'anywhere' ? '::' : family === 6 ? '::1' : '127.0.0.1'
      t.deepEqual(eventsOf(found[name]), [
        ['net.bind', { address, port: 0, family, protocol: 'tcp' }],
        ['net.listen', { address, port: found[name]?.value, family, protocol: 'tcp' }],
      ], name)
    }
    t.deepEqual(found['pipe']?.lines.map(({ event, fields }) => [event, String(fields['path']).replace(/^.*\//, ''), fields['protocol']]), [['net.bind', 'socket', 'pipe'], ['net.listen', 'socket', 'pipe']])
    t.deepEqual(found['raw']?.lines.map(({ event }) => event), ['net.bind', 'net.listen'])
  })

  for (const event of ['net.bind', 'net.listen']) {
    test(`node ${node.version}: a server that may not (${event}) emits the refusal`, (t) => {
      const found = runForms(node, { events: [event], refuse: [event], before, forms: { ...listening, raw, local: "new Promise((_, reject) => net.connect({ port: 9, host: '127.0.0.1', localAddress: '127.0.0.1' }).on('error', reject))" } })
      const bound = event === 'net.bind' ? ['local'] : []
      for (const name of [...Object.keys(listening), ...bound]) {
        t.like(found[name], { ended: 'rejected', code: 'OVERT_AUDIT', event, rule: ruleOf(event).id }, name)
        t.is(found[name]?.lines.length, 1, name)
      }
      t.is(found['raw']?.value, -1)
      t.is(found['']?.value, undefined)
    })
  }

  test(`node ${node.version}: for a worker of a cluster the primary binds, listens and accepts, and the worker says that it listens`, (t) => {
    const { all } = run(node, ['net.bind', 'net.listen', 'net.accept'], `
const cluster = require('node:cluster'), net = require('node:net')
if (cluster.isPrimary) {
  const worker = cluster.fork()
  worker.on('message', (port) => { net.connect(port, '127.0.0.1').on('close', () => worker.send('end')).resume() })
} else {
  process.on('message', () => process.exit())
  net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1', function () { process.send(this.address().port) })
}`)
    const [first] = all
    const of = (own: boolean): unknown[] => all.filter(({ event, stream }) => event.startsWith('net.') && (stream === first?.stream) === own).map(({ event }) => event)
    t.deepEqual(of(true), ['net.bind', 'net.listen', 'net.accept'])
    t.deepEqual(of(false), ['net.listen'])
  })

  test(`node ${node.version}: a worker of a cluster may listen on a descriptor that the primary was given, of which nothing is known`, (t) => {
    const { all } = run(node, ['net.listen'], `
const cluster = require('node:cluster'), net = require('node:net')
if (process.env.ROLE === undefined) {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    require('node:child_process').spawn(process.execPath, [__filename], { env: { ...process.env, ROLE: 'primary' }, stdio: [0, 1, 2, server._handle] }).on('exit', () => server.close())
  })
} else if (cluster.isPrimary) {
  cluster.fork().on('exit', () => process.exit())
} else {
  net.createServer().listen({ fd: 3 }, () => process.exit())
}`)
    const listened = all.filter(({ event }) => event === 'net.listen').map(({ fields }) => fields)
    // By the process that has it, by the primary, which knows it by its descriptor, and by the worker.
    t.is(listened.length, 3)
    t.deepEqual(listened.filter((fields) => fields['port'] === undefined), [{}])
  })

  test(`node ${node.version}: a connection that comes in is raised once, and closed where it is refused`, (t) => {
    const forms = { tcp: 'accepted(net.createServer())', http: 'accepted(http.createServer())', pipe: "accepted(net.createServer(), 'socket')" }
    const found = runForms(node, { events: ['net.accept'], before, forms })
    for (const name of ['tcp', 'http']) {
      const [seen, port] = found[name]?.value as [number, number]
      t.is(seen, 1)
      t.deepEqual(eventsOf(found[name]), [['net.accept', { address: '127.0.0.1', port, protocol: 'tcp', initiated: false, image }]], name)
    }
    t.deepEqual(eventsOf(found['pipe']), [['net.accept', { protocol: 'pipe', initiated: false, image }]])
    const refused = runForms(node, { events: ['net.accept'], refuse: ['net.accept'], before, forms })
    for (const name of Object.keys(forms)) {
      t.is((refused[name]?.value as [number])[0], 0, name)
      t.like(refused[name]?.lines, [{ outcome: 'refused' }], name)
    }
  })

  test(`node ${node.version}: an application may stand before the function that gets connections, and put the first one back`, (t) => {
    const wrapped = `new Promise((resolve) => {
      const server = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1', () => {
        const handle = server._handle, first = handle.onconnection
        let seen = 0
        handle.onconnection = function (...given) { seen++; return first.apply(this, given) }
        const connect = (then) => net.connect(server.address().port, '127.0.0.1').resume().on('close', then)
        connect(() => { handle.onconnection = first; connect(() => { server.close(); resolve(seen) }) })
      })
    })`
    const found = runForms(node, { events: ['net.accept'], before, forms: { wrapped } })
    t.is(found['wrapped']?.value, 1)
    t.is(found['wrapped']?.lines.length, 2)
  })

  test(`node ${node.version}: a datagram is raised once, with where it goes`, (t) => {
    const found = runForms(node, { events: ['net.send', 'net.connect', 'net.bind'], before, forms: sending })
    const to = { address: '127.0.0.1', port: 9, protocol: 'udp', initiated: true, image }
    const bound = ['net.bind', { address: '0.0.0.0', port: 0, family: 4, protocol: 'udp' }]
    for (const name of ['send', 'list', 'silent']) t.deepEqual(eventsOf(found[name]), [bound, ['net.send', to]], name)
    t.deepEqual(eventsOf(found['name']), [bound, ['net.send', { host: 'localhost', ...to }]])
    t.deepEqual(eventsOf(found['connected']), [bound, ['net.connect', { ...to, family: 4 }], ['net.send', to]])
    t.deepEqual(eventsOf(found['six']), [['net.bind', { address: '::', port: 0, family: 6, protocol: 'udp' }], ['net.send', { ...to, address: '::1' }]])
  })

  test(`node ${node.version}: a datagram that is refused is not sent; its callback learns why, and nothing is thrown`, (t) => {
    const arrives = "new Promise((resolve) => { let got = 0; const to = dgram.createSocket('udp4', () => { got++ }); to.bind(0, '127.0.0.1', () => { const from = dgram.createSocket('udp4'); from.send('a', to.address().port, '127.0.0.1', (error) => setTimeout(() => { from.close(); to.close(); resolve([got, error && error.event]) }, 30)) }) })"
    const found = runForms(node, { events: ['net.send'], refuse: ['net.send'], before, forms: { ...sending, arrives } })
    for (const name of ['send', 'name', 'connected', 'list']) t.like(found[name], { ended: 'rejected', code: 'OVERT_AUDIT', event: 'net.send' }, name)
    t.is(found['silent']?.ended, 'done')
    t.deepEqual(found['arrives']?.value, [0, 'net.send'])
    t.is(found['']?.value, undefined)
    for (const name of Object.keys(sending)) t.is(found[name]?.lines.length, 1, name)
    const elsewhere = runForms(node, { events: ['net.connect', 'net.bind'], refuse: ['net.connect', 'net.bind'], before, forms: { bind: "udp((socket, end) => socket.bind(0, '127.0.0.1', () => end()))", connected: sending.connected } })
    t.like(elsewhere['bind'], { ended: 'rejected', code: 'EPERM' })
  })
}
