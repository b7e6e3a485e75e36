import test from 'ava'
import { hosts, run } from './support/run.ts'

const fromLoopback = `
title: a connection from loopback
id: accept
logsource: { category: network_connection }
detection:
  selection: { Initiated: 'false', SourceIp: 127.0.0.1 }
  condition: selection
response: block
`

const connect = (by: string): string => `
import net from 'node:net'
let accepted = 0
const server = net.createServer((socket) => { accepted++; socket.end('hello') })
server.removeAllListeners('listening')
const heard = server.listenerCount('connection')
await new Promise((done) => server.listen(${by}, done))
const where = server.address()
const answer = await new Promise((done) => {
  let text = ''
  const client = typeof where === 'string' ? net.connect(where) : net.connect(where.port, '127.0.0.1')
  client.on('data', (chunk) => { text += chunk }).on('error', () => {}).on('close', () => done(text))
})
await new Promise((done) => server.close(done))
console.log(JSON.stringify([answer, accepted, heard]))`

for (const host of hosts) {
  const { name } = host.runtime
  test(`${name}: a connection that comes in to a server of node:net is told once, before anybody has it, by TCP and by a pipe`, (t) => {
    const tcp = run(host, connect(`0, '127.0.0.1'`), { record: ['net.accept'] })
    t.is(tcp.stdout, '["hello",1,1]\n', tcp.stderr)
    const lines = tcp.lines.filter(({ event }) => event === 'net.accept').map(({ fields }) => fields)
    t.is(lines.length, 1)
    t.like(lines[0], { address: '127.0.0.1', protocol: 'tcp', initiated: false })
    t.is(typeof lines[0]?.['port'], 'number')
    const pipe = run(host, connect(`'./a.sock'`), { record: ['net.accept'] })
    t.is(pipe.stdout, '["hello",1,1]\n', pipe.stderr)
    t.deepEqual(pipe.lines.filter(({ event }) => event === 'net.accept').map(({ fields }) => [fields['protocol'], fields['address']]), [['pipe', undefined]])
  })

  test(`${name}: a connection that a rule refuses is closed, and the server never has it; in monitor it goes on`, (t) => {
    const refused = run(host, connect(`0, '127.0.0.1'`), { mode: 'enforce', rules: fromLoopback })
    t.is(refused.stdout, '["",0,1]\n', refused.stderr)
    t.deepEqual(refused.lines.filter(({ event }) => event === 'net.accept').map(({ outcome }) => outcome), ['refused'])
    const watched = run(host, connect(`0, '127.0.0.1'`), { rules: fromLoopback })
    t.is(watched.stdout, '["hello",1,1]\n', watched.stderr)
    t.deepEqual(watched.lines.filter(({ event }) => event === 'net.accept').map(({ outcome }) => outcome), ['would_refuse'])
  })

  test(`${name}: what a server emits goes through an \`emit\` that the application has replaced, and a stream of its own may be handed to one`, (t) => {
    const { stdout, stderr, lines } = run(host, `
import net from 'node:net'
import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
const { emit } = EventEmitter.prototype
const seen = []
EventEmitter.prototype.emit = function (name) {
  if (this === server) seen.push(name)
  return emit.apply(this, arguments)
}
let given
const server = net.createServer((socket) => { given = socket })
const stream = new Duplex({ read() {}, write(chunk, encoding, done) { done() } })
server.emit('connection', stream)
server.emit('connection', undefined)
console.log(seen.join(), given === undefined)`, { record: ['net.accept'] })
    t.is(stdout, 'connection,connection true\n', stderr)
    t.deepEqual(lines.filter(({ event }) => event === 'net.accept'), [])
  })
}
