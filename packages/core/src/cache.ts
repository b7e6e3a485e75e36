import type { Operation } from './operation.ts'
import { SafeSet, setAdd, setHas } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 1024
/** Two generations of this many UTF-16 units a kind of operation are kept: what was not asked for during a whole generation is forgotten. */
const generation = 128 * 1024

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 */
export function judgedBefore(operation: Operation<never>, key: string): boolean {
  if (setHas(operation.seen, key)) return true
  if (!setHas(operation.seenBefore, key)) return false
  remember(operation, key)
  return true
}

/** Keeps that a call with this key matched nothing. */
export function remember(operation: Operation<never>, key: string): void {
  if (key.length > longest) return
  if (operation.seenBytes + key.length > generation) {
    operation.seenBefore = operation.seen
    operation.seen = new SafeSet()
    operation.seenBytes = 0
  }
  operation.seenBytes += key.length
  setAdd(operation.seen, key)
}
