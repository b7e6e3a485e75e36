import { type Audit, type Gap, primordials } from '@overt/core'
import { pipePath } from './connecting.ts'
import { watchServers } from './listen-server.ts'
import { nativeText } from '../native-text.ts'
import { type Method, raised, replace } from '../patch.ts'
import { destroyed, familyOf, type Name, namesOf, notPermitted, ownerOf, prototypeOf } from './socket.ts'

const { apply, StringCaptured, weakGet, WeakMapCaptured, weakSet } = primordials

/** An address that is about to be taken, or where connections are about to be accepted. */
interface Place {
  readonly name: Name
  readonly family: number | undefined
  readonly path: string | undefined
  /** A descriptor of another process: nobody here knows where it listens. */
  readonly isForeign: boolean
}

const fields = () => ({
  address: (call: Place) => call.name.address,
  port: (call: Place) => call.name.port,
  family: (call: Place) => call.family,
  path: (call: Place) => (call.path === undefined ? undefined : pipePath(call.path)),
  protocol: (call: Place) => (call.isForeign ? undefined : call.family === undefined ? 'pipe' : 'tcp'),
})

const paths = new WeakMapCaptured<object, string>()

/**
 * `net.bind` and `net.listen`: `bind`, `bind6` and `listen` of the handles, whoever made them. A refusal reaches a server as an `error` (listen-server.ts), a
 * socket that binds before it connects too; a handle of the application's own gets the number that the system would answer.
 */
export function installListen(audit: Audit): readonly Gap[] {
  const tcp = prototypeOf('tcp_wrap', 'TCP')
  const pipe = prototypeOf('pipe_wrap', 'Pipe')
  if (tcp === undefined || pipe === undefined) {
    const detail = 'the permission model hides the bindings of `net`'
    return [{ event: 'net.listen', reason: 'unavailable', detail }, { event: 'net.bind', reason: 'unavailable', detail }]
  }
  const bind = audit.operation('net.bind', fields)
  const listen = audit.operation('net.listen', fields)
  const sockname = namesOf(tcp, 'getsockname')
  const nameless: Name = { __proto__: null } as unknown as Name
  // A cluster's worker has no handle: another process listens for it.
  const { refused } = watchServers((address, port, family) => {
    if (listen.wanted === 0) return
    const to = typeof address === 'string' ? address : undefined
    if (typeof port !== 'number') raised(audit, listen, { name: nameless, family: undefined, path: undefined, isForeign: true })
    else if (port < 0) raised(audit, listen, { name: nameless, family: undefined, path: to, isForeign: false })
    else raised(audit, listen, { name: { __proto__: null, address: to, port } as Name, family: family === 6 ? 6 : 4, path: undefined, isForeign: false })
  })

  replace(tcp, 'bind', (original) => bindingTo(original, 4))
  replace(tcp, 'bind6', (original) => bindingTo(original, 6))
  replace(pipe, 'bind', (original) => bindingTo(original, undefined))
  replace(tcp, 'listen', (original) => listening(original, (handle) => {
    const name = sockname(handle)
    return { name, family: familyOf(name), path: undefined, isForeign: false }
  }))
  replace(pipe, 'listen', (original) => listening(original, (handle) => ({ name: nameless, family: undefined, path: weakGet(paths, handle), isForeign: false })))
  return []

  function bindingTo(original: Method, family: 4 | 6 | undefined): Method {
    return {
      bind(this: unknown, to: unknown, port: unknown): unknown {
        if (bind.wanted === 0 && (family !== undefined || listen.wanted === 0)) return apply(original, this, arguments)
        // A name in Linux's abstract space begins with a NUL.
        const address = family !== undefined ? nativeText(to) : typeof to === 'string' ? to : StringCaptured(to)
        arguments[0] = address
        let name = nameless
        if (family === undefined) {
          if (typeof this === 'object' && this !== null) weakSet(paths, this, address)
        } else {
          // As native code reads it, once, for reading can run the application's code.
          const number = ((port as number) >>> 0) & 0xffff
          if (arguments.length > 1) arguments[1] = number
          name = { __proto__: null, address, port: number } as Name
        }
        const refusal = bind.wanted === 0 ? undefined : audit.raise(bind, { name, family, path: family === undefined ? address : undefined, isForeign: false })
        return refusal === undefined ? apply(original, this, arguments) : refuse(this, refusal.error)
      },
    }.bind
  }

  function listening(original: Method, place: (handle: object) => Place): Method {
    return {
      listen(this: unknown): unknown {
        if (listen.wanted === 0 || typeof this !== 'object' || this === null) return apply(original, this, arguments)
        const refusal = audit.raise(listen, place(this))
        return refusal === undefined ? apply(original, this, arguments) : refuse(this, refusal.error)
      },
    }.listen
  }

  function refuse(handle: unknown, error: unknown): number {
    refused(handle, error)
    destroyed(ownerOf(handle), error)
    return notPermitted
  }
}
