import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { OvertError, primordials } from '@overt/core'
import { engineOf } from './binding.ts'
import type { Opening, ThreadBinding } from './native-binding.ts'

const { apply, bufferOf, byteLengthOf, Bytes, copyBytes, deleteProperty, getOwnPropertyDescriptor, isRangeError, ownKeys, Words } = primordials

const frameBytes = 65_536
const malformedFlag = 1 << 9
/** napi-build gives the module a stack of 64 MB in front of everything else, so it does not start with fewer pages of 64 KiB. */
const initialPages = 1100
const mostPages = 65_536

const file = 'overt.wasi.wasm'

interface WasiExports {
  overt_frame(): number
  overt_evaluate(): void
  overt_evaluate_large(at: number, length: number): void
  malloc(length: number): number
  free(at: number): void
}

/** What is used of `@napi-rs/wasm-runtime`, which has no types. */
interface WasmRuntime {
  readonly createContext: () => unknown
  readonly emnapiAsyncWorkPlugin: unknown
  readonly emnapiTSFNPlugin: unknown
  readonly WASI: new (options: { version: string; args: string[]; env: Record<string, string>; preopens: Record<string, string> }) => unknown
  readonly instantiateNapiModuleSync: (module: Uint8Array, options: unknown) => { napiModule: { exports: unknown }; instance: { exports: unknown } }
}

/**
 * Opens the binding as WASI, for a Node where no native addon can load: the file beside the preload, else the one of `@overt/wasm32-wasi`. That package
 * alone depends on `@napi-rs/wasm-runtime`, so nothing of either is loaded before this is called. The module gets no directory, no environment and no
 * arguments: it can reach nothing but random bytes, standard error and the Node-API values that it is handed.
 *
 * @param folder where the preload lies
 */
export function openWasi(folder: string): Opening {
  const places = [folder, join(folder, '../../@overt/wasm32-wasi'), join(folder, '../node_modules/@overt/wasm32-wasi')]
  for (const place of places) {
    const path = join(place, file)
    let bytes: Uint8Array
    try {
      bytes = readFileSync(path)
    } catch {
      continue
    }
    try {
      return withoutGlobals(() => opened(bytes, createRequire(path)('@napi-rs/wasm-runtime') as WasmRuntime))
    } catch (error) {
      return { kind: 'none', reasons: [`\`${path}\` cannot be run: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}`] }
    }
  }
  return { kind: 'none', reasons: [`\`${file}\` is in none of \`${places.join('`, `')}\`: install \`@overt/wasm32-wasi\` in the version of \`overt\``] }
}

/** Loads something that makes globals (`tslib`, which the runtime loads, makes 32), and takes them away: they are no part of the application. */
function withoutGlobals<T>(load: () => T): T {
  const before = new Set(ownKeys(globalThis))
  try {
    return load()
  } finally {
    for (const name of ownKeys(globalThis)) if (!before.has(name)) deleteProperty(globalThis, name)
  }
}

function opened(bytes: Uint8Array, runtime: WasmRuntime): Opening {
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: mostPages })
  const buffer = getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer')?.get as () => ArrayBuffer
  const { binding, exports } = instantiate(bytes, runtime, memory)
  const frameAt = exports.overt_frame()
  const view = (at: number, length: number): Uint8Array => new Bytes(apply(buffer, memory, []), at, length)
  let frame = view(frameAt, frameBytes)

  /** An exhausted stack is the platform's own error. Any other trap is answered as a frame that could not be judged. */
  function judged(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (isRangeError(error)) throw error
      const words = new Words(bufferOf(view(frameAt, 16)), frameAt, 4)
      words[0] = malformedFlag
      for (let i = 1; i < 4; i++) words[i] = 0
    }
  }

  /** Without Node-API in between, whose WebAssembly form calls methods that the application can replace. */
  function evaluateLarge(event: Uint8Array): void {
    const length = byteLengthOf(event)
    // One byte more: an empty event is not null.
    const at = exports.malloc(length + 1)
    if (at === 0) throw new OvertError('OVERT_ENGINE', `the engine has no memory for ${String(length)} bytes`)
    copyBytes(view(at, length), event)
    exports.overt_evaluate_large(at, length)
    exports.free(at)
  }

  const engine = engineOf(binding, {
    kind: 'wasi',
    frame() {
      // Memory that grew has detached the view; only an index shows that without an accessor that the application can replace.
      if (frame[0] === undefined) frame = view(frameAt, frameBytes)
      return frame
    },
    evaluate: () => judged(exports.overt_evaluate),
    evaluateLarge: (event) => judged(() => evaluateLarge(event)),
  })
  return { kind: 'wasi', binding, engine }
}

function instantiate(bytes: Uint8Array, runtime: WasmRuntime, memory: WebAssembly.Memory): { binding: ThreadBinding; exports: WasiExports } {
  const { napiModule, instance } = runtime.instantiateNapiModuleSync(bytes, {
    context: runtime.createContext(),
    asyncWorkPoolSize: 0,
    plugins: [runtime.emnapiAsyncWorkPlugin, runtime.emnapiTSFNPlugin],
    wasi: new runtime.WASI({ version: 'preview1', args: [], env: {}, preopens: {} }),
    overwriteImports(imports: Record<string, Record<string, unknown>>) {
      imports['env'] = { ...imports['env'], ...imports['napi'], ...imports['emnapi'], memory }
      return imports
    },
    beforeInit({ instance: made }: { instance: { exports: Record<string, unknown> } }) {
      for (const [name, register] of Object.entries(made.exports)) {
        if (name.startsWith('__napi_register__') && typeof register === 'function') (register as () => void)()
      }
    },
  })
  return { binding: napiModule.exports as never, exports: instance.exports as never }
}
