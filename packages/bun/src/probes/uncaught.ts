import { type Audit, primordials, type Probe } from '@overt/core'
import { uncaughtOperation, whatWasThrown } from '@overt/surface'
import type { NodeProcess } from '../node.ts'

const { apply } = primordials

/** `error.uncaught`, as Bun tells a listener that changes nothing; it tells none of a promise that nobody handles. There is nothing left to refuse. */
export const createBunUncaughtProbe = (process: object, on: NodeProcess['on']): Probe => ({
  events: ['error.uncaught'],
  capturable: false,
  bindings: [],
  install(audit: Audit) {
    const operation = uncaughtOperation(audit)
    const listener = (error: unknown): void => {
      if (operation.wanted === 0) return
      try {
        audit.raise(operation, whatWasThrown(error))
      } catch {
        // An exhausted stack, say: what follows is the runtime's.
      }
    }
    apply<unknown>(on, process, ['uncaughtExceptionMonitor', listener])
    return operation.wanted === 0 ? [] : [{ event: 'error.uncaught', reason: 'partial', detail: 'a promise that is rejected and that nobody handles is not seen' }]
  },
})
