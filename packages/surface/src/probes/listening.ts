import { type Audit, normalPath, type Refusal } from '@overt/core'
import { addressFamily } from './node-dns.ts'

/** Where connections or datagrams are about to be taken. `host` is an address, or a name that native code looks up. */
export interface Place {
  readonly host: string | undefined
  readonly port: number | undefined
  /** A pipe's. */
  readonly path: string | undefined
}

/** Raises what a server or a socket is about to do. */
export interface RaiseListening {
  readonly wanted: () => boolean
  /** `net.bind` and `net.listen`. */
  listen(place: Place): Refusal | undefined
  /** `net.bind` of UDP. */
  bind(place: Place): Refusal | undefined
}

interface Binding extends Place {
  readonly isUdp: boolean
}

const familyOf = ({ host }: Place): 4 | 6 | undefined => (host === undefined ? undefined : addressFamily(host))

/** Below the public functions nothing can be seen: the port is the one that was asked for, 0 where the system picks. */
export function createRaiseListening(audit: Audit, folder: () => string): RaiseListening {
  const address = (call: Place): string | undefined => (familyOf(call) === undefined ? undefined : call.host)
  const port = (call: Place): number | undefined => call.port
  const path = (call: Place): string | undefined => (call.path === undefined ? undefined : normalPath(call.path, folder))
  const protocol = (call: Binding): string => (call.path !== undefined ? 'pipe' : call.isUdp ? 'udp' : 'tcp')
  const bind = audit.operation('net.bind', () => ({ address, port, family: familyOf, path, protocol }))
  const listen = audit.operation('net.listen', () => ({ address, port, family: familyOf, path, protocol }))
  return {
    wanted: () => (bind.wanted | listen.wanted) !== 0,
    listen(place) {
      const call: Binding = { ...place, isUdp: false }
      const refusal = bind.wanted === 0 ? undefined : audit.raise(bind, call)
      return refusal ?? (listen.wanted === 0 ? undefined : audit.raise(listen, call))
    },
    bind: (place) => (bind.wanted === 0 ? undefined : audit.raise(bind, { ...place, isUdp: true })),
  }
}
