import { type Audit, type Gap, type Operation, type Origin, originOf, primordials } from '@overt/core'
import { type Connection, connectOperation } from './connecting.ts'
import { nativeText } from '../native-text.ts'
import { like, type Method, ownValue, replace } from '../patch.ts'
import { destroyed, ownerOf, prototypeOf } from './socket.ts'

const { apply, defineProperty, StringCaptured, weakGet, WeakMapCaptured, weakSet } = primordials

/** `net.connect`: every connection over TCP, a Unix socket or a pipe that is begun, one event for each address that is tried. */
export function installNet(audit: Audit): readonly Gap[] {
  const tcp = prototypeOf('tcp_wrap', 'TCP')
  const pipe = prototypeOf('pipe_wrap', 'Pipe')
  if (tcp === undefined || pipe === undefined) return [{ event: 'net.connect', reason: 'unavailable', detail: 'the permission model hides the bindings of `net`' }]
  const operation = connectOperation(audit)
  replace(tcp, 'connect', (original) => connecting(audit, operation, original, 4))
  replace(tcp, 'connect6', (original) => connecting(audit, operation, original, 6))
  replace(pipe, 'connect', (original) => connecting(audit, operation, original, undefined))
  const inherited: unknown = (tcp as { getAsyncId?: unknown }).getAsyncId
  if (typeof inherited === 'function') noteOrigins(audit, operation, tcp, inherited as Method)
  return []
}

const origins = new WeakMapCaptured<object, Origin>()

/**
 * Node begins a TCP connection a tick after it was asked for, or once the name is resolved: whoever asked has left the stack by then. But the handle is made while
 * he is on it, and the first thing that `net` does with a new handle is to ask for its id; so that is where the caller is read.
 */
function noteOrigins(audit: Audit, operation: Operation<Connection>, tcp: object, inherited: Method): void {
  const getAsyncId = {
    getAsyncId(this: unknown): unknown {
      // Only the first to ask made the handle: a later one may be anybody.
      if (operation.wanted !== 0 && typeof this === 'object' && this !== null && weakGet(origins, this) === undefined) {
        const origin = originOf(audit.platform.caller())
        if (origin !== undefined) weakSet(origins, this, origin)
      }
      return apply(inherited, this, arguments)
    },
  }.getAsyncId
  defineProperty(tcp, 'getAsyncId', { __proto__: null, value: like(getAsyncId, inherited), writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
}

function connecting(audit: Audit, operation: Operation<Connection>, original: Method, family: 4 | 6 | undefined): Method {
  return {
    connect(this: unknown, _request: unknown, to: unknown, port: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const address = family !== undefined ? nativeText(to) : typeof to === 'string' ? to : StringCaptured(to)
      // As native code reads it, which takes what is no number for one, and of the number 16 bits; read once, for reading can run the application's code.
      const number = family === undefined ? undefined : ((port as number) >>> 0) & 0xffff
      const owner = ownerOf(this)
      const origin = typeof this === 'object' && this !== null ? weakGet(origins, this) : undefined
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
