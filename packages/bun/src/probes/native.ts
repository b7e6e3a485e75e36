import { type Audit, type Method, normalPath, ownValue, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from '@overt/surface'
import { fileName } from './file-name.ts'

const { append, apply, defineProperty, getOwnPropertyDescriptor, isArray } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy
const StringCaptured = String
const create = Object.create as (prototype: object) => object

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
    const opens = (pathsOf: (given: unknown) => Read) => (native: Method): Method => ({
      opens(this: unknown, given: unknown): unknown {
        if (library.wanted === 0) return apply(native, this, arguments)
        const read = pathsOf(given)
        for (let i = 0; i < read.paths.length; i++) {
          const refusal = audit.raise(library, { path: read.paths[i] ?? '' })
          if (refusal !== undefined) throw refusal.error
        }
        arguments[0] = read.given
        return apply(native, this, arguments)
      },
    }).opens
    replace(ffi, 'dlopen', opens(asText))
    // What `dlopen` is made of.
    replace(ownValue(ffi, 'native') ?? {}, 'dlopen', opens(asText))
    // Compiles a file of C and runs it.
    replace(ffi, 'cc', opens(sourceOf))
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
    replace(original, 'open', (): Method => ({
      // Bun's own makes one of the class that was replaced.
      open: (path: unknown, options: unknown) => construct(wrapped, options === undefined ? [path] : [path, options]) as object,
    }).open)
    return []
  },
})

/** What a call opens, and what Bun gets in the place of the argument, so that both are one. */
interface Read {
  readonly paths: readonly string[]
  readonly given: unknown
}

/** The name of a library, a URL, or a file of Bun's. */
function asText(given: unknown): Read {
  const path = typeof given === 'object' && given !== null ? givenPath(given)?.text ?? fileName(given) : undefined
  const text = path ?? StringCaptured(given)
  return { paths: [text], given: text }
}

/** The sources of `cc`, one or several, read once. */
function sourceOf(options: unknown): Read {
  if (typeof options !== 'object' || options === null) return { paths: [], given: options }
  const source: unknown = (options as { readonly source?: unknown }).source
  const given = create(options)
  const paths: string[] = []
  if (isArray(source)) for (let i = 0; i < source.length; i++) append(paths, asText(source[i]).paths[0] ?? '')
  else append(paths, asText(source).paths[0] ?? '')
  defineProperty(given, 'source', { __proto__: null, value: isArray(source) ? paths : paths[0], enumerable: true } as PropertyDescriptor)
  return { paths, given }
}

function exchange(holder: object, name: string, original: Made, wrapped: Made): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  if (descriptor?.value === original) defineProperty(holder, name, { __proto__: null, ...descriptor, value: wrapped } as PropertyDescriptor)
}

/** The library's name is looked up by the system where it has no slash. */
const pathOf = (path: string, folder: () => string): string => (path === ':memory:' || primordials.indexOf(path, '/') === -1 ? path : normalPath(path, folder))
