import { type Audit, primordials } from '@overt/core'
import type { Method } from '../patch.ts'
import { stepsSlot } from '../slots.ts'

const { apply } = primordials

const nothing = (): void => undefined

/** Whether anything may be under way. Where a termination has left it above 0, native code is asked in vain. */
let begun = 0

/**
 * Calls a function whose first steps are part of an operation that was raised. The mark is set and cleared in native code: a termination (a vm timeout), which
 * skips `finally`, leaves none behind.
 */
export function takeSteps(audit: Audit, original: Method, self: unknown, given: IArguments): unknown {
  let result: unknown
  const body = (): void => { result = apply(original, self, given) }
  begun++
  try {
    return audit.platform.enter(body, stepsSlot) ? result : apply(original, self, given)
  } finally {
    begun--
  }
}

/**
 * Whether such steps are under way, further up the stack, and this is one of them: the runtime calls functions in between that the application can replace (`path.resolve`),
 * and what these look up is theirs.
 *
 * @param isStep whether overt calls the runtime's function that calls; undefined where the stack cannot be read
 */
export const isInside = (audit: Audit, isStep: (() => boolean) | undefined) => (): boolean => begun !== 0 && !audit.platform.enter(nothing, stepsSlot) && (isStep === undefined || isStep())
