import { type Audit, authorityOf, type Gap, type HttpRequest, type Operation, primordials, requestOperation } from '@overt/core'
import { type Method, ownValue, raised } from '../patch.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, indexOf, isArray, reflectGet, slice, startsWith, toLowerCase } = primordials
const name = 'undici:request:create'
const script = 'node:internal/deps/undici/'

/**
 * `http.request` for `fetch`, `WebSocket` and `EventSource`, and for the npm package `undici`: each request, and each that a redirect leads to, is published on
 * a channel by its constructor, before anything is connected. Node's copy is loaded with the first use of one of these, and so not here. What the channel's
 * function throws ends the request, and is the `cause` of the TypeError that `fetch` rejects with; what a subscriber throws would not.
 *
 * @param runtimeScript the nearest script that is not overt's, where that script is certainly the runtime's own; else empty
 */
export function installUndici(audit: Audit, runtimeScript: () => string): readonly Gap[] {
  const operation = requestOperation(audit)
  const diagnostics = getBuiltinModule('node:diagnostics_channel')
  const channel = diagnostics.channel(name)
  const { publish } = {
    publish(this: unknown, message: unknown): unknown {
      if (operation.wanted !== 0) before(audit, operation, message)
      return apply((getPrototypeOf(channel) as { publish: Method }).publish, channel, arguments)
    },
  }
  const has = (): boolean => operation.wanted !== 0 || reflectGet(getPrototypeOf(channel) as object, 'hasSubscribers', channel) === true
  // For good: what could be taken away would be a way round.
  defineProperty(channel, 'publish', { __proto__: null, value: publish, writable: false, enumerable: false, configurable: false } as PropertyDescriptor)
  defineProperty(channel, 'hasSubscribers', { __proto__: null, get: has, enumerable: false, configurable: false } as PropertyDescriptor)
  keepChannel(diagnostics, runtimeScript)
  return []
}

/** Node's copy of undici asks for the channel when it is loaded, which can be after the application has replaced the function for that. */
function keepChannel(diagnostics: object, runtimeScript: () => string): void {
  const descriptor = getOwnPropertyDescriptor(diagnostics, 'channel')
  const original: unknown = descriptor?.value
  let current: unknown = original
  defineProperty(diagnostics, 'channel', {
    __proto__: null,
    get: () => (current !== original && startsWith(runtimeScript(), script) ? original : current),
    set: (value: unknown) => {
      current = value
    },
    enumerable: descriptor?.enumerable ?? true,
    configurable: false,
  } as PropertyDescriptor)
}

/** @throws what refuses */
function before(audit: Audit, operation: Operation<HttpRequest>, message: unknown): void {
  const request = typeof message === 'object' && message !== null ? ownValue(message, 'request') : undefined
  if (typeof request !== 'object' || request === null) return
  const origin = textOf(ownValue(request, 'origin'))
  const end = indexOf(origin, '://')
  if (end === -1) return
  const headers = ownValue(request, 'headers')
  const protocol = protocolOf(request, headers, slice(origin, 0, end))
  const scheme = slice(origin, 0, end + 1)
  const { host, port } = authorityOf(slice(origin, end + 3), scheme)
  raised(audit, operation, {
    method: textOf(ownValue(request, 'method')),
    scheme: protocol !== 'websocket' ? scheme : scheme === 'https:' ? 'wss:' : 'ws:',
    host,
    port,
    path: textOf(ownValue(request, 'path')),
    protocol,
    userAgent: header(headers, 'user-agent'),
  })
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** `fetch` sends a header that it lets nobody else set; an EventSource is a `fetch` for a stream of events. */
function protocolOf(request: object, headers: unknown, scheme: string): string {
  if (ownValue(request, 'upgrade') === 'websocket') return 'websocket'
  if (header(headers, 'sec-fetch-mode') === undefined) return scheme
  return header(headers, 'accept') === 'text/event-stream' ? 'eventsource' : 'fetch'
}

/** Names and values in turn; in undici 5 one text with a line each. */
function header(headers: unknown, wanted: string): string | undefined {
  if (isArray(headers)) {
    for (let i = 0; i + 1 < headers.length; i += 2) if (toLowerCase(textOf(headers[i])) === wanted) return textOf(headers[i + 1])
    return undefined
  }
  const text = textOf(headers)
  const start = startsWith(toLowerCase(text), wanted + ': ') ? 0 : indexOf(toLowerCase(text), '\n' + wanted + ': ') + 1
  if (text === '' || (start === 0 && !startsWith(toLowerCase(text), wanted + ': '))) return undefined
  const end = indexOf(text, '\r', start)
  return slice(text, start + wanted.length + 2, end === -1 ? text.length : end)
}
