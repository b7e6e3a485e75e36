import { type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseConnection, hostOfUrl, type RaiseConnection, urlOfRequests } from '@overt/surface'

const { apply } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>
const StringCaptured = String
const urlOfRequest = urlOfRequests(Request)

/** `net.connect`, with `dns.lookup` where a name is given, of `Bun.connect` and `fetch`. */
export const createBunConnectionsProbe = (bun: object, global: object, program: string, folder: () => string): Probe => ({
  events: ['net.connect', 'dns.lookup'],
  capturable: true,
  bindings: [],
  install(audit) {
    const connection = createRaiseConnection(audit, program, folder, false)
    replace(bun, 'connect', (original) => connecting(connection.wanted, connection.raise, original))
    replace(global, 'fetch', (original) => fetching(connection.wanted, connection.raise, original))
    return [{ event: 'net.connect', reason: 'unavailable', detail: '`Bun.fetch` cannot be replaced, and reads `file:` URLs too; `fetch` is seen' }]
  },
})

function connecting(wanted: () => boolean, raise: RaiseConnection, original: Method): Method {
  return {
    connect(this: unknown, options: unknown): unknown {
      if (!wanted() || typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const { hostname, port, unix } = options as Readonly<Record<string, unknown>>
      const refusal = raise(
        unix === undefined ? { host: StringCaptured(hostname), port: Number(port), path: undefined } : { host: undefined, port: undefined, path: StringCaptured(unix) },
      )
      return refusal === undefined ? apply(original, this, arguments) : reject(refusal.error)
    },
  }.connect
}

function fetching(wanted: () => boolean, raise: RaiseConnection, original: Method): Method {
  return {
    fetch(this: unknown, input: unknown): unknown {
      const target = wanted() ? hostOfUrl(input, urlOfRequest) : undefined
      if (target === undefined) return apply(original, this, arguments)
      const refusal = raise({ host: target.host, port: target.port, path: undefined })
      if (refusal !== undefined) return reject(refusal.error)
      arguments[0] = target.input
      return apply(original, this, arguments)
    },
  }.fetch
}
