import { type Audit, type Method, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from '@overt/surface'
import { fileName } from './file-name.ts'

const { append, apply, defineProperty, isArray } = primordials
const StringCaptured = String
const create = Object.create as (prototype: object) => object

interface Opened {
  /** Undefined where it is memory, by its address. */
  readonly path: string | undefined
}

/** Functions of an address: what lies there is called, or read and written. */
const ofMemory = ['linkSymbols', 'CFunction', 'toArrayBuffer', 'toBuffer'] as const

/**
 * `ffi.open`: libraries, C that is compiled and run, and memory by its address. The functions of `bun:ffi` end in those of `Bun.FFI`, which nobody needs to import, where that has them.
 *
 * @param holder `Bun.FFI`, or `bun:ffi`
 * @param through names of functions that end in another one with a probe
 */
export const createBunForeignProbe = (holder: object, through: readonly string[], folder: () => string): Probe => ({
  events: ['ffi.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = audit.operation('ffi.open', () => ({ path: (call: Opened) => (call.path === undefined ? undefined : pathOf(call.path, folder)) }))
    const judge = (name: string, pathsOf: (given: unknown) => Read): void => {
      for (let i = 0; i < through.length; i++) if (through[i] === name) return
      replace(holder, name, (original) => opening(audit, operation, original, pathsOf))
    }
    judge('dlopen', asText)
    // Compiles a file of C and runs it.
    judge('cc', sourceOf)
    for (let i = 0; i < ofMemory.length; i++) judge(ofMemory[i] ?? '', memory)
    return []
  },
})

function opening(audit: Audit, operation: Operation<Opened>, original: Method, pathsOf: (given: unknown) => Read): Method {
  return function (this: unknown, given: unknown): unknown {
    if (operation.wanted === 0) return new.target === undefined ? apply(original, this, arguments) : primordials.construct(original, arguments)
    const read = pathsOf(given)
    for (let i = 0; i < read.paths.length; i++) {
      const refusal = audit.raise(operation, { path: read.paths[i] })
      if (refusal !== undefined) throw refusal.error
    }
    arguments[0] = read.given
    // `CFunction` is called with `new` too.
    return new.target === undefined ? apply(original, this, arguments) : primordials.construct(original, arguments)
  }
}

/** What a call opens, and what Bun gets in the place of the argument, so that both are one. */
interface Read {
  readonly paths: readonly (string | undefined)[]
  readonly given: unknown
}

const memory = (given: unknown): Read => ({ paths: [undefined], given })

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

/** The library's name is looked up by the system where it has no slash. */
const pathOf = (path: string, folder: () => string): string => (primordials.indexOf(path, '/') === -1 ? path : normalPath(path, folder))
