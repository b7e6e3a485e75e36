import { type Audit, type HttpRequest, type Operation, primordials, urlOf } from '@overt/core'
import { type Method } from '../patch.ts'

const { apply, defineProperty, getPrototypeOf, indexOf, lastIndexOf, slice, StringCaptured, weakGet, WeakMapCaptured, weakSet } = primordials

const judged = new WeakMapCaptured<object, HttpRequest>()

/** Keeps what was judged when a request was made. */
export function noteJudged(request: object, call: HttpRequest): void {
  weakSet(judged, request, call)
}

interface Sent {
  destroy: Method
}

/**
 * `method` and `path` can be changed until the head of the request is made: then it is another request, and is raised as one. The line that the head begins with is
 * what is judged and what is sent: whatever reads it from the request, or writes it, and however often.
 */
export function watchHead(audit: Audit, operation: Operation<HttpRequest>, prototype: object): void {
  const { _storeHeader } = {
    _storeHeader(this: unknown, line: unknown): unknown {
      if (operation.wanted !== 0 && typeof this === 'object' && this !== null) {
        const first = (arguments[0] = typeof line === 'string' ? line : StringCaptured(line))
        again(audit, operation, this as Sent, first)
      }
      // The one of all messages, whoever has put another in its place.
      return apply((getPrototypeOf(prototype) as { _storeHeader: Method })._storeHeader, this, arguments)
    },
  }
  defineProperty(prototype, '_storeHeader', { __proto__: null, value: _storeHeader, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}

const version = ' HTTP/1.1\r\n'

function again(audit: Audit, operation: Operation<HttpRequest>, request: Sent, line: string): void {
  const before = weakGet(judged, request)
  if (before === undefined || line === before.method + ' ' + before.path + version) return
  const space = indexOf(line, ' ')
  const end = lastIndexOf(line, version)
  const method = slice(line, 0, space === -1 ? 0 : space)
  const path = slice(line, space + 1, end > space ? end : line.length)
  // The very request, as an agent that goes through a proxy (`proxyEnv`, Node 24 and later) writes it: by its whole URL.
  if (method === before.method && path === urlOf(before)) return
  const refusal = audit.raise(operation, { ...before, method, path })
  if (refusal !== undefined) apply(request.destroy, request, [refusal.error])
}
