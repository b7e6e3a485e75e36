import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { uncaughtOperation, whatWasThrown } from '@overt/surface'

const { apply, getOwnPropertyDescriptor } = primordials

/** The events that tell what nobody caught, each with the class of what a listener is given, and where the error is in it. */
const told = [{ event: 'error', name: 'ErrorEvent', part: 'error' }, { event: 'unhandledrejection', name: 'PromiseRejectionEvent', part: 'reason' }] as const

/**
 * `error.uncaught`: the global object's own events, whose first listener this is, and `process._fatalException`, which Deno looks up right after the first of them where the application listens to
 * `process`. An error that both tell is one. There is nothing left to refuse.
 */
export function createUncaughtProbe(process: object, global: typeof globalThis): Probe {
  // Taken here, before the application can have put something in their place.
  const readers = told.map(({ name, part }) => getOwnPropertyDescriptor((global[name] as { readonly prototype: object }).prototype, part)?.get)
  const { addEventListener } = global
  return {
    events: ['error.uncaught'],
    capturable: false,
    bindings: [],
    install(audit: Audit) {
      const operation = uncaughtOperation(audit)
      let last: { readonly error: unknown } | undefined

      function tell(error: unknown): void {
        if (operation.wanted === 0) return
        try {
          audit.raise(operation, whatWasThrown(error))
        } catch {
          // An exhausted stack, say: what follows is the runtime's.
        }
      }

      for (let i = 0; i < told.length; i++) {
        const { event } = told[i] ?? told[0]
        const listener = (given: unknown): void => {
          try {
            last = { error: apply<unknown>(readers[i] as never, given, []) }
          } catch {
            // Another event of that name, which the application made.
            return
          }
          tell(last.error)
        }
        apply<unknown>(addEventListener as never, global, [event, listener])
      }
      replace(process, '_fatalException', (original): Method => ({
        _fatalException(this: unknown, error: unknown): unknown {
          // The global object's event came right before, and was of the same error; the next one may be the same value once more.
          const isTold = last !== undefined && last.error === error
          last = undefined
          if (!isTold) tell(error)
          return apply(original, this, arguments)
        },
      })._fatalException)
      return []
    },
  }
}
