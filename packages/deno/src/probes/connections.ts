import { type Audit, type HttpRequest, type Method, type Operation, primordials, type Probe, replace, requestOperation } from '@overt/core'
import { type AskedOfFetch, type Connection, createFetching, createRaiseConnection, optionsAt, type RaiseConnection, replaceConnectingClass, sessionOperation, type UrlOfRedirect } from '@overt/surface'
import { settleProperty, whenRead } from '../lazy.ts'
import type { ReadRequest } from '../requests.ts'

const { append, apply, NumberCaptured } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>
const create = Object.create as (prototype: object) => object
const StringCaptured = String
/** Classes that connect to the URL that they are made with, each made by Deno when it is first read. */
const classes = [{ name: 'WebSocket', protocol: 'websocket' }, { name: 'WebSocketStream', protocol: 'websocket' }, { name: 'EventSource', protocol: 'eventsource' }] as const

/**
 * `http.request` of `fetch` and of classes that connect; `tls.connect` of `Deno.connectTls` and `Deno.startTls`; `net.connect`, with `dns.lookup` where a name is given, of `Deno.connect`, `Deno.connectTls` and `fetch`, which opens files too. Each takes one look at what it is given.
 *
 * @param requests where a request leads, asked at each call
 * @param redirects where redirects led, of what answers
 */
export const createDenoConnectionsProbe = (deno: object, global: object, program: string, folder: () => string, requests: () => ReadRequest | undefined, redirects: () => UrlOfRedirect): Probe => ({
  events: ['http.request', 'tls.connect', 'net.connect', 'dns.lookup', 'fs.open'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const connection = createRaiseConnection(audit, program, folder, false)
    replace(deno, 'connect', (original) => connecting(connection.wanted, connection.raise, original))
    replace(deno, 'connectTls', (original) => securing(audit, connecting(connection.wanted, connection.raise, original), 0))
    replace(deno, 'startTls', (original) => securing(audit, original, 1))
    const request: Operation<HttpRequest> = requestOperation(audit)
    const raiseRequest = (call: HttpRequest): ReturnType<Audit['raise']> => audit.raise(request, call)
    replace(global, 'fetch', createFetching(audit, { program, folder, asked: (input, options) => askedOfFetch(requests(), input, options), redirects }))
    whenRead(global, ['WebSocket', 'WebSocketStream', 'EventSource'], () => {
      for (let i = 0; i < classes.length; i++) {
        const { name, protocol } = classes[i] ?? classes[0]
        settleProperty(global, name)
        replaceConnectingClass(global, name, { ...connection, request, raiseRequest, protocol })
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
        : { host: host === undefined ? '127.0.0.1' : StringCaptured(host), port: NumberCaptured(port), path: undefined }
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

/** connectTls(options), startTls(connection, options): the options are read once. */
function securing(audit: Audit, original: Method, at: number): Method {
  const operation = sessionOperation(audit)
  return {
    secure(this: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const given: unknown[] = []
      for (let i = 0; i < arguments.length; i++) append(given, arguments[i])
      const options = optionsAt(given, at, ['hostname', 'port', 'unsafelyDisableHostnameVerification'])
      const { hostname, port, unsafelyDisableHostnameVerification: unchecked } = options
      const host = hostname === undefined ? '127.0.0.1' : StringCaptured(hostname)
      if (hostname !== undefined) define(options, 'hostname', host)
      const refusal = audit.raise(operation, { host, port: port === undefined ? undefined : NumberCaptured(port), verify: unchecked !== true })
      return refusal === undefined ? apply(original, this, given) : reject(refusal.error)
    },
  }.secure
}

/** What was read becomes the object's own, so that it is what was judged. */
function define(holder: object, name: string, value: unknown): void {
  if (value !== undefined) primordials.defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

function askedOfFetch(requests: ReadRequest | undefined, input: unknown, given: unknown): AskedOfFetch {
  const { method: named, options } = withMethod(given)
  const request = requests?.url(input)
  if (request !== undefined) return { url: request, method: named ?? requests?.method(input) ?? 'GET', input, options }
  const url = StringCaptured(input)
  return { url, method: named ?? 'GET', input: url, options }
}

/** The method that options name, read once, and what is handed on in their place. */
function withMethod(options: unknown): { readonly method: string | undefined; readonly options: unknown } {
  // A function has properties too.
  if ((typeof options !== 'object' && typeof options !== 'function') || options === null) return { method: undefined, options }
  const { method } = options as { readonly method?: unknown }
  if (method === undefined) return { method, options }
  const fixed = create(options)
  const text = StringCaptured(method)
  define(fixed, 'method', text)
  return { method: text, options: fixed }
}
