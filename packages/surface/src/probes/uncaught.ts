import { type Audit, type Operation, primordials } from '@overt/core'

const { getOwnPropertyDescriptor, getPrototypeOf, hasOwn, StringCaptured } = primordials

/** What was thrown and nobody caught. */
export interface Uncaught {
  readonly name: string | undefined
  readonly message: string | undefined
}

/** The operation of `error.uncaught`. */
export const uncaughtOperation = (audit: Audit): Operation<Uncaught> => audit.operation('error.uncaught', () => ({ name: (call: Uncaught) => call.name, message: (call: Uncaught) => call.message }))

/** Of an object, what its properties hold, looked up without calling a getter; of anything else, its text. */
export function whatWasThrown(error: unknown): Uncaught {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return { name: undefined, message: StringCaptured(error) }
  try {
    return { name: textOf(error, 'name'), message: textOf(error, 'message') }
  } catch {
    // A Proxy of the application's that throws.
    return { name: undefined, message: undefined }
  }
}

const deepest = 16

function textOf(error: object, property: 'name' | 'message'): string | undefined {
  let holder: object | null = error
  for (let depth = 0; holder !== null && depth < deepest; depth++) {
    const descriptor: PropertyDescriptor | undefined = getOwnPropertyDescriptor(holder, property)
    if (descriptor !== undefined) return hasOwn(descriptor, 'value') && typeof descriptor.value === 'string' ? descriptor.value : undefined
    holder = getPrototypeOf(holder)
  }
  return undefined
}
