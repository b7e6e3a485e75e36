import { type Method, ownValue, primordials } from '@overt/core'

const { append, apply, PromiseCaptured } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>

/** A function with a callback, as it is now, as one that gives a promise of what its callback is called with. */
export function promisedOf(holder: object, name: string): Method {
  const original = ownValue(holder, name) as Method
  return {
    promised(): unknown {
      const given: unknown[] = []
      for (let i = 0; i < arguments.length; i++) append(given, arguments[i])
      return new PromiseCaptured((resolve) => {
        append(given, (error: unknown, value: unknown) => {
          resolve(error === null || error === undefined ? value : reject(error))
        })
        apply(original, holder, given)
      })
    },
  }.promised
}
