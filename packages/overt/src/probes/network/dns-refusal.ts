import process from 'node:process'
import { primordials } from '@overt/core'
import { ownValue } from '../patch.ts'
import { nextTick } from '../../captured.ts'

const { apply } = primordials

/** As the runtime reports that a name cannot be looked up: the callback later, or the promise; a request of nobody's throws. 0 says that it is under way. */
export function refuseRequest(request: unknown, error: unknown): number {
  if (typeof request === 'object' && request !== null && error !== undefined && error !== null) {
    const callback = ownValue(request, 'callback')
    const reject = ownValue(request, 'reject')
    const answer = typeof callback === 'function' ? callback : reject
    if (typeof answer === 'function') {
      apply(nextTick, process, [answer, error])
      return 0
    }
  }
  throw error
}
