import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { uncaughtOperation, whatWasThrown } from '@overt/surface'

const { apply, getOwnPropertyDescriptor } = primordials

/** The events that tell what nobody caught, each with the class of what a listener is given, and where the error is in it. */
const told = [{ event: 'error', name: 'ErrorEvent', part: 'error' }, { event: 'unhandledrejection', name: 'PromiseRejectionEvent', part: 'reason' }] as const

/**
 * `error.uncaught`: the global object's own events, whose first listener this is, and `process._fatalException`, which Deno looks up before the first of them where the application listens to
 * `process`. An error that both tell is one. There is nothing left to refuse.
 */
export const createUncaughtProbe = (process: object, global: typeof globalThis): Probe => ({
  events: ['error.uncaught'],
  capturable: false,
  bindings: [],
  install(audit: Audit) {
    const operation = uncaughtOperation(audit)
    let last: { readonly error: unknown } | undefined

    function tell(error: unknown): void {
      if (operation.wanted === 0 || last?.error === error) return
      last = { error }
      try {
        audit.raise(operation, whatWasThrown(error))
      } catch {
        // An exhausted stack, say: what follows is the runtime's.
      }
    }

    for (let i = 0; i < told.length; i++) {
      const { event, name, part } = told[i] ?? told[0]
      const read = getOwnPropertyDescriptor((global[name] as { readonly prototype: object }).prototype, part)?.get as never
      global.addEventListener(event, (given) => {
        tell(apply(read, given, []))
      })
    }
    replace(process, '_fatalException', (original): Method => ({
      _fatalException(this: unknown, error: unknown): unknown {
        tell(error)
        return apply(original, this, arguments)
      },
    })._fatalException)
    return []
  },
})
