import { type Method, primordials, type Probe } from '@overt/core'
import { watchEmitted } from './emitted.ts'
import { isPrototypeOf } from './given-path.ts'

const { apply, getOwnPropertyDescriptor, weakAdd, weakHas, WeakSetCaptured } = primordials

/** A connection that came in: the other side's address and port, neither for a pipe's. */
interface Accepted {
  readonly address: string | undefined
  readonly port: number | undefined
}

/** What the probe needs of the runtime. */
export interface NodeAccept {
  readonly net: { readonly Server: { readonly prototype: object }; readonly Socket: { readonly prototype: object } }
  readonly program: string
  /** What accepts connections that no server of `node:net` emits. */
  readonly unseen: string
}

/**
 * `net.accept` of the servers of `node:net` and of all that is built on them: each emits `connection` before anybody has the socket. One that is refused is destroyed. A stream
 * of the application's own, which it may hand to a server by that event, is no connection that came in.
 */
export const createNodeAcceptProbe = ({ net, program, unseen }: NodeAccept): Probe => ({
  events: ['net.accept'],
  capturable: true,
  bindings: [],
  install(audit) {
    const { prototype: sockets } = net.Socket
    const getterOf = (name: string): Method | undefined => getOwnPropertyDescriptor(sockets, name)?.get as Method | undefined
    const addressOf = getterOf('remoteAddress')
    const portOf = getterOf('remotePort')
    const { destroy } = sockets as { readonly destroy: Method }
    const operation = audit.operation('net.accept', () => ({
      address: (call: Accepted) => call.address,
      port: (call: Accepted) => call.port,
      protocol: (call: Accepted) => (call.address === undefined ? 'pipe' : 'tcp'),
      initiated: () => false,
      image: () => program,
    }))
    // A server of TLS hands a connection on to another.
    const told = new WeakSetCaptured()
    const read = (getter: Method | undefined, socket: object): unknown => (getter === undefined ? undefined : apply(getter, socket, []))

    function isRefused(socket: object): boolean {
      if (weakHas(told, socket)) return false
      weakAdd(told, socket)
      const address = read(addressOf, socket)
      const port = read(portOf, socket)
      const call: Accepted = { address: typeof address === 'string' ? address : undefined, port: typeof port === 'number' ? port : undefined }
      return audit.raise(operation, call) !== undefined
    }

    watchEmitted(net.Server.prototype, (_server, event, socket) => {
      if (event !== 'connection' || operation.wanted === 0 || !isPrototypeOf(sockets, socket) || !isRefused(socket as object)) return false
      apply(destroy, socket, [])
      return true
    })
    return operation.wanted === 0 ? [] : [{ event: 'net.accept', reason: 'partial', detail: unseen }]
  },
})
