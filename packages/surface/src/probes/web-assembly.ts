import { type Audit, bitsOf, looksAt, type Method, type Operation, primordials, type Probe, type Readers, replace } from '@overt/core'
import { asGiven, bytesOf } from './given-bytes.ts'
import { replaceClass } from './judged-class.ts'

const { apply, byteLengthOf, getOwnPropertyDescriptor, reject, then, PromiseCaptured, weakGet, WeakMapCaptured, weakSet } = primordials

/** A WebAssembly module. Size and digest are unknown where the bytes arrive as a stream, or where it was compiled before anybody asked. */
interface WasmModule {
  readonly size: number | undefined
  readonly digest: string | undefined
}

const unknown: WasmModule = { size: undefined, digest: undefined }

const fields = () => ({
  size: (call: WasmModule) => call.size,
  digest: (call: WasmModule) => call.digest,
} satisfies Readers<'wasm.compile', WasmModule>)

/**
 * `wasm.compile` and `wasm.instantiate`: the functions and classes of `WebAssembly`. Bytes are copied, and the copy is compiled. A module that is imported is a `module.load`.
 *
 * @param assembly `WebAssembly`
 * @param digest BLAKE3, asked for only where somebody looks at it
 */
export const createWebAssemblyProbe = (assembly: object, digest: (bytes: Uint8Array) => string): Probe => ({
  events: ['wasm.compile', 'wasm.instantiate'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const compile = audit.operation('wasm.compile', fields)
    const instantiate = audit.operation('wasm.instantiate', fields)
    const compiledDigest = bitsOf(compile, 'digest')
    const instantiatedDigest = bitsOf(instantiate, 'digest')
    /** What is known of modules, and of bytes while they become one. */
    const known = new WeakMapCaptured<object, WasmModule>()

    function raise(operation: Operation<WasmModule>, what: WasmModule): void {
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, what)
      if (refusal !== undefined) throw refusal.error
    }

    /** Exchanges the bytes among the arguments by a copy, and raises what is wanted. @throws what refuses */
    function before(given: { [at: number]: unknown }, runs: boolean): WasmModule {
      const source = given[0]
      if (typeof source !== 'object' || source === null) return unknown
      const bytes = bytesOf(source)
      let what = weakGet(known, source) ?? unknown
      if (bytes !== undefined) {
        const copy = asGiven(source, bytes)
        given[0] = copy
        what = { size: byteLengthOf(bytes), digest: looksAt(compile, compiledDigest) || looksAt(instantiate, instantiatedDigest) ? digest(bytes) : undefined }
        weakSet(known, copy, what)
        raise(compile, what)
      }
      if (runs) raise(instantiate, what)
      return what
    }

    const asking = (original: Method, runs: boolean): Method => ({
      ask(this: unknown): unknown {
        if ((compile.wanted | instantiate.wanted) === 0) return apply(original, this, arguments)
        let what: WasmModule
        try {
          what = before(arguments, runs)
        } catch (error) {
          return rejected(error)
        }
        return then(apply(original, this, arguments), (made: unknown) => {
          const module = moduleOf(made)
          if (module !== undefined) weakSet(known, module, what)
          return made
        })
      },
    }).ask

    /** The bytes are not here yet. */
    const streaming = (original: Method, runs: boolean): Method => ({
      ask(this: unknown): unknown {
        try {
          raise(compile, unknown)
          if (runs) raise(instantiate, unknown)
        } catch (error) {
          return rejected(error)
        }
        return apply(original, this, arguments)
      },
    }).ask

    replace(assembly, 'compile', (original) => asking(original, false))
    replace(assembly, 'instantiate', (original) => asking(original, true))
    replace(assembly, 'compileStreaming', (original) => streaming(original, false))
    replace(assembly, 'instantiateStreaming', (original) => streaming(original, true))
    replaceClass(assembly, 'Module', (given) => {
      if ((compile.wanted | instantiate.wanted) !== 0) before(given, false)
    }, (module, given) => {
      const what = typeof given[0] === 'object' && given[0] !== null ? weakGet(known, given[0]) : undefined
      if (what !== undefined) weakSet(known, module, what)
    })
    replaceClass(assembly, 'Instance', (given) => {
      if (instantiate.wanted !== 0) before(given, true)
    })
    return []
  },
})

const rejected = (error: unknown): unknown => apply(reject as never, PromiseCaptured, [error])

/** What was made is a module, or an object with a module and an instance. */
function moduleOf(made: unknown): object | undefined {
  if (typeof made !== 'object' || made === null) return undefined
  const module: unknown = getOwnPropertyDescriptor(made, 'module')?.value
  return typeof module === 'object' && module !== null ? module : made
}
