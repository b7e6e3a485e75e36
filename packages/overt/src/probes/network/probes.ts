import type { Probe } from '@overt/core'
import type * as Part from './part.ts'

/** What is said of these probes before their part of the preload has run (../../preload-parts.ts). */
export const networkProbes = (part: () => typeof Part, runtimeScript: () => string): readonly Probe[] => [
  { events: ['net.connect'], capturable: false, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => part().installNet(audit) },
  { events: ['net.listen', 'net.bind'], capturable: true, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => part().installListen(audit) },
  // What listens already is not seen.
  { events: ['net.accept'], capturable: true, bindings: ['tcp_wrap', 'pipe_wrap'], install: (audit) => part().installAccept(audit) },
  { events: ['net.send', 'net.bind', 'net.connect'], capturable: false, bindings: ['udp_wrap'], install: (audit) => part().installDatagram(audit) },
  { events: ['dns.lookup'], capturable: false, bindings: ['cares_wrap'], install: (audit) => part().installDns(audit) },
  { events: ['dns.reverse'], capturable: false, bindings: ['cares_wrap'], install: (audit) => part().installLookupService(audit) },
  // Each of the two modules gives channels; `dns` has the other.
  { events: ['dns.resolve', 'dns.reverse'], capturable: false, bindings: ['cares_wrap'], module: 'dns', install: (audit) => part().installResolve(audit) },
  { events: ['dns.resolve', 'dns.reverse'], capturable: false, bindings: ['cares_wrap'], module: 'dns/promises', install: (audit) => part().installResolve(audit) },
  // In this order: `http2` loads `http`, which takes the client's class from its module then.
  { events: ['http.request'], capturable: true, bindings: [], module: '_http_client', install: (audit) => part().installHttpClient(audit) },
  { events: ['http.request'], capturable: true, bindings: [], module: 'http2', install: (audit) => part().installHttp2(audit) },
  // What the application keeps instead is the function that gives channels.
  { events: ['http.request'], capturable: true, bindings: [], install: (audit) => part().installUndici(audit, runtimeScript) },
  { events: ['tls.connect'], capturable: false, bindings: ['tls_wrap'], install: (audit) => part().installTls(audit) },
]
