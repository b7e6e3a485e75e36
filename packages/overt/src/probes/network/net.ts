import { type Audit, type Gap, type Operation, primordials } from '@overt/core'
import { type Connection, connectOperation } from './connecting.ts'
import { noteOrigins, originOfHandle } from './origins.ts'
import { whenBindingLoaded } from '../builtin-loads.ts'
import { nativeText } from '../native-text.ts'
import { type Method, ownValue, replace } from '../patch.ts'
import { destroyed, ownerOf, prototypeOf } from './socket.ts'

const { apply, StringCaptured } = primordials

/** `net.connect`: every connection over TCP, a Unix socket or a pipe that is begun, one event for each address that is tried. */
export function installNet(audit: Audit): readonly Gap[] {
  const tcp = prototypeOf('tcp_wrap', 'TCP')
  const pipe = prototypeOf('pipe_wrap', 'Pipe')
  if (tcp === undefined || pipe === undefined) return [{ event: 'net.connect', reason: 'unavailable', detail: 'the permission model hides the bindings of `net`' }]
  const operation = connectOperation(audit)
  replace(tcp, 'connect', (original) => connecting(audit, operation, original, 4))
  replace(tcp, 'connect6', (original) => connecting(audit, operation, original, 6))
  replace(pipe, 'connect', (original) => connecting(audit, operation, original, undefined))
  noteOrigins(audit, operation, tcp)
  whenBindingLoaded('tls_wrap', () => {
    const tls = prototypeOf('tls_wrap', 'TLSWrap')
    if (tls !== undefined) noteOrigins(audit, operation, tls)
  })
  return []
}

function connecting(audit: Audit, operation: Operation<Connection>, original: Method, family: 4 | 6 | undefined): Method {
  return {
    connect(this: unknown, _request: unknown, to: unknown, port: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const address = family !== undefined ? nativeText(to) : typeof to === 'string' ? to : StringCaptured(to)
      // As native code reads it, which takes what is no number for one, and of the number 16 bits; read once, for reading can run the application's code.
      const number = family === undefined ? undefined : ((port as number) >>> 0) & 0xffff
      const owner = ownerOf(this)
      const origin = originOfHandle(this)
      const connection: Connection = {
        host: owner === undefined || family === undefined ? undefined : textOf(ownValue(owner, '_host')),
        address,
        port: number,
        family,
        protocol: family === undefined ? 'pipe' : 'tcp',
      }
      const refusal = audit.raise(operation, connection, 0, origin)
      if (refusal !== undefined) return refuse(owner, refusal.error)
      arguments[1] = address
      if (number !== undefined) arguments[2] = number
      return apply(original, this, arguments)
    },
  }.connect
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/**
 * As the runtime reports that a connection failed: the socket is destroyed with the error, which reaches `net`, `http`, `tls`, `http2` and `fetch` as it is. What
 * this function threw would be nobody's. A handle without a socket is the application's own: that throws. 0 says that it is under way.
 */
function refuse(owner: object | undefined, error: unknown): number {
  if (!destroyed(owner, error)) throw error
  return 0
}
