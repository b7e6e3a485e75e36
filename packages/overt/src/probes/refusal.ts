import process from 'node:process'
import { primordials } from '@overt/core'
import type { Method } from './patch.ts'
import { nextTick } from '../captured.ts'

const { apply } = primordials

/**
 * As the runtime reports that an operation on files failed: to the callback, where its request has one, else by throwing, which a promise turns into a
 * rejection.
 *
 * @param asked the place of the request among the arguments of the native function
 */
export function refuse(error: unknown, asked: unknown): undefined {
  if (typeof asked === 'object' && asked !== null && error !== undefined && error !== null) {
    const { oncomplete } = asked as { oncomplete?: unknown }
    if (typeof oncomplete === 'function') {
      apply(nextTick, process, [complete, oncomplete, asked, error])
      return undefined
    }
  }
  throw error
}

function complete(oncomplete: Method, asked: unknown, error: unknown): void {
  apply(oncomplete, asked, [error])
}
