import { type Audit, primordials, type Readers } from '@overt/core'
import { type Method, replace } from '../patch.ts'
import { kept } from '../kept.ts'

const { apply } = primordials

const fields = (): Readers<'worker.exit', number | undefined> => ({
  exit_code: (code: number | undefined) => code,
})

/** `worker.exit`: native code calls `onexit` of a worker's handle once its thread has ended. No listener is added that the application could see or remove. */
export function createExitWatch(audit: Audit): (worker: object) => void {
  const operation = audit.operation('worker.exit', fields)
  return (worker) => {
    const handle = kept(worker, 'kHandle')
    if (typeof handle !== 'object' || handle === null) return
    replace(handle, 'onexit', (original: Method) => ({
      onexit(this: unknown, code: unknown): unknown {
        // It is over: there is nothing to refuse.
        if (operation.wanted !== 0) audit.raise(operation, typeof code === 'number' ? code : undefined)
        return apply(original, this, arguments)
      },
    }).onexit)
  }
}
