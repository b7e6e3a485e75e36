import { primordials } from '@overt/core'
import { like, type Method, replace } from './patch.ts'

const { apply, defineProperty } = primordials
const { construct } = Reflect

export type Constructor = new (...given: unknown[]) => object

/**
 * A class in another's place: same prototype, name and length. `before` sees the arguments of each construction first, and may exchange them.
 * What extends the original extends the replacement after `Object.setPrototypeOf`, for `super` is looked up at each call.
 *
 * @param after gets what was made, and the arguments that it was made with
 */
export function inPlaceOf(original: Constructor, before: (given: unknown[]) => void, after?: (made: object, given: readonly unknown[]) => void): Constructor {
  const prototype = original.prototype as object
  const replacement = like(function (this: unknown): unknown {
    // Refused by the original in its own words.
    if (new.target === undefined) return apply(original as never, this, arguments)
    before(arguments as unknown as unknown[])
    // The original knows itself, where it must not be constructed directly.
    const made = construct(original, arguments, new.target === (replacement as unknown) ? original : new.target) as object
    after?.(made, arguments as unknown as unknown[])
    return made
  }, original) as unknown as Constructor
  defineProperty(replacement, 'prototype', { __proto__: null, value: prototype, writable: false } as PropertyDescriptor)
  replace(prototype, 'constructor', () => replacement as unknown as Method)
  return replacement
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
