import { like, type Method, primordials, type Probe } from '@overt/core'

const { apply, defineData, getOwnPropertyDescriptor, weakAdd, weakHas, WeakSetCaptured } = primordials

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
 * `net.accept` of the servers of `node:net` and of all that is built on them: each emits `connection` before anybody has the socket. One that is refused is destroyed. The class's own
 * `emit` is no listener, which the application would find, or could take away.
 */
export const createNodeAcceptProbe = ({ net, program, unseen }: NodeAccept): Probe => ({
  events: ['net.accept'],
  capturable: true,
  bindings: [],
  install(audit) {
    const { Server, Socket } = net
    const getterOf = (name: string): Method | undefined => getOwnPropertyDescriptor(Socket.prototype, name)?.get as Method | undefined
    const addressOf = getterOf('remoteAddress')
    const portOf = getterOf('remotePort')
    const { destroy } = Socket.prototype as { readonly destroy: Method }
    const { emit } = Server.prototype as { readonly emit: Method }
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

    const replaced = {
      emit(this: unknown, event: unknown, socket: unknown): unknown {
        if (event === 'connection' && operation.wanted !== 0 && typeof socket === 'object' && socket !== null && isRefused(socket)) {
          apply(destroy, socket, [])
          return true
        }
        return apply(emit, this, arguments)
      },
    }.emit
    defineData(Server.prototype, 'emit', like(replaced, emit), true, false, true)
    return operation.wanted === 0 ? [] : [{ event: 'net.accept', reason: 'partial', detail: unseen }]
  },
})
