import { type Audit, type Operation } from '@overt/core'
import { addressFamily } from './node-dns.ts'

/** A datagram that is about to be sent. `host` is an address or a name; undefined where the socket is connected, for the runtime does not tell to whom. */
export interface Datagram {
  readonly host: string | undefined
  readonly port: number | undefined
}

/** The operation of `net.send`. */
export const sendOperation = (audit: Audit, program: string): Operation<Datagram> =>
  audit.operation('net.send', () => ({
    host: ({ host }: Datagram) => (host === undefined || addressFamily(host) !== undefined ? undefined : host),
    address: ({ host }: Datagram) => (host === undefined || addressFamily(host) === undefined ? undefined : host),
    port: ({ port }: Datagram) => port,
    protocol: () => 'udp',
    initiated: () => true,
    image: () => program,
  }))
