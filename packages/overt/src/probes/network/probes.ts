import type { Probe } from '@overt/core'
import type * as Connections from './connections-part.ts'
import type * as Datagrams from './datagrams-part.ts'
import type * as Names from './names-part.ts'
import type * as Requests from './requests-part.ts'
import type * as Servers from './servers-part.ts'

/** Their parts of the preload: a process that writes to a pipe has the first two, few have all. */
interface NetworkParts {
  readonly connections: () => typeof Connections
  readonly datagrams: () => typeof Datagrams
  readonly names: () => typeof Names
  readonly requests: () => typeof Requests
  readonly servers: () => typeof Servers
}

/** What is said of these probes before their parts of the preload have run (../../preload-parts.ts). */
export const networkProbes = ({ connections, datagrams, names, requests, servers }: NetworkParts, runtimeScript: () => string): readonly Probe[] => [
  { events: ['net.connect'], capturable: false, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => connections().installNet(audit) },
  { events: ['net.listen', 'net.bind'], capturable: true, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => servers().installListen(audit) },
  // What listens already is not seen.
  { events: ['net.accept'], capturable: true, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => servers().installAccept(audit) },
  { events: ['net.send', 'net.bind', 'net.connect'], capturable: false, bindings: ['udp_wrap'], install: (audit) => datagrams().installDatagram(audit) },
  { events: ['dns.lookup'], capturable: false, bindings: ['cares_wrap'], install: (audit) => names().installDns(audit) },
  { events: ['dns.reverse'], capturable: false, bindings: ['cares_wrap'], install: (audit) => names().installLookupService(audit) },
  // Each of the two modules gives channels; `dns` has the other.
  { events: ['dns.resolve', 'dns.reverse'], capturable: false, bindings: ['cares_wrap'], module: 'dns', install: (audit) => names().installResolve(audit) },
  { events: ['dns.resolve', 'dns.reverse'], capturable: false, bindings: ['cares_wrap'], module: 'dns/promises', install: (audit) => names().installResolve(audit) },
  // In this order: `http2` loads `http`, which takes the client's class from its module then.
  { events: ['http.request'], capturable: true, bindings: [], module: '_http_client', install: (audit) => requests().installHttpClient(audit) },
  { events: ['http.request'], capturable: true, bindings: [], module: 'http2', install: (audit) => requests().installHttp2(audit) },
  // What the application keeps instead is the function that gives channels.
  { events: ['http.request'], capturable: true, bindings: [], install: (audit) => requests().installUndici(audit, runtimeScript) },
  { events: ['tls.connect'], capturable: false, bindings: ['tls_wrap'], install: (audit) => connections().installTls(audit) },
]
