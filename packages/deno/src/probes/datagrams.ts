import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseConnection, createRaiseListening, type Datagram, listOf, optionsAt, sendOperation } from '@overt/surface'

const { apply, argumentAt, defineData, deleteProperty, hasOwn, NumberCaptured, StringCaptured } = primordials

/** What the probe needs of the runtime. */
export interface Datagrams {
  readonly dgram: { readonly Socket: { readonly prototype: object } }
  readonly program: string
  readonly folder: () => string
  readonly later: (work: () => void) => void
}

const localhost = 'localhost'

/** `net.bind`, `net.send` and `net.connect` of `node:dgram`. What is refused says so as the socket would: to its callback, else as an `error`. */
export const createDatagramsProbe = ({ dgram, program, folder, later }: Datagrams): Probe => ({
  events: ['net.bind', 'net.send', 'net.connect', 'dns.lookup'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const listening = createRaiseListening(audit, folder)
    const connection = createRaiseConnection(audit, program, folder, true)
    const send = sendOperation(audit, program)
    const { prototype } = dgram.Socket
    const { remoteAddress } = prototype as { readonly remoteAddress: Method }

    const refuse = (socket: unknown, error: unknown, given: readonly unknown[]): void => {
      const callback = given[given.length - 1]
      later(() => {
        if (typeof callback === 'function') apply(callback as Method, socket, [error])
        else apply((socket as { emit: Method }).emit, socket, ['error', error])
      })
    }

    replace(prototype, 'bind', (original): Method => ({
      bind(this: unknown): unknown {
        if (!listening.wanted()) return apply(original, this, arguments)
        const given = listOf(arguments)
        const place = bindingOf(given)
        const refusal = listening.bind({ ...place, path: undefined })
        if (refusal === undefined) return apply(original, this, given)
        // The callback of `bind` is told of what went well.
        refuse(this, refusal.error, [])
        return this
      },
    }).bind)

    replace(prototype, 'connect', (original): Method => ({
      connect(this: unknown): unknown {
        if (!connection.wanted()) return apply(original, this, arguments)
        const given = listOf(arguments)
        const to = targetOf(given, 0)
        const refusal = connection.raise({ ...to, path: undefined, isUdp: true })
        if (refusal === undefined) return apply(original, this, given)
        refuse(this, refusal.error, given)
        return undefined
      },
    }).connect)

    replace(prototype, 'send', (original): Method => ({
      send(this: unknown): unknown {
        if (send.wanted === 0) return apply(original, this, arguments)
        const given = listOf(arguments)
        const refusal = audit.raise(send, connectedTo(remoteAddress, this) ?? targetOf(given, at(given)))
        if (refusal === undefined) return once(this as object, original, given)
        refuse(this, refusal.error, given)
        return undefined
      },
    }).send)
    return []
  },
})

/** A socket that is not bound calls its own `send` again when it is: that is the same datagram. */
function once(socket: object, original: Method, given: unknown[]): unknown {
  if (hasOwn(socket, 'send')) return apply(original, socket, given)
  defineData(socket, 'send', original, true, false, true)
  try {
    return apply(original, socket, given)
  } finally {
    deleteProperty(socket, 'send')
  }
}

/** Where a connected socket sends to; undefined for one that is not. */
function connectedTo(remoteAddress: Method, socket: unknown): Datagram | undefined {
  try {
    const { address, port } = apply<{ readonly address: string; readonly port: number }>(remoteAddress as never, socket, [])
    return { host: address, port }
  } catch {
    return undefined
  }
}

/** Where the port is: send(data, port, address), or send(data, offset, length, port, address), told apart as the runtime does: `null` is no address. */
const at = (given: readonly unknown[]): number => (!!argumentAt(given, 4) || (!!argumentAt(given, 3) && typeof argumentAt(given, 3) !== 'function') ? 3 : 1)

/** A port and an address, each made what it is taken for once. */
function targetOf(given: unknown[], where: number): Datagram {
  const port: unknown = given[where]
  const to: unknown = given[where + 1]
  if (typeof port === 'object' && port !== null) given[where] = NumberCaptured(port)
  if (typeof to === 'object' && to !== null) given[where + 1] = StringCaptured(to)
  const host: unknown = given[where + 1]
  return { host: typeof host === 'string' && host !== '' ? host : localhost, port: NumberCaptured(given[where]) }
}

/** bind(port, address, done), bind(options, done): the options are read once. */
function bindingOf(given: unknown[]): Datagram {
  if (typeof given[0] === 'object' && given[0] !== null) {
    const { address, port } = optionsAt(given, 0, ['address', 'port'])
    return { host: typeof address === 'string' ? address : undefined, port: NumberCaptured(port ?? 0) }
  }
  const address = argumentAt(given, 1)
  return { host: typeof address === 'string' ? address : undefined, port: typeof given[0] === 'function' ? 0 : NumberCaptured(given[0] ?? 0) }
}
