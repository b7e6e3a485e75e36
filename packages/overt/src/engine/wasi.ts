import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { OvertError, primordials, type Engine } from '@overt/core'
import { engineOf, type RulesBinding } from './binding.ts'

const { apply, bufferOf, Bytes, getOwnPropertyDescriptor, isRangeError, Words } = primordials

const frameBytes = 65_536
const malformedFlag = 1 << 9
/** napi-build gives the module a stack of 64 MB in front of everything else, so it does not start with fewer pages of 64 KiB. */
const initialPages = 1100
const mostPages = 65_536

/** The package that holds the module, and that alone depends on what runs it. */
const holder = '@overt/wasm32-wasi/overt.wasi.wasm'

interface WasiExports {
  overt_frame(): number
  overt_evaluate(): void
}

/** What is used of `@napi-rs/wasm-runtime`, which has no types. */
interface WasmRuntime {
  readonly createContext: () => unknown
  readonly emnapiAsyncWorkPlugin: unknown
  readonly emnapiTSFNPlugin: unknown
  readonly WASI: new (options: { version: string; args: string[]; env: Record<string, string>; preopens: Record<string, string> }) => unknown
  readonly instantiateNapiModuleSync: (module: Uint8Array, options: unknown) => { napiModule: { exports: unknown }; instance: { exports: unknown } }
}

/** The module's bytes, and what runs it. */
export interface WasiModule {
  readonly bytes: Uint8Array
  readonly runtime: WasmRuntime
}

/**
 * The binding as WASI, for a Node where no native addon can load. The module gets no directory, no environment and no arguments: it can reach nothing
 * but random bytes, standard error and the Node-API values that it is handed.
 *
 * @throws OvertError `OVERT_ENGINE` where the package that holds it, or what runs it, is not installed
 */
export function openWasiEngine(module: WasiModule = findWasi()): Engine {
  const memory = new WebAssembly.Memory({ initial: initialPages, maximum: mostPages })
  const buffer = getOwnPropertyDescriptor(WebAssembly.Memory.prototype, 'buffer')?.get as () => ArrayBuffer
  const { binding, exports } = instantiate(module, memory)
  const frameAt = exports.overt_frame()
  const view = (length: number): Uint8Array => new Bytes(apply(buffer, memory, []), frameAt, length)
  let frame = view(frameBytes)

  /** An exhausted stack is the platform's own error. Any other trap is answered as a frame that could not be judged. */
  function judged(work: () => void): void {
    try {
      work()
    } catch (error) {
      if (isRangeError(error)) throw error
      const words = new Words(bufferOf(view(16)), frameAt, 4)
      words[0] = malformedFlag
      for (let i = 1; i < 4; i++) words[i] = 0
    }
  }

  return engineOf(binding, {
    kind: 'wasi',
    frame() {
      // Memory that grew has detached the view; only an index shows that without an accessor that the application can replace.
      if (frame[0] === undefined) frame = view(frameBytes)
      return frame
    },
    evaluate: () => judged(exports.overt_evaluate),
    evaluateLarge: (event) => judged(() => binding.evaluateLarge(event)),
  })
}

function instantiate({ bytes, runtime }: WasiModule, memory: WebAssembly.Memory): { binding: RulesBinding & { evaluateLarge(event: Uint8Array): void }; exports: WasiExports } {
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

/** The installed package, or what a build has put beside this file. */
export function findWasi(): WasiModule {
  const require = createRequire(import.meta.url)
  const file = firstResolved(require, [holder, './overt.wasi.wasm', '../overt.wasi.wasm', '../../dist/overt.wasi.wasm'])
  if (file === undefined) throw missing('`@overt/wasm32-wasi`')
  let runtime: WasmRuntime
  try {
    runtime = createRequire(file)('@napi-rs/wasm-runtime') as WasmRuntime
  } catch {
    throw missing('`@napi-rs/wasm-runtime`, which runs `@overt/wasm32-wasi`,')
  }
  return { bytes: readFileSync(file), runtime }
}

function firstResolved(require: NodeJS.Require, names: readonly string[]): string | undefined {
  for (const name of names) {
    try {
      return require.resolve(name)
    } catch {
      // The next name may be there.
    }
  }
  return undefined
}

const missing = (what: string): OvertError => new OvertError('OVERT_ENGINE', `no engine can be loaded: ${what} is not installed; install \`@overt/wasm32-wasi\` in the version of \`overt\``)
