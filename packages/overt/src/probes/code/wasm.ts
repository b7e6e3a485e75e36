import { types } from 'node:util'
import { type Audit, bitsOf, type Gap, looksAt, primordials, type Probe, type Readers } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { copyOfBytes, sizeOf } from '../path.ts'

const { apply, Bytes, PromiseCaptured, reject, startsWith, then, weakGet, WeakMapCaptured, weakSet } = primordials
const { isAnyArrayBuffer } = types
const { WebAssembly: assembly } = globalThis as unknown as { readonly WebAssembly?: object }

/** A WebAssembly module. Size and digest are unknown where the bytes arrive as a stream, or were compiled elsewhere. */
interface WasmModule {
  readonly size: number | undefined
  readonly digest: string | undefined
}

const fields = () => ({
  size: (call: WasmModule) => call.size,
  digest: (call: WasmModule) => call.digest,
} satisfies Readers<'wasm.compile', WasmModule>)

const unknown: WasmModule = { size: undefined, digest: undefined }
const compiled = new WeakMapCaptured<object, WasmModule>()

/** The parts of the runtime that are WebAssembly, and its loader, which raises `module.load`. */
const own = ['node:internal/deps/undici/', 'node:internal/deps/cjs-module-lexer/', 'node:internal/deps/amaro/', 'node:internal/modules/esm/translators'] as const

/**
 * `wasm.compile` and `wasm.instantiate`: the functions and classes of `WebAssembly`. Bytes are copied, and the copy is compiled: shared memory could change
 * meanwhile. What is compiled without them, in a context of `vm`, V8 asks about: nothing is known of it, and a refusal is V8's CompileError.
 *
 * @param runtimeScript the nearest script that is not overt's, where that script is certainly the runtime's own; else empty
 * @param watch has V8 ask before each compilation
 */
export const createWasmProbe = (digest: (bytes: Uint8Array) => string, runtimeScript: () => string, watch?: (callback: () => boolean) => string | null): Probe => ({
  events: ['wasm.compile', 'wasm.instantiate'],
  capturable: true,
  bindings: [],
  install(audit: Audit): readonly Gap[] {
    if (assembly === undefined) return [{ event: 'wasm.compile', reason: 'absent', detail: 'this process has no `WebAssembly`' }]
    const compile = audit.operation('wasm.compile', fields)
    const instantiate = audit.operation('wasm.instantiate', fields)
    const compiledDigest = bitsOf(compile, 'digest')
    const instantiatedDigest = bitsOf(instantiate, 'digest')
    const isWanted = (): boolean => (compile.wanted | instantiate.wanted) !== 0 && !isOwn(runtimeScript())

    // Set while a function that has asked already calls V8, which asks once for one compilation.
    let asked = false
    function through(call: () => unknown): unknown {
      asked = true
      try {
        return call()
      } finally {
        asked = false
      }
    }
    function anywhere(): boolean {
      if (!asked && compile.wanted !== 0 && !isOwn(runtimeScript())) return audit.raise(compile, unknown) === undefined
      asked = false
      return true
    }
    const missing = watch === undefined ? 'the native engine' : watch(anywhere)

    function described(bytes: Uint8Array): WasmModule {
      return { size: sizeOf(bytes), digest: looksAt(compile, compiledDigest) || looksAt(instantiate, instantiatedDigest) ? digest(bytes) : undefined }
    }

    /** Takes the bytes among the arguments, and raises what is wanted. @throws what refuses */
    function before(given: { [at: number]: unknown }, runs: boolean): WasmModule {
      const source = given[0]
      const bytes = bytesOf(source)
      let what = typeof source === 'object' && source !== null ? (weakGet(compiled, source) ?? unknown) : unknown
      if (bytes !== undefined) {
        given[0] = bytes
        what = described(bytes)
        weakSet(compiled, bytes, what)
        if (compile.wanted !== 0) raised(audit, compile, what)
      }
      if (runs && instantiate.wanted !== 0) raised(audit, instantiate, what)
      return what
    }

    const asking = (original: Method, runs: boolean): Method => ({
      ask(this: unknown): unknown {
        if (!isWanted()) return apply(original, this, arguments)
        let what: WasmModule
        try {
          what = before(arguments, runs)
        } catch (error) {
          return rejected(error)
        }
        return then(through(() => apply(original, this, arguments)), (made: unknown) => {
          keep(made, what)
          return made
        })
      },
    }).ask
    replace(assembly, 'compile', (original) => asking(original, false))
    replace(assembly, 'instantiate', (original) => asking(original, true))
    replace(assembly, 'compileStreaming', (original) => streaming(original, false))
    replace(assembly, 'instantiateStreaming', (original) => streaming(original, true))
    replace(assembly, 'Module', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
      if (isWanted()) before(given, false)
    }, (make, given) => {
      const module = through(make) as object
      const bytes = given[0]
      const what = typeof bytes === 'object' && bytes !== null ? weakGet(compiled, bytes) : undefined
      if (what !== undefined) weakSet(compiled, module, what)
      return module
    }) as unknown as Method)
    replace(assembly, 'Instance', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
      if (isWanted()) before(given, true)
    }) as unknown as Method)
    return missing === null ? [] : [{ event: 'wasm.compile', reason: 'partial', detail: `what a context of \`vm\` compiles is not seen: \`${missing}\` is missing` }]

    /** The bytes are not here yet. */
    function streaming(original: Method, runs: boolean): Method {
      return {
        ask(this: unknown): unknown {
          if (!isWanted()) return apply(original, this, arguments)
          try {
            if (compile.wanted !== 0) raised(audit, compile, unknown)
            if (runs && instantiate.wanted !== 0) raised(audit, instantiate, unknown)
          } catch (error) {
            return rejected(error)
          }
          return through(() => apply(original, this, arguments))
        },
      }.ask
    }
  },
})

function isOwn(script: string): boolean {
  for (let i = 0; i < own.length; i++) if (startsWith(script, own[i] ?? '')) return true
  return false
}

const bytesOf = (source: unknown): Uint8Array | undefined => copyOfBytes(isAnyArrayBuffer(source) ? new Bytes(source) : source)

const rejected = (error: unknown): unknown => apply(reject as never, PromiseCaptured, [error])

/** A module, or an object with a module and an instance. */
function keep(made: unknown, what: WasmModule): void {
  if (typeof made !== 'object' || made === null) return
  const module = ownValue(made, 'module')
  weakSet(compiled, typeof module === 'object' && module !== null ? module : made, what)
}
