import process from 'node:process'
import { ownValue, primordials, type ServedRequest, uncurried } from '@overt/core'

const { charCodeAt, numberToString } = primordials
const { getBuiltinModule } = process

/** What following requests takes of the runtime. */
export interface RequestParts {
  readonly storage: object
  readonly enter: (storage: object, received: Received) => unknown
  readonly current: (storage: object) => Received | undefined
  readonly subscribe: (name: string, told: (message: unknown) => void) => unknown
}

/** A request as it was received, and what its framework says of it. */
interface Received {
  readonly request: object
  readonly number: number
  route: string | undefined
}

/** Taken before the application runs: it can put classes of its own in their places. */
export function requestParts(): RequestParts {
  const { AsyncLocalStorage } = getBuiltinModule('node:async_hooks')
  const { subscribe } = getBuiltinModule('node:diagnostics_channel')
  const { prototype } = AsyncLocalStorage
  return { storage: new AsyncLocalStorage<Received>(), enter: uncurried(prototype.enterWith as never), current: uncurried(prototype.getStore as never) as never, subscribe }
}

/**
 * Follows the requests that servers of `node:http`, `node:https` and `node:http2` receive into what they lead to, by `AsyncLocalStorage` (docs/design/context.md: what that costs). Returns what tells the request that is being served.
 */
export function followRequests(stream: string, { storage, enter, current, subscribe }: RequestParts): () => ServedRequest | undefined {
  let count = 0
  const received = (name: string) => (message: unknown): void => {
    const request = memberOf(message, name)
    if (request !== undefined) enter(storage, { request, number: ++count, route: undefined })
  }
  subscribe('http.server.request.start', received('request'))
  // Node 20 has no such channel.
  subscribe('http2.server.stream.start', received('headers'))
  subscribe('tracing:fastify.request.handler:start', (message) => {
    const found = current(storage)
    const url = ownValue(memberOf(message, 'route') ?? message as object, 'url')
    if (found !== undefined && typeof url === 'string') found.route = url
  })
  return () => {
    const found = current(storage)
    return found === undefined ? undefined : { route: found.route ?? routeOf(found.request), id: stream + '-' + numberToString(found.number) }
  }
}

function memberOf(message: unknown, name: string): object | undefined {
  const member = typeof message === 'object' && message !== null ? ownValue(message, name) : undefined
  return typeof member === 'object' && member !== null ? member : undefined
}

/** Of a framework like Express, which says on the request what it found; else the path. Only data of the request's own is read: an accessor is the application's code. */
function routeOf(request: object): string {
  const route = ownValue(request, 'route')
  const path = typeof route === 'object' && route !== null ? ownValue(route, 'path') : undefined
  if (typeof path === 'string') return textOf(ownValue(request, 'baseUrl')) + path
  return pathOf(textOf(ownValue(request, 'originalUrl') ?? ownValue(request, 'url') ?? ownValue(request, ':path')))
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const questionMark = 63
const hash = 35

function pathOf(url: string): string {
  for (let i = 0; i < url.length; i++) {
    const unit = charCodeAt(url, i)
    if (unit === questionMark || unit === hash) return primordials.slice(url, 0, i)
  }
  return url
}
