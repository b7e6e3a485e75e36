import process from 'node:process'
import { type Audit, type Operation, primordials } from '@overt/core'

export { like, type Method, ownValue, replace, uncurried } from '@overt/core'

const { apply, defineData, defineProperty, getOwnPropertyDescriptor } = primordials

// Captured as Node has it: what is handed out to the application is wrapped elsewhere.
const hand = (process as unknown as { binding: (name: string) => object }).binding

/**
 * A binding of the runtime's own, the very object that Node's JavaScript works with; undefined where there is none by this name, or where the permission
 * model (`--permission`) hides all of them.
 */
export function bindingOf(name: string): object | undefined {
  const quiet = getOwnPropertyDescriptor(process, 'noDeprecation')
  // The runtime warns of this call under --pending-deprecation, once: the warning belongs to the application's own first call.
  defineData(process, 'noDeprecation', true, true, true, true)
  try {
    return apply(hand as never, process, [name])
  } catch {
    return undefined
  } finally {
    if (quiet === undefined) delete (process as { noDeprecation?: boolean }).noDeprecation
    else defineProperty(process, 'noDeprecation', { __proto__: null, ...quiet } as PropertyDescriptor)
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
