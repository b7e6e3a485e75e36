import { type Audit, primordials } from '@overt/core'
import { type Method, replace } from '../patch.ts'

const { apply, PromiseCaptured, reject } = primordials

/**
 * `v8.heap_snapshot` of a worker's heap, which needs no `node:v8`: `getHeapSnapshot` of a worker asks its native object, and so can whoever takes that from the worker.
 *
 * @param native the prototype of the native objects
 */
export function watchSnapshots(audit: Audit, worker: object, native: object): void {
  const operation = audit.operation('v8.heap_snapshot', () => ({}))
  let refused: unknown
  replace(native, 'takeHeapSnapshot', (original) => ({
    takeHeapSnapshot(this: unknown): unknown {
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, undefined)
      if (refusal === undefined) return apply(original, this, arguments)
      refused = refusal.error
      throw refusal.error
    },
  }).takeHeapSnapshot)
  // The public one answers with a promise.
  replace(worker, 'getHeapSnapshot', (original: Method) => ({
    getHeapSnapshot(this: unknown): unknown {
      try {
        return apply(original, this, arguments)
      } catch (error) {
        if (refused === undefined || error !== refused) throw error
        refused = undefined
        return apply(reject as never, PromiseCaptured, [error])
      }
    },
  }).getHeapSnapshot)
}
