import { primordials } from '@overt/core'

const { apply } = primordials

/** How a function of the runtime reports that it failed. */
export type Form = 'sync' | 'callback' | 'promise'

type Callback = (error: unknown) => void

const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>

/** Reports a refusal as the runtime itself would: it throws, rejects, or calls the last argument later. */
export function refuse(error: unknown, form: Form, given: ArrayLike<unknown>, later: (work: () => void) => void): unknown {
  if (form === 'promise') return reject(error)
  const last = given[given.length - 1]
  if (form === 'sync' || typeof last !== 'function') throw error
  later(() => {
    apply(last as Callback, undefined, [error])
  })
  return undefined
}
