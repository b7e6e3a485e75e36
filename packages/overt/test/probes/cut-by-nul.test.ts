import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { run } from './support/run.ts'

// Native code reads many arguments up to the first NUL. What is judged has to end there too, or a rule looks at text that is never used.

for (const node of nodes) {
  test(`node ${node.version}: what native code cuts off at a NUL is not judged`, (t) => {
    const { reported, lines } = run(node, ['process.spawn', 'process.command', 'dns.lookup', 'dns.resolve', 'dns.reverse', 'net.connect', 'net.bind', 'net.send'], `
const { spawn } = process.binding('spawn_sync')
const cares = process.binding('cares_wrap')
const { TCP, TCPConnectWrap } = process.binding('tcp_wrap')
const { UDP, SendWrap } = process.binding('udp_wrap')
const done = () => undefined
const { status, output } = spawn({ file: '/bin/sh\\0/x/true', args: ['sh', '-c', 'echo "$0 $V in $PWD"\\0 safe', 'zero\\0 safe'], cwd: { toString: () => '/usr\\0/safe' }, envPairs: ['V=one\\0two', 'PATH=/bin'], stdio: [{ type: 'ignore' }, { type: 'pipe', readable: false, writable: true }, { type: 'ignore' }] })
report('spawned', [status, String(output[1])])
const lookup = new cares.GetAddrInfoReqWrap()
lookup.oncomplete = done
cares.getaddrinfo(lookup, 'localhost\\0.safe.example', 4, 0, 0)
const reverse = new cares.GetNameInfoReqWrap()
reverse.oncomplete = done
cares.getnameinfo(reverse, '127.0.0.1\\0safe', 1)
const udp = new UDP()
udp.bind('127.0.0.1\\0safe', 0, 0)
const name = {}
udp.getsockname(name)
udp.onmessage = (size, handle, message) => { report('asked', Buffer.from(message).toString('latin1').includes('\\x04evil\\x07example\\x00')); udp.close() }
udp.recvStart()
const resolver = new (require('node:dns').Resolver)({ timeout: 100, tries: 1 })
resolver.setServers(['127.0.0.1:' + name.port])
const query = new cares.QueryReqWrap()
query.oncomplete = done
resolver._handle.queryA(query, 'evil.example\\0.safe.example')
const tcp = new TCP(0)
const connecting = new TCPConnectWrap()
connecting.oncomplete = () => { tcp.close() }
report('connects', tcp.connect(connecting, '127.0.0.1\\0safe', name.port))
setTimeout(() => { process.exit() }, 1500)`, { loads: false })
    t.deepEqual(reported['spawned'], [0, 'zero one in /usr\n'])
    t.true(reported['asked'])
    t.is(reported['connects'], 0)
    const seen = (event: string, field: string): unknown[] => lines.filter((line) => line.event === event).map(({ fields }) => fields[field])
    t.deepEqual(seen('process.spawn', 'args'), [['sh', '-c', 'echo "$0 $V in $PWD"', 'zero']])
    t.deepEqual(seen('process.spawn', 'file'), ['/bin/sh'])
    t.deepEqual(seen('process.spawn', 'cwd'), ['/usr'])
    t.deepEqual(seen('process.command', 'command_line'), ['echo "$0 $V in $PWD"'])
    t.deepEqual(seen('dns.lookup', 'host'), ['localhost'])
    t.deepEqual(seen('dns.reverse', 'host'), ['127.0.0.1'])
    t.deepEqual(seen('dns.resolve', 'host'), ['evil.example'])
    t.deepEqual(seen('net.bind', 'address'), ['127.0.0.1'])
    t.deepEqual(seen('net.connect', 'address'), ['127.0.0.1'])
  })
}
