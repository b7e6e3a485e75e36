import { primordials } from '@overt/core'
import { getBuiltinModule } from '../../captured.ts'
import { whenLoaded } from '../builtin-loads.ts'
import { type Method, replace } from '../patch.ts'
import { changed } from './descriptors.ts'
import { displace, heirAt, inherit, resume, type Slot, slotAt } from './guard.ts'

const { apply, getPrototypeOf } = primordials

/**
 * The mocks of `node:test`, when it has been loaded. It is the runtime's own code, which looks at properties past the functions of the language that descriptors.ts replaces: it would
 * find no method where an accessor of overt's stands, and would put its own function there without a word.
 */
export function watchMocks(): void {
  whenLoaded('test', () => {
    try {
      patch()
    } catch {
      // Who asks for the module where the stack ends has its mocks find no method, as before.
    }
  })
}

function patch(): void {
  const { mock } = getBuiltinModule('node:test') as { readonly mock: object }
  const tracker = getPrototypeOf(mock)
  if (tracker === null) return
  const mocking = (original: Method): Method => ({
    mock(this: unknown, holder: unknown, name: unknown): unknown {
      const mock = (): unknown => apply(original, this, arguments)
      // What is no object, or no name, the original refuses.
      const isObject = (typeof holder === 'object' && holder !== null) || typeof holder === 'function'
      return isObject && (typeof name === 'string' || typeof name === 'symbol') ? mocked(holder, name, mock) : mock()
    },
  }).mock
  // What else there is (`getter`, `setter`) goes through the first.
  replace(tracker, 'method', mocking)
  replace(tracker, 'property', mocking)
}

/** Has a property mocked that may be watched, on this object or on one that it inherits from. */
function mocked(holder: object, name: string | symbol, mock: () => unknown): unknown {
  const slot = slotFor(holder, name)
  if (slot === undefined) return mock()
  if (slot.holder === holder) return changed(slot, 'define', mock)
  const found = (): unknown => {
    displace(slot)
    try {
      return mock()
    } finally {
      resume(slot)
    }
  }
  const heir = heirAt(holder, name)
  return heir === undefined ? found() : inherit(heir, 'define', found)
}

function slotFor(holder: object, name: string | symbol): Slot | undefined {
  for (let at: object | null = holder; at !== null; at = getPrototypeOf(at)) {
    const slot = slotAt(at, name)
    if (slot !== undefined) return slot
  }
  return undefined
}
