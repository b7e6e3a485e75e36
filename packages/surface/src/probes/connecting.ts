import { type Audit, normalPath, type Operation, primordials, type Refusal } from '@overt/core'
import { addressFamily, type Lookup, lookupOperation } from './node-dns.ts'

const { hasOwn } = primordials

/** A connection that is about to be begun. Below the public surface nothing can be seen: `address` is known where it was given in digits. */
export interface Connection {
  readonly host: string | undefined
  readonly port: number | undefined
  /** The family of addresses that was asked for; 0 for any. */
  readonly family?: number
  /** A pipe's. */
  readonly path: string | undefined
  readonly isUdp?: boolean
}

/** Raises what a connection is: the look-up of its name, where it has one, and the connection. */
export type RaiseConnection = (connection: Connection) => Refusal | undefined

/** @param looksUp whether the runtime looks the name up by a function that has a probe already */
export function createRaiseConnection(audit: Audit, program: string, folder: () => string, looksUp: boolean): { readonly raise: RaiseConnection; readonly wanted: () => boolean } {
  const operation: Operation<Connection> = audit.operation('net.connect', () => ({
    host: (call: Connection) => (call.host === undefined || addressFamily(call.host) !== undefined ? undefined : call.host),
    address: (call: Connection) => (call.host === undefined || addressFamily(call.host) === undefined ? undefined : call.host),
    port: (call: Connection) => call.port,
    family: (call: Connection) => (call.host === undefined ? undefined : addressFamily(call.host)),
    path: (call: Connection) => (call.path === undefined ? undefined : normalPath(call.path, folder)),
    // What a connection does not say is not what `Object.prototype` says.
    protocol: (call: Connection) => (call.path !== undefined ? 'pipe' : hasOwn(call, 'isUdp') && call.isUdp === true ? 'udp' : 'tcp'),
    initiated: () => true,
    image: () => program,
  }))
  const lookup: Operation<Lookup> = lookupOperation(audit, program)
  return {
    wanted: () => (operation.wanted | (looksUp ? 0 : lookup.wanted)) !== 0,
    raise(connection) {
      const { host } = connection
      if (!looksUp && lookup.wanted !== 0 && host !== undefined && addressFamily(host) === undefined) {
        const refusal = audit.raise(lookup, { host, family: hasOwn(connection, 'family') ? (connection.family ?? 0) : 0 })
        if (refusal !== undefined) return refusal
      }
      return operation.wanted === 0 ? undefined : audit.raise(operation, connection)
    },
  }
}
