import { primordials } from '@overt/core'

const { apply, defineProperty, getOwnPropertyDescriptor } = primordials

/** Deno makes some of its functions when they are first read, by accessors; a probe replaces values. This reads such a property and makes it a value. */
export function settleProperty(holder: object, name: string): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  if (descriptor?.get === undefined) return
  const value = apply<unknown>(descriptor.get as never, holder, [])
  defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: descriptor.enumerable === true, configurable: true } as PropertyDescriptor)
}
