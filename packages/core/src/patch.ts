import { defineData, defineProperty, getOwnPropertyDescriptor, hasOwn } from './primordials.ts'

/** A function of the runtime, before or after it was replaced. */
export type Method = (this: unknown, ...given: unknown[]) => unknown

/**
 * Replaces one method by what `make` returns for the original: same property attributes, `name` and `length`. Returns false, and changes nothing, where
 * there is no such method. Write the replacement as a method (`{ open() {} }.open`): it then has neither a `prototype` nor `[[Construct]]`, as the runtime's.
 */
export function replace(holder: object, name: string, make: (original: Method) => Method): boolean {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  if (descriptor === undefined || !hasOwn(descriptor, 'value') || typeof descriptor.value !== 'function') return false
  const original: unknown = descriptor.value
  const value = like(make(original as Method), original as Method)
  const { writable, enumerable, configurable } = descriptor
  defineData(holder, name, value, writable === true, enumerable === true, configurable === true)
  return true
}

/** The method as a function whose first argument is `this`. */
export const uncurried: (method: Method) => (self: unknown, ...given: unknown[]) => unknown = Function.prototype.bind.bind(Function.prototype.call) as never

/** Gives a function the `name` and `length` of another. */
export function like<F extends object>(replacement: F, original: object): F {
  copy(replacement, original, 'name')
  copy(replacement, original, 'length')
  return replacement
}

function copy(to: object, from: object, name: 'name' | 'length'): void {
  const descriptor = getOwnPropertyDescriptor(from, name)
  if (descriptor === undefined || isAsItWasMade(to, name, descriptor)) return
  const { writable, enumerable, configurable } = descriptor
  if (hasOwn(descriptor, 'value')) defineData(to, name, descriptor.value, writable === true, enumerable === true, configurable === true)
  else defineProperty(to, name, { __proto__: null, ...descriptor } as PropertyDescriptor)
}

/** Most replacements are written with the name and the parameters of the original. */
function isAsItWasMade(to: object, name: 'name' | 'length', { value, writable, enumerable, configurable }: PropertyDescriptor): boolean {
  return (to as { readonly [name]?: unknown })[name] === value && value !== undefined && writable === false && enumerable === false && configurable === true
}

/** The value of a property that is the object's own and no accessor: reading it runs no code of the application. */
export function ownValue(holder: object, name: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  return descriptor === undefined || !hasOwn(descriptor, 'value') ? undefined : (descriptor.value as unknown)
}
