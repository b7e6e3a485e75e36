import { createWasmCompiler, createWasmEngine, deferEngine, type DeferredEngine, type Prepared, prepared, wasmAccessors, type WasmCompilerExports, type WasmEngine, type WasmExports } from '@overt/core'
import { steadyClock } from '@overt/surface'
import { isConfigured } from './configured.ts'
import { granted } from './granted.ts'
import { decoded, type Imported } from './imported.ts'
import shipped from './rules.interest'

/** The engine and the rules that ship, as they were read before the application ran. */
export interface EngineFiles {
  readonly engine: DeferredEngine
  readonly shipped: Prepared
  /** Whether they were read from this disk: a start waits for nothing then. */
  readonly onDisk: boolean
}

const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: URL) => string

/**
 * The files beside this one, read and not compiled; undefined where they lie elsewhere than on this disk, or may not be read. The module that reads configurations only where there
 * is one.
 *
 * @param base the URL of a module of this package
 */
export function filesOnDisk(base: string): EngineFiles | undefined {
  const read = readerBeside(base)
  if (read === undefined) return undefined
  const bytes = read('./overt.wasm')
  const image = read('./rules.image')
  const compiler = isConfigured() ? read('./overt.compile.wasm') : none
  if (bytes === undefined || image === undefined || compiler === undefined) return undefined
  return filesOf(bytes, compiler, image, true)
}

function filesOf(bytes: Uint8Array, compiler: Uint8Array, image: Uint8Array, onDisk: boolean): EngineFiles {
  const { Instance, Module } = WebAssembly
  const [accessors, clock] = [wasmAccessors(), steadyClock()]
  const opened = <Exports>(module: Uint8Array): Exports => new Instance(new Module(module as never), {}).exports as Exports
  const judging = (): WasmEngine => createWasmEngine(opened<WasmExports>(bytes), accessors, clock)
  return { engine: deferEngine(judging, () => createWasmCompiler(opened<WasmCompilerExports>(compiler), accessors, clock)), shipped: prepared(shipped, () => image), onDisk }
}

const none = new Uint8Array(0)

/** The compiled rules beside this file; undefined as in {@link filesOnDisk}. */
export const imageOnDisk = (base: string): Uint8Array | undefined => readerBeside(base)?.('./rules.image')

/**
 * The same with an engine that is no module.
 *
 * @param made makes one, by a clock of milliseconds since 1970
 */
export function nativeFiles(made: (clock: () => number) => WasmEngine, image: Uint8Array, onDisk: boolean): EngineFiles {
  const clock = steadyClock()
  return { engine: deferEngine(() => made(clock), () => made(clock), 'native'), shipped: prepared(shipped, () => image), onDisk }
}

/** Reads a file beside a module of this package, which answers undefined where it may not be read; undefined where the module lies elsewhere than on this disk. */
function readerBeside(base: string): ((name: string) => Uint8Array | undefined) | undefined {
  if (!base.startsWith('file:')) return undefined
  return (name) => {
    const path = decodeURIComponent(pathname(new URL(name, base)))
    return granted('read', path) ? readWhole(path) : undefined
  }
}

/** Where `seekSync` counts from: the end of the file. */
const fromEnd = 2

/** `Deno.readFileSync` takes four times as long for a file of this size: it does not know it before. To be told its end is cheaper than `statSync`, which makes 14 KB of garbage. */
function readWhole(path: string): Uint8Array {
  const file = Deno.openSync(path)
  try {
    const bytes = new Uint8Array(file.seekSync(0, fromEnd))
    file.seekSync(0, 0)
    for (let at = 0; at < bytes.length; ) {
      const read = file.readSync(bytes.subarray(at))
      if (read === null) throw new Error(`\`${path}\` became shorter while it was read`)
      at += read
    }
    return bytes
  } finally {
    file.close()
  }
}

/**
 * The same of what was imported.
 *
 * @param compiler the module that reads configurations; where there is one
 */
export const importedFiles = (engine: Imported, image: Imported, compiler: Imported | undefined): EngineFiles => filesOf(decoded(engine), compiler === undefined ? none : decoded(compiler), decoded(image), false)
