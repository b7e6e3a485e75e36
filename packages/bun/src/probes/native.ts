import { type Audit, type Method, normalPath, primordials, type Probe, replace } from '@overt/core'

const { apply, defineProperty, getOwnPropertyDescriptor } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy

interface Opened {
  readonly path: string
}

type Made = new (...given: never[]) => object

/** `ffi.open` of `bun:ffi` and `sqlite.open` of `bun:sqlite`: native code that opens files by itself. */
export const createBunNativeProbe = (ffi: object, sqlite: { readonly Database: Made } & object, folder: () => string): Probe => ({
  events: ['ffi.open', 'sqlite.open'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const library = audit.operation('ffi.open', () => ({ path: (call: Opened) => pathOf(call.path, folder) }))
    const database = audit.operation('sqlite.open', () => ({ path: (call: Opened) => pathOf(call.path, folder) }))
    replace(ffi, 'dlopen', (original: Method): Method => ({
      dlopen(this: unknown, path: unknown): unknown {
        const refusal = library.wanted === 0 ? undefined : audit.raise(library, { path: String(path) })
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).dlopen)
    const original = sqlite.Database
    const wrapped: Made = new ProxyCaptured(original, {
      __proto__: null,
      construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
        const path = typeof given[0] === 'string' && given[0] !== '' ? given[0] : ':memory:'
        const refusal = database.wanted === 0 ? undefined : audit.raise(database, { path })
        if (refusal !== undefined) throw refusal.error
        return construct(target, given, newTarget === wrapped ? target : (newTarget as Made)) as object
      },
    } as ProxyHandler<Made>)
    exchange(sqlite, 'Database', original, wrapped)
    exchange(sqlite, 'default', original, wrapped)
    defineProperty(original.prototype as object, 'constructor', { __proto__: null, value: wrapped, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
    return []
  },
})

function exchange(holder: object, name: string, original: Made, wrapped: Made): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  if (descriptor?.value === original) defineProperty(holder, name, { __proto__: null, ...descriptor, value: wrapped } as PropertyDescriptor)
}

/** The library's name is looked up by the system where it has no slash. */
const pathOf = (path: string, folder: () => string): string => (path === ':memory:' || primordials.indexOf(path, '/') === -1 ? path : normalPath(path, folder))
