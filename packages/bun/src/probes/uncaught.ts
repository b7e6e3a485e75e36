import { type Audit, type Probe } from '@overt/core'
import { uncaughtOperation, whatWasThrown } from '@overt/surface'

/** `error.uncaught`, as Bun tells a listener that changes nothing; it tells none of a promise that nobody handles. There is nothing left to refuse. */
export const createBunUncaughtProbe = (process: { on(event: 'uncaughtExceptionMonitor', listener: (error: unknown) => void): unknown }): Probe => ({
  events: ['error.uncaught'],
  capturable: false,
  bindings: [],
  install(audit: Audit) {
    const operation = uncaughtOperation(audit)
    process.on('uncaughtExceptionMonitor', (error) => {
      if (operation.wanted === 0) return
      try {
        audit.raise(operation, whatWasThrown(error))
      } catch {
        // An exhausted stack, say: what follows is the runtime's.
      }
    })
    return operation.wanted === 0 ? [] : [{ event: 'error.uncaught', reason: 'partial', detail: 'a promise that is rejected and that nobody handles is not seen' }]
  },
})
