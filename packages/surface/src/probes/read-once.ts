import { primordials } from '@overt/core'

const { defineData, getPrototypeOf, hasOwn } = primordials

/**
 * Options as they are now: what the runtime reads of them after the verdict is what was judged, whatever accessors or a proxy would say at a second reading. What has another prototype keeps it.
 *
 * @param judged names of those that are judged, which a prototype may have too
 */
export function readOnce(options: object, judged: readonly string[]): Record<string, unknown> {
  const copy = { __proto__: getPrototypeOf(options), ...options } as unknown as Record<string, unknown>
  for (let i = 0; i < judged.length; i++) {
    const name = judged[i] ?? ''
    if (!hasOwn(copy, name)) define(copy, name, copy[name])
  }
  return copy
}

/** Gives an object a property, whatever its prototypes have. */
export const define = (holder: object, name: string, value: unknown): void => {
  defineData(holder, name, value, true, true, true)
}
