import { defineData, defineProperty, getOwnPropertyDescriptor, hasOwn } from './primordials.ts'

/** A function of the runtime, before or after it was replaced. */
export type Method = (this: unknown, ...given: unknown[]) => unknown

/**
 * Replaces one method by what `make` returns for the original: same property attributes, `name` and `length`. Returns false, and changes nothing, where
 * there is no such method. Write the replacement as a method (`{ open() {} }.open`): it then has neither a `prototype` nor `[[Construct]]`, as the runtime's.
 */
export const replace = (holder: object, name: string, make: (original: Method) => Method): boolean => replaceEach(holder, [name], make) === 1

/** What {@link replaceEach} defines; see `data` in primordials.ts, and its invariant. */
const given: PropertyDescriptor = { __proto__: null, value: undefined, writable: false, enumerable: false, configurable: false } as never

/**
 * Replaces several methods of one object, and returns how many of them there are.
 *
 * All of it is one loop that calls nothing of overt's but `make`: JavaScriptCore begins to compile a function when it was called 34 times, and starts threads for that, where a round of a
 * loop counts a fifteenth of a call. So what `name` and `length` need is written twice: a loop over the two has this function compiled at a start (bun-start.test.ts).
 */
export function replaceEach(holder: object, names: readonly string[], make: (original: Method, name: string) => Method): number {
  let replaced = 0
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const descriptor = getOwnPropertyDescriptor(holder, name)
    if (descriptor === undefined || !hasOwn(descriptor, 'value') || typeof descriptor.value !== 'function') continue
    const original = descriptor.value as Method
    const method = make(original, name)
    const ownName = getOwnPropertyDescriptor(original, 'name')
    if (ownName !== undefined && (typeof ownName.value !== 'string' || ownName.value !== method.name || ownName.writable !== false || ownName.enumerable !== false || ownName.configurable !== true)) {
      if (!hasOwn(ownName, 'value')) copy(method, original, 'name')
      else {
        given.value = ownName.value as unknown
        given.writable = ownName.writable === true
        given.enumerable = ownName.enumerable === true
        given.configurable = ownName.configurable === true
        defineProperty(method, 'name', given)
      }
    }
    const ownLength = getOwnPropertyDescriptor(original, 'length')
    if (ownLength !== undefined && (typeof ownLength.value !== 'number' || ownLength.value !== method.length || ownLength.writable !== false || ownLength.enumerable !== false || ownLength.configurable !== true)) {
      if (!hasOwn(ownLength, 'value')) copy(method, original, 'length')
      else {
        given.value = ownLength.value as unknown
        given.writable = ownLength.writable === true
        given.enumerable = ownLength.enumerable === true
        given.configurable = ownLength.configurable === true
        defineProperty(method, 'length', given)
      }
    }
    given.value = method
    given.writable = descriptor.writable === true
    given.enumerable = descriptor.enumerable === true
    given.configurable = descriptor.configurable === true
    defineProperty(holder, name, given)
    replaced++
  }
  // What was defined is not kept alive here.
  given.value = undefined
  return replaced
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
