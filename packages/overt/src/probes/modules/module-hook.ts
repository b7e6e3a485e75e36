import Module from 'node:module'
import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { whenLoaded } from '../builtin-loads.ts'
import { type Method, raised, replace } from '../patch.ts'
import { closed } from '../../captured.ts'

const { apply, deleteProperty, ProxyCaptured, reflectDefineProperty, reflectSet } = primordials
const internals = Module as unknown as { _extensions: object }

const fields = (): Readers<'module.hook', string> => ({ kind: (kind: string) => kind })

/** The functions that change how modules are loaded, with the event's `kind`. */
const functions = [
  { name: 'register', kind: 'register' },
  { name: 'registerHooks', kind: 'registerHooks' },
  { name: 'enableCompileCache', kind: 'compile_cache' },
] as const

/**
 * `module.hook`: hooks of the loader, the compile cache, and `require.extensions`, which is a proxy from then on: there is no other way to see that it gets a
 * property. Reading it goes to the object itself.
 */
export function installModuleHook(audit: Audit): readonly Gap[] {
  const operation = audit.operation('module.hook', fields)
  const before = (kind: string): void => {
    if (operation.wanted !== 0) raised(audit, operation, kind)
  }
  const hooking = (kind: string) => (original: Method): Method => ({
    hook(this: unknown): unknown {
      before(kind)
      return apply(original, this, arguments)
    },
  }).hook
  // One for each of them, its own: what is not there would be looked up on `Object.prototype`.
  const patched = [false, false, false]
  const patch = (): void => {
    for (let i = 0; i < functions.length; i++) {
      const one = functions[i]
      // With a manifest there is no compile cache to be enabled.
      if (one === undefined || patched[i] !== false || (one.name === 'enableCompileCache' && closed.enableCompileCache)) continue
      patched[i] = replace(Module, one.name, hooking(one.kind))
    }
  }
  patch()
  // Some of them are there once `node:module` is loaded.
  whenLoaded('module', patch)
  internals._extensions = new ProxyCaptured(internals._extensions, {
    __proto__: null,
    set(target: object, name: PropertyKey, value: unknown, receiver: unknown): boolean {
      // An assignment defines the property on its receiver, which is this proxy again: it is one change.
      if (receiver !== internals._extensions) return reflectSet(target, name, value, receiver)
      before('extensions')
      return reflectSet(target, name, value)
    },
    defineProperty(target: object, name: PropertyKey, descriptor: PropertyDescriptor): boolean {
      before('extensions')
      return reflectDefineProperty(target, name, descriptor)
    },
    deleteProperty(target: object, name: PropertyKey): boolean {
      before('extensions')
      return deleteProperty(target, name)
    },
  } as ProxyHandler<object>)
  return []
}
