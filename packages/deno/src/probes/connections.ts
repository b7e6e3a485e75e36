import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { type AskedOfFetch, type Connection, createFetching, createRaiseConnection, type RaiseConnection, replaceConnectingClass, type UrlOfRequest } from '@overt/surface'
import { settleProperty, whenRead } from '../lazy.ts'

const { apply } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>
const create = Object.create as (prototype: object) => object
const StringCaptured = String
/** Classes that connect to the URL that they are made with, each made by Deno when it is first read. */
const classes = ['WebSocket', 'WebSocketStream', 'EventSource'] as const

/**
 * `net.connect`, with `dns.lookup` where a name is given, of `Deno.connect`, `Deno.connectTls` and `fetch`, which opens files too. Each takes one look at what it is given.
 *
 * @param requests where a request leads, asked at each call
 */
export const createDenoConnectionsProbe = (deno: object, global: object, program: string, folder: () => string, requests: () => UrlOfRequest | undefined): Probe => ({
  events: ['net.connect', 'dns.lookup', 'fs.open'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const connection = createRaiseConnection(audit, program, folder, false)
    replace(deno, 'connect', (original) => connecting(connection.wanted, connection.raise, original))
    replace(deno, 'connectTls', (original) => connecting(connection.wanted, connection.raise, original))
    replace(global, 'fetch', createFetching(audit, { program, folder, asked: (input, options) => askedOfFetch(requests(), input, options) }))
    whenRead(global, classes, () => {
      for (let i = 0; i < classes.length; i++) {
        const name = classes[i] ?? ''
        settleProperty(global, name)
        replaceConnectingClass(global, name, connection)
      }
    })
    return []
  },
})

function connecting(wanted: () => boolean, raise: RaiseConnection, original: Method): Method {
  return {
    connect(this: unknown, options: unknown): unknown {
      if (!wanted() || typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const { hostname: host, port, path, transport } = options as Readonly<Record<string, unknown>>
      const isPipe = transport === 'unix' || transport === 'vsock'
      const call: Connection = isPipe
        ? { host: undefined, port: undefined, path: StringCaptured(path) }
        : { host: host === undefined ? '127.0.0.1' : StringCaptured(host), port: Number(port), path: undefined }
      const refusal = raise(call)
      if (refusal !== undefined) return reject(refusal.error)
      const fixed = create(options)
      define(fixed, 'hostname', isPipe ? undefined : call.host)
      define(fixed, 'port', isPipe ? port : call.port)
      define(fixed, 'path', call.path)
      define(fixed, 'transport', transport)
      arguments[0] = fixed
      return apply(original, this, arguments)
    },
  }.connect
}

/** What was read becomes the object's own, so that it is what was judged. */
function define(holder: object, name: string, value: unknown): void {
  if (value !== undefined) primordials.defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

function askedOfFetch(urlOfRequest: UrlOfRequest | undefined, input: unknown, options: unknown): AskedOfFetch {
  const request = urlOfRequest?.(input)
  if (request !== undefined) return { url: request, input, options }
  const url = StringCaptured(input)
  return { url, input: url, options }
}
