import { type Audit, type Method, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'

const { apply, indexOf, StringCaptured } = primordials

/** A library, by the name that the system's loader gets. */
export interface Library {
  readonly name: string
}

/** A name without a slash is looked up among the system's libraries, and is no path. */
const pathOf = (name: string, folder: () => string): string => (indexOf(name, '/') === -1 ? name : normalPath(name, folder))

/** The operation of an addon (`module.native`), of a library (`ffi.open`) or of an extension of a database (`sqlite.extension`). */
export const libraryOperation = (audit: Audit, event: 'module.native' | 'ffi.open' | 'sqlite.extension', folder: () => string): Operation<Library> =>
  audit.operation(event, () => ({ path: (call: Library) => pathOf(call.name, folder) }))

/**
 * A function whose argument at `at` names a library.
 *
 * @param settle what the runtime makes of it before it looks at it, where it does
 */
export const openingLibrary = (audit: Audit, operation: Operation<Library>, at: number, settle?: (name: unknown) => unknown) => (original: Method): Method => ({
  open(this: unknown): unknown {
    if (operation.wanted === 0 || arguments.length <= at) return apply(original, this, arguments)
    const given: unknown = settle === undefined ? arguments[at] : settle(arguments[at])
    const path = typeof given === 'object' ? givenPath(given) : undefined
    const name = path?.text ?? StringCaptured(given)
    const refusal = audit.raise(operation, { name })
    if (refusal !== undefined) throw refusal.error
    arguments[at] = path?.value ?? name
    return apply(original, this, arguments)
  },
}).open

/** What the probe needs of the runtime. */
export interface NativeLibraries {
  readonly process: object
  /** `require.extensions`, where its function for addons does not end in `process.dlopen`. */
  readonly extensions: object | undefined
  readonly folder: () => string
}

/** `module.native`: an addon, by `process.dlopen` or by `require`. Deno's `process.dlopen` ends in the function of `require.extensions`, which then tells nothing of its own. */
export const createNativeLibraryProbe = ({ process, extensions, folder }: NativeLibraries): Probe => ({
  events: ['module.native'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = libraryOperation(audit, 'module.native', folder)
    const opening = openingLibrary(audit, operation, 1)
    /** What `process.dlopen` was asked for, and has been judged, while it runs. */
    let judged: unknown
    replace(process, 'dlopen', (original) => opening({
      dlopen(this: unknown, _module: unknown, name: unknown): unknown {
        judged = name
        try {
          return apply(original, this, arguments)
        } finally {
          judged = undefined
        }
      },
    }.dlopen))
    if (extensions !== undefined) replace(extensions, '.node', (original) => {
      const told = opening(original)
      return {
        open(this: unknown, _module: unknown, name: unknown): unknown {
          return apply(judged !== undefined && name === judged ? original : told, this, arguments)
        },
      }.open
    })
    return []
  },
})
