import process from 'node:process'
import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { replace } from '../patch.ts'
import { isProxy } from '../../captured.ts'

const { apply, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, StringCaptured } = primordials

interface Uncaught {
  readonly name: string | undefined
  readonly message: string | undefined
}

const fields = (): Readers<'error.uncaught', Uncaught> => ({
  name: (call: Uncaught) => call.name,
  message: (call: Uncaught) => call.message,
})

/**
 * `error.uncaught`: native code looks up `process._fatalException` for what nobody caught, rejected promises among it, before any listener hears of it. There is
 * nothing left to refuse.
 */
export function installUncaught(audit: Audit): readonly Gap[] {
  const operation = audit.operation('error.uncaught', fields)
  const replaced = replace(process, '_fatalException', (original) => ({
    _fatalException(this: unknown, error: unknown): unknown {
      if (operation.wanted !== 0) {
        try {
          audit.raise(operation, named(error))
        } catch {
          // An exhausted stack, say: what follows is the runtime's.
        }
      }
      return apply(original, this, arguments)
    },
  })._fatalException)
  return replaced ? [] : [{ event: 'error.uncaught', reason: 'unavailable', detail: 'this Node has no `process._fatalException`' }]
}

/** Of an object, what its properties hold, looked up without calling anything; of anything else, its text. */
function named(error: unknown): Uncaught {
  if ((typeof error !== 'object' || error === null) && typeof error !== 'function') return { name: undefined, message: StringCaptured(error) }
  return { name: textOf(error, 'name'), message: textOf(error, 'message') }
}

function textOf(error: object, property: 'name' | 'message'): string | undefined {
  let holder: object | null = error
  for (let depth = 0; holder !== null && !isProxy(holder) && depth < 16; depth++) {
    const descriptor: PropertyDescriptor | undefined = getOwnPropertyDescriptor(holder, property)
    if (descriptor !== undefined) return hasOwn(descriptor, 'value') && typeof descriptor.value === 'string' ? descriptor.value : undefined
    holder = getPrototypeOf(holder)
  }
  return undefined
}
