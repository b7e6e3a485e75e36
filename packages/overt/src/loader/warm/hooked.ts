import Module from 'node:module'
import process from 'node:process'
import { primordials } from '@overt/core'
import { named } from '../commonjs-patches.ts'
import { createWrapping } from '../wrapping.ts'

const { apply, defineProperty } = primordials

type Register = (this: unknown, ...given: unknown[]) => unknown
interface Registering {
  register?: Register
  registerHooks?: Register
}

const registering = Module as unknown as Registering
const prototype = (Module as unknown as { readonly prototype: { readonly _compile: unknown } }).prototype

/** Whether the application, or another preload, has a hand in how modules load, or this one: then it takes Node's own way. */
export function createHooked(): (module?: object) => boolean {
  let hooked = false
  watch('register')
  watch('registerHooks')
  Module.syncBuiltinESMExports()
  const isWrapped = createWrapping()
  const { _compile } = prototype

  function watch(name: 'register' | 'registerHooks'): void {
    const original = registering[name]
    if (original === undefined) return
    const { watched } = {
      watched(this: unknown): unknown {
        hooked = true
        return apply(original as never, this, arguments)
      },
    }
    defineProperty(registering, name, { __proto__: null, value: named(watched, original as never), writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }

  return (module) =>
    hooked ||
    (module !== undefined && (module as { readonly _compile: unknown })._compile !== _compile) ||
    isWrapped() ||
    (process as { readonly sourceMapsEnabled?: boolean }).sourceMapsEnabled === true
}
