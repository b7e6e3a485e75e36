import { type Audit, type Operation, primordials } from '@overt/core'
import { absolute } from '../path.ts'
import { execPath } from '../../captured.ts'

const { charCodeAt } = primordials

/** A connection that is about to be made. */
export interface Connection {
  readonly host: string | undefined
  /** An IP address; of a pipe, its path. */
  readonly address: string
  readonly port: number | undefined
  readonly family: number | undefined
  readonly protocol: 'tcp' | 'udp' | 'pipe'
}

/** A name in Linux's abstract space begins with a NUL and is no path. */
export const pipePath = (name: string): string => (charCodeAt(name, 0) === 0 ? name : absolute(name))

/** The operation that every way to connect raises. */
export const connectOperation = (audit: Audit): Operation<Connection> =>
  audit.operation('net.connect', () => ({
    host: (call: Connection) => call.host,
    address: (call: Connection) => (call.family === undefined ? undefined : call.address),
    port: (call: Connection) => call.port,
    family: (call: Connection) => call.family,
    path: (call: Connection) => (call.family === undefined ? pipePath(call.address) : undefined),
    protocol: (call: Connection) => call.protocol,
    initiated: () => true,
    image: () => execPath,
  }))
