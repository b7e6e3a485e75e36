import { primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor } = primordials
const nameGetter = getOwnPropertyDescriptor(Blob.prototype, 'name')?.get as (() => unknown) | undefined

/** The path that a file of Bun's was made from; undefined for what is none. The class is not asked what is one: the application can have it say anything. */
export function fileName(value: unknown): string | undefined {
  if (nameGetter === undefined || typeof value !== 'object' || value === null) return undefined
  try {
    const name: unknown = apply(nameGetter, value as never, [])
    return typeof name === 'string' && name !== '' ? name : undefined
  } catch {
    return undefined
  }
}
