import { type Probe, replace } from '@overt/core'
import { libraryOperation, openingLibrary, replaceClass } from '@overt/surface'
import { asPath } from '../path-text.ts'

/** `ffi.open` of `Deno.dlopen`, and of a function that is called by its address, which no library needs to be opened for. */
export const createForeignProbe = (deno: object, folder: () => string): Probe => ({
  events: ['ffi.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const library = libraryOperation(audit, 'ffi.open', folder)
    const memory = audit.operation('ffi.open', () => ({}))
    replace(deno, 'dlopen', openingLibrary(audit, library, 0, asPath))
    replaceClass(deno, 'UnsafeFnPointer', () => {
      const refusal = memory.wanted === 0 ? undefined : audit.raise(memory, undefined)
      if (refusal !== undefined) throw refusal.error
    })
    return []
  },
})
