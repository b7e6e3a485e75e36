// Opens one build of the engine in the runtime at hand.

import process from 'node:process'

/** @typedef {import('../../packages/core/src/index.ts').Engine} Engine */

const dist = new URL('../../packages/overt/dist/', import.meta.url)

/** @type {Record<string, () => Promise<Engine>>} */
const openers = {
  async native() {
    const { engineOf } = await import('../../packages/overt/dist/engine/binding.js')
    const { readdirSync } = await import('node:fs')
    const { fileURLToPath } = await import('node:url')
    const start = `overt.${process.platform}-${process.arch}`
    const file = readdirSync(dist).find((name) => name.startsWith(start) && name.endsWith('.node'))
    if (file === undefined) throw new Error(`packages/overt/dist has no \`${start}*.node\``)
    const addon = { exports: /** @type {any} */ ({}) }
    process.dlopen(addon, fileURLToPath(new URL(file, dist)))
    const { buffer } = new WebAssembly.Memory({ initial: 1, maximum: 1 })
    const frame = new Uint8Array(buffer)
    const binding = addon.exports
    binding.pin(buffer)
    return engineOf(binding, { kind: 'native', frame: () => frame, evaluate: binding.evaluate, evaluateLarge: binding.evaluateLarge })
  },
  async wasi() {
    const { openWasiEngine } = await import('../../packages/overt/dist/engine/wasi.js')
    return openWasiEngine()
  },
  async wasm() {
    const { createWasmEngine } = await import('../../packages/core/dist/index.js')
    return createWasmEngine(await exportsOf())
  },
}

/** Deno imports the module by itself, and needs no permission for that. @returns {Promise<any>} */
async function exportsOf() {
  if ('Deno' in globalThis) return import('../../packages/overt/dist/overt.wasm')
  const { readFileSync } = await import('node:fs')
  const module = new WebAssembly.Module(readFileSync(new URL('overt.wasm', dist)))
  const imports = WebAssembly.Module.imports(module)
  if (imports.length > 0) throw new Error(`overt.wasm imports ${imports.map(({ module, name }) => `\`${module}.${name}\``).join(', ')}: it has to import nothing`)
  return new WebAssembly.Instance(module).exports
}

/**
 * @param {string} kind `native`, `wasi` or `wasm`
 * @returns {Promise<Engine>}
 */
export function openEngine(kind) {
  const open = openers[kind]
  if (open === undefined) throw new Error(`there is no engine \`${kind}\``)
  return open()
}
