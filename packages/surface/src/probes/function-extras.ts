import { like, type Method, primordials } from '@overt/core'

const { append, apply, defineProperty, getOwnPropertyDescriptor, ownKeys, PromiseCaptured } = primordials
const custom = Symbol.for('nodejs.util.promisify.custom')

/**
 * A replacement for a function of `node:fs` with what hangs on it: another form of it (`realpath.native`), which is replaced too, and what `util.promisify` makes of it, which is
 * itself, or for `exists` a promise of what its callback is called with.
 */
export function withExtras(original: Method, make: (original: Method) => Method): Method {
  const replacement = make(original)
  const names = ownKeys(original)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as PropertyKey
    if (name !== 'native' && name !== custom) continue
    const descriptor = getOwnPropertyDescriptor(original, name)
    const found: unknown = descriptor?.value
    if (typeof found !== 'function') continue
    const value = found === original ? replacement : name === 'native' ? like(make(found as Method), found) : promised(replacement)
    defineProperty(replacement, name, { __proto__: null, ...descriptor, value } as PropertyDescriptor)
  }
  return replacement
}

/** For a function whose callback is given no error. */
const promised = (method: Method): Method => ({
  custom(this: unknown): unknown {
    const given: unknown[] = []
    for (let i = 0; i < arguments.length; i++) append(given, arguments[i])
    return new PromiseCaptured((resolve) => {
      append(given, resolve)
      apply(method, this, given)
    })
  },
}).custom
