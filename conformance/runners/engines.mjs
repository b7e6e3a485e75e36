// Opens one build of the engine in the runtime at hand.
import { clock } from './clock.mjs'

/** @typedef {import('../../packages/core/src/index.ts').Engine} Engine */

const dist = new URL('../../packages/overt/dist/', import.meta.url)

/** @type {Record<string, (library: string | undefined) => Promise<Engine>>} */
const openers = {
  async native(library) {
    if ('Deno' in globalThis) {
      // The library that `npm run build -- --capi` makes, by the functions of C.
      const { openNativeEngine } = await import(new URL('../../packages/deno/dist/native-engine.js', import.meta.url).href)
      return openNativeEngine(library)(() => clock.now)
    }
    const { openNative } = await import('../../packages/overt/dist/engine/native.js')
    return opened(openNative(await folder()))
  },
  async wasi() {
    const { openWasi } = await import('../../packages/overt/dist/engine/wasi.js')
    return opened(openWasi(await folder()))
  },
  async wasm() {
    const { createWasmCompiler, createWasmEngine, deferEngine } = await import('../../packages/core/dist/index.js')
    // As Deno and Bun have it: one module makes an image of the rules, the other judges by it.
    const [judging, compiling] = await exportsOf()
    return deferEngine(() => createWasmEngine(judging, undefined, () => clock.now), () => createWasmCompiler(compiling, undefined, () => clock.now))
  },
}

/** Where the preload and the modules lie. */
async function folder() {
  const { fileURLToPath } = await import('node:url')
  return fileURLToPath(dist)
}

/** @param {import('../../packages/overt/src/engine/native-binding.ts').Opening} opening */
function opened(opening) {
  if (opening.kind === 'none') throw new Error(opening.reasons.join('\n'))
  opening.binding.correlations().correlateByEventTime()
  return opening.engine
}

/** Deno imports the modules by itself, and needs no permission for that. @returns {Promise<any[]>} */
async function exportsOf() {
  if ('Deno' in globalThis) return [await import('../../packages/overt/dist/overt.wasm'), await import('../../packages/overt/dist/overt.compile.wasm')]
  const { readFileSync } = await import('node:fs')
  return ['overt.wasm', 'overt.compile.wasm'].map((name) => {
    const module = new WebAssembly.Module(readFileSync(new URL(name, dist)))
    const imports = WebAssembly.Module.imports(module)
    if (imports.length > 0) throw new Error(`${name} imports ${imports.map(({ module, name }) => `\`${module}.${name}\``).join(', ')}: it has to import nothing`)
    return new WebAssembly.Instance(module).exports
  })
}

/**
 * @param {string} kind `native`, `wasi` or `wasm`
 * @param {string} [library] the library for C, which is `native` on Deno
 * @returns {Promise<Engine>}
 */
export function openEngine(kind, library) {
  const open = openers[kind]
  if (open === undefined) throw new Error(`there is no engine \`${kind}\``)
  return open(library)
}
