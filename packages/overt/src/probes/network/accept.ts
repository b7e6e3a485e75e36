import { type Audit, type Gap, type Operation, primordials, type Readers } from '@overt/core'
import { type Method, ownValue, replace } from '../patch.ts'
import { type Name, namesOf, prototypeOf } from './socket.ts'
import { execPath } from '../../captured.ts'

const { apply, defineProperty } = primordials
const nameless = { __proto__: null } as unknown as Name

interface Accepted {
  /** The other side's; empty for a pipe. */
  readonly name: Name
  readonly protocol: 'tcp' | 'pipe'
}

const fields = (): Readers<'net.accept', Accepted> => ({
  address: (call: Accepted) => call.name.address,
  port: (call: Accepted) => call.name.port,
  protocol: (call: Accepted) => call.protocol,
  initiated: () => false,
  image: () => execPath,
})

/**
 * `net.accept`: native code calls `onconnection` of the handle that listens, whatever function is there. From `listen` on what is there asks first; a connection
 * that is refused is closed before anybody has it.
 */
export function installAccept(audit: Audit): readonly Gap[] {
  const tcp = prototypeOf('tcp_wrap', 'TCP')
  const pipe = prototypeOf('pipe_wrap', 'Pipe')
  if (tcp === undefined || pipe === undefined) return [{ event: 'net.accept', reason: 'unavailable', detail: 'the permission model hides the bindings of `net`' }]
  const operation = audit.operation('net.accept', fields)
  const peername = namesOf(tcp, 'getpeername')
  replace(tcp, 'listen', (original) => listening(original, (client) => ({ name: peername(client), protocol: 'tcp' })))
  replace(pipe, 'listen', (original) => listening(original, () => ({ name: nameless, protocol: 'pipe' })))
  return []

  function listening(original: Method, accepted: (client: object) => Accepted): Method {
    return {
      listen(this: unknown): unknown {
        if (operation.wanted !== 0 && typeof this === 'object' && this !== null) askFirst(audit, operation, this, accepted)
        return apply(original, this, arguments)
      },
    }.listen
  }
}

/**
 * Stands between native code and the function that gets connections, which the runtime or the application may exchange later: for one that calls the function
 * that was there before, so each has a guard of its own, and a connection that one of them has asked about is not asked about again.
 */
function askFirst(audit: Audit, operation: Operation<Accepted>, server: object, accepted: (client: object) => Accepted): void {
  let asked: object | undefined
  const guarding = (given: unknown): Method => ({
    onconnection(this: unknown, status: unknown, client: unknown): unknown {
      if (operation.wanted !== 0 && typeof client === 'object' && client !== null && client !== asked) {
        asked = client
        const refusal = audit.raise(operation, accepted(client))
        if (refusal !== undefined) {
          const { close } = client as { close: Method }
          return apply(close, client, [])
        }
      }
      return typeof given === 'function' ? apply(given as Method, this, arguments) : undefined
    },
  }).onconnection
  let current = guarding(ownValue(server, 'onconnection'))
  defineProperty(server, 'onconnection', {
    __proto__: null,
    get: () => current,
    set: (value: unknown) => {
      if (value !== current) current = guarding(value)
    },
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor)
}
