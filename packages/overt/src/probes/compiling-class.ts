import { primordials } from '@overt/core'
import { like, type Method, replace } from './patch.ts'

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, ownKeys } = primordials
const { setPrototypeOf } = Reflect

export type Constructor = new (...given: unknown[]) => object

/**
 * A class in another's place: same prototype, name and length, and all that the original has or inherits of its own (`WebAssembly.Module.imports`). `before` sees the arguments of each construction first, and may exchange them.
 * What extends the original extends the replacement after `Object.setPrototypeOf`, for `super` is looked up at each call.
 *
 * @param callable whether it can be called without `new` too, on an object that is made already
 * @param around makes the object by what it is given, with the arguments, and returns it
 */
export function inPlaceOf(original: Constructor, before: (given: unknown[]) => void, around?: (make: () => object, given: readonly unknown[]) => object, callable = false): Constructor {
  const prototype = original.prototype as object
  const replacement = like(function (this: unknown): unknown {
    if (new.target === undefined) {
      // Refused by the original in its own words.
      if (!callable) return apply(original as never, this, arguments)
      before(arguments as unknown as unknown[])
      const result = apply<unknown>(original as never, this, arguments)
      around?.(() => this as object, arguments as unknown as unknown[])
      return result
    }
    before(arguments as unknown as unknown[])
    // The original knows itself, where it must not be constructed directly.
    const made = new.target === (replacement as unknown) ? original : new.target
    const given = arguments
    const make = (): object => construct(original, given, made) as object
    return around === undefined ? make() : around(make, given as unknown as unknown[])
  }, original) as unknown as Constructor
  defineProperty(replacement, 'prototype', { __proto__: null, value: prototype, writable: getOwnPropertyDescriptor(original, 'prototype')?.writable ?? false } as PropertyDescriptor)
  setPrototypeOf(replacement, getPrototypeOf(original))
  const keys = ownKeys(original)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? ''
    // `length`, `name` and `prototype` are there, and `arguments` and `caller` of an old function are nobody's.
    if (!hasOwn(replacement, key)) defineProperty(replacement, key, { __proto__: null, ...getOwnPropertyDescriptor(original, key) } as PropertyDescriptor)
  }
  replace(prototype, 'constructor', () => replacement as unknown as Method)
  return replacement
}

/** An object that a class of the runtime makes, with no prototype: what the application put on any prototype sees nothing of it. */
export function bareOf(original: Constructor, given: readonly unknown[]): object {
  const bare = function () { /* only its prototype is used */ }
  defineProperty(bare, 'prototype', { __proto__: null, value: { __proto__: null } } as PropertyDescriptor)
  return construct(original, given, bare) as object
}

/** A copy of what is read of options, each read once; `undefined` for what are no options. */
export function optionsOf(given: unknown, names: readonly string[]): Record<string, unknown> | undefined {
  if (typeof given !== 'object' || given === null || primordials.isArray(given)) return undefined
  const copy = { __proto__: null } as unknown as Record<string, unknown>
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const value = (given as Record<string, unknown>)[name]
    if (value !== undefined) copy[name] = value
  }
  return copy
}
