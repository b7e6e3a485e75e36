import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseListening, type Datagram, listOf, optionsAt, type Place, type RaiseListening, sendOperation, settledAt } from '@overt/surface'

const { append, apply, getOwnPropertyDescriptor, getPrototypeOf, isArray, NumberCaptured, reject, PromiseCaptured, StringCaptured, then } = primordials

/**
 * `net.bind` and `net.listen` of `Bun.listen` and `Bun.serve`, in which the servers of `node:net` and `node:http` end; `net.bind` and `net.send` of `Bun.udpSocket`, in which
 * `node:dgram` does.
 */
export const createBunListeningProbe = (bun: object, folder: () => string, program: string): Probe => ({
  events: ['net.bind', 'net.listen', 'net.send'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const listening = createRaiseListening(audit, folder)
    replace(bun, 'listen', (original) => starting(listening, original))
    replace(bun, 'serve', (original) => starting(listening, original))
    watchSockets(audit, bun, listening, program)
    return []
  },
})

/** Each option is read once, and handed on as it was read. */
function placeOf(given: unknown[]): Place | undefined {
  if (typeof given[0] !== 'object' || given[0] === null) return undefined
  const options = optionsAt(given, 0, ['fd', 'hostname', 'port', 'unix'])
  const { fd } = options
  const unix = settledAt(options, 'unix', StringCaptured) as string | undefined
  if (unix !== undefined && unix !== '') return { host: undefined, port: undefined, path: unix }
  // A descriptor of somebody else's: nobody here knows where it listens.
  if (typeof fd === 'number') return { host: undefined, port: undefined, path: undefined }
  return { host: settledAt(options, 'hostname', StringCaptured) as string | undefined, port: settledAt(options, 'port', NumberCaptured) as number | undefined, path: undefined }
}

const starting = (listening: RaiseListening, original: Method): Method => ({
  listen(this: unknown): unknown {
    if (!listening.wanted()) return apply(original, this, arguments)
    const given = listOf(arguments)
    const place = placeOf(given)
    const refusal = place === undefined ? undefined : listening.listen(place)
    if (refusal !== undefined) throw refusal.error
    return apply(original, this, given)
  },
}).listen

/** The class of a socket is nobody's to name: its methods are replaced when the first one is handed out. */
function watchSockets(audit: Audit, bun: object, listening: RaiseListening, program: string): void {
  const operation = sendOperation(audit, program)
  let pending = true
  const found = <Socket>(socket: Socket): Socket => {
    if (pending && typeof socket === 'object' && socket !== null) {
      pending = false
      watchSending(audit, operation, getPrototypeOf(socket) as object)
    }
    return socket
  }
  replace(bun, 'udpSocket', (original): Method => ({
    udpSocket(this: unknown): unknown {
      const given = listOf(arguments)
      const place = listening.wanted() ? placeOf(given) : undefined
      const refusal = place === undefined ? undefined : listening.bind(place)
      if (refusal !== undefined) return apply(reject as never, PromiseCaptured, [refusal.error])
      const made = apply(original, this, given)
      return pending ? then(made, found) : made
    },
  }).udpSocket)
}

/** send(data, port, address), and sendMany([data, port, address, ...]); of a socket that is connected the data alone. */
function watchSending(audit: Audit, operation: ReturnType<typeof sendOperation>, prototype: object): void {
  const remote = getOwnPropertyDescriptor(prototype, 'remoteAddress')?.get as never
  const remoteOf = (socket: unknown): Datagram | undefined => {
    const found = apply<{ readonly address: string; readonly port: number } | undefined>(remote, socket, [])
    return found === undefined ? undefined : { host: found.address, port: found.port }
  }

  /** Raises one datagram, whose port and address are at `at` of a list, each made what native code takes once. */
  function judge(connected: Datagram | undefined, list: unknown[], at: number): void {
    if (connected === undefined) {
      list[at] = NumberCaptured(list[at])
      list[at + 1] = StringCaptured(list[at + 1])
    }
    const refusal = audit.raise(operation, connected ?? { host: list[at + 1] as string, port: list[at] as number })
    if (refusal !== undefined) throw refusal.error
  }

  replace(prototype, 'send', (original): Method => ({
    send(this: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const connected = remoteOf(this)
      const given = listOf(arguments)
      // What says too little is left to Bun's own error.
      if (connected !== undefined || given.length > 2) judge(connected, given, 1)
      return apply(original, this, given)
    },
  }).send)
  replace(prototype, 'sendMany', (original): Method => ({
    sendMany(this: unknown, list: unknown): unknown {
      if (operation.wanted === 0 || !isArray(list)) return apply(original, this, arguments)
      const connected = remoteOf(this)
      const all: unknown[] = []
      for (let i = 0; i < list.length; i++) append(all, list[i])
      for (let i = 0; i < all.length; i += connected === undefined ? 3 : 1) judge(connected, all, i + 1)
      return apply(original, this, [all])
    },
  }).sendMany)
}
