import { type Audit, type Origin, originOf, primordials } from '@overt/core'
import { like, type Method, ownValue } from '../patch.ts'

const { append, apply, defineProperty, weakGet, WeakMapCaptured, weakSet } = primordials

const origins = new WeakMapCaptured<object, Origin>()

/** Operations that ask for the origins of handles; those of one thread, as all of this file. */
const asking: { readonly wanted: number }[] = []

/** Who had a handle made, where that is known. */
export const originOfHandle = (handle: unknown): Origin | undefined => (typeof handle === 'object' && handle !== null ? weakGet(origins, handle) : undefined)

/**
 * Node begins a connection over TCP a tick after it was asked for, or once the name is resolved, and a session of TLS once it is connected: whoever asked has left the stack by then.
 * But the handle is made while he is on it, and the first thing that `net` does with a new handle is to ask for its id; so that is where the caller is read. The handle of a TCP
 * connection that TLS is spoken over is asked for none: the one of TLS is, and names it.
 *
 * @param prototype of a class of handles
 */
export function noteOrigins(audit: Audit, operation: { readonly wanted: number }, prototype: object): void {
  append(asking, operation)
  if (ownValue(prototype, 'getAsyncId') !== undefined) return
  const inherited: unknown = (prototype as { getAsyncId?: unknown }).getAsyncId
  if (typeof inherited !== 'function') return
  const getAsyncId = {
    getAsyncId(this: unknown): unknown {
      if (isAsked() && typeof this === 'object' && this !== null) note(audit, this)
      return apply(inherited as Method, this, arguments)
    },
  }.getAsyncId
  defineProperty(prototype, 'getAsyncId', { __proto__: null, value: like(getAsyncId, inherited as Method), writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
}

function isAsked(): boolean {
  for (let i = 0; i < asking.length; i++) if (asking[i]?.wanted !== 0) return true
  return false
}

/** Only the first to ask made the handle: a later one may be anybody. */
function note(audit: Audit, handle: object): void {
  if (weakGet(origins, handle) !== undefined) return
  const origin = originOf(audit.platform.caller())
  if (origin === undefined) return
  weakSet(origins, handle, origin)
  const beneath = ownValue(handle, '_parent')
  if (typeof beneath === 'object' && beneath !== null && weakGet(origins, beneath) === undefined) weakSet(origins, beneath, origin)
}
