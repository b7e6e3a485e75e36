import process from 'node:process'
import { type Audit, type Operation, primordials } from '@overt/core'
import { quietly } from './quietly.ts'

export { like, type Method, ownValue, replace, uncurried } from '@overt/core'

const { apply } = primordials

// Captured as Node has it: what is handed out to the application is wrapped elsewhere.
const hand = (process as unknown as { binding: (name: string) => object }).binding

/**
 * A binding of the runtime's own, the very object that Node's JavaScript works with; undefined where there is none by this name, or where the permission
 * model (`--permission`) hides all of them.
 */
export function bindingOf(name: string): object | undefined {
  try {
    return quietly<object>(() => apply(hand as never, process, [name]))
  } catch {
    return undefined
  }
}

/**
 * Raises an event for an operation that fails by throwing.
 *
 * @throws what refuses
 */
export function raised<Call>(audit: Audit, operation: Operation<Call>, call: Call): void {
  const refusal = audit.raise(operation, call)
  if (refusal !== undefined) throw refusal.error
}
