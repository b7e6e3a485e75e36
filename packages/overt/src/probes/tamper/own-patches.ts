import { primordials } from '@overt/core'
import { displace, isMovable, resume, type Slot, slots } from './guard.ts'

/**
 * Does what overt itself changes: meanwhile every watched property is what it looks like, so that it is patched as any other, and no event is raised.
 * No code of the application runs in between.
 */
export function unwatched<Result>(body: () => Result): Result {
  if (slots.length === 0) return body()
  const before: Slot[] = []
  for (let i = 0; i < slots.length; i++) {
    const slot = slots[i]
    if (slot === undefined || !isMovable(slot)) continue
    displace(slot)
    primordials.append(before, slot)
  }
  try {
    return body()
  } finally {
    for (let i = 0; i < before.length; i++) {
      const slot = before[i]
      if (slot !== undefined) resume(slot)
    }
  }
}
