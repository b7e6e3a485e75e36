import Module from 'node:module'
import { primordials } from '@overt/core'

const { getOwnPropertyDescriptor } = primordials
const registering = Module as unknown as { wrap: unknown; readonly wrapper: { readonly 0: string; readonly 1: string } }

/**
 * Whether anybody has replaced what Node puts around a CommonJS module's text (`Module.wrap`, `Module.wrapper`) since this was called. Values only are looked at: an
 * accessor in their place is a replacement.
 */
export function createWrapping(): () => boolean {
  const { wrap, wrapper } = registering
  const { 0: before, 1: after } = wrapper
  const value = (name: 0 | 1): unknown => getOwnPropertyDescriptor(wrapper, name)?.value
  return () => registering.wrap !== wrap || registering.wrapper !== wrapper || value(0) !== before || value(1) !== after
}
