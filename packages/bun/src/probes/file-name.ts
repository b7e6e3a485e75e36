import { primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor, isRangeError, lastIndexOf, setPrototypeOf, slice, startsWith } = primordials
const { get: getName, set: setName } = getOwnPropertyDescriptor(Blob.prototype, 'name') as { readonly get: () => unknown; readonly set: (name: string) => void }
const partOf: (from: number, to: number) => Blob = getOwnPropertyDescriptor(Blob.prototype, 'slice')?.value as never
const cloneOf = structuredClone
const { inspect } = Bun
const before = 'FileRef ("'
const after = '") {\n'

/**
 * The path that a file of Bun's was made from; undefined for what is none. Neither its class nor its name is asked: the application can have them say anything (`file.name = 'x'`,
 * `new File([file], 'x')`), and Bun opens the same file.
 */
export function fileName(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const name = attempt(() => apply(getName, value, []))
  if (name === failed) return undefined
  // What is in memory is not copied for this.
  const clone = attempt(() => cloneOf(apply(partOf, value, [0, 1])))
  // A file of S3 cannot be cloned.
  if (clone === failed) return typeof name === 'string' && name !== '' ? name : undefined
  // Of what the application says of a file only the name is shown as it is, and what shows it is asked of the prototype.
  apply(setName, clone, [''])
  const text = inspect(setPrototypeOf(clone, null) as object)
  return startsWith(text, before) ? slice(text, before.length, lastIndexOf(text, after)) : undefined
}

const failed: unique symbol = Symbol('failed')

/** An exhausted stack is no answer. */
function attempt<T>(work: () => T): T | typeof failed {
  try {
    return work()
  } catch (error) {
    if (isRangeError(error)) throw error
    return failed
  }
}
