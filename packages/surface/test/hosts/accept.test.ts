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
}
