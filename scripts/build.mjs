// Builds what runs: the native addon, the packages and their bundles; the rules that ship; V8's code cache of the preload; with `--wasm` the WebAssembly modules and the
// packages for Deno and Bun too; with `--capi` the library for C.
import process from 'node:process'
import { buildCapi } from './build/capi.mjs'
import { buildCodeCaches } from './build/code-caches.mjs'
import { buildHosts } from './build/hosts.mjs'
import { buildNative } from './build/native.mjs'
import { buildPackages } from './build/packages.mjs'
import { buildRules } from './build/rules.mjs'
import { buildWasmModules } from './build/wasm.mjs'
import { entry, isMain, progress } from './run/progress.mjs'
import { setup } from './setup.mjs'

/**
 * @param {{ wasm?: boolean }} [options] `wasm: true` builds the modules for Deno, Bun and platforms without an addon too
 * @throws {Error} with the compiler's message
 */
export async function build({ wasm = false } = {}) {
  await progress('native addon', buildNative)
  await progress('packages', buildPackages)
  await progress('rules', buildRules)
  await progress('code caches', buildCodeCaches)
  if (!wasm) return
  await progress('WebAssembly: overt.wasm, overt.scalar.wasm, overt.compile.wasm, overt.wasi.wasm', buildWasmModules)
  await progress('packages for Deno and Bun', buildHosts)
}

if (isMain(import.meta.filename)) {
  await entry(async () => {
    await setup({ runtimes: false })
    await build({ wasm: process.argv.includes('--wasm') })
    if (process.argv.includes('--capi')) await progress('the library for C', buildCapi)
  })
}
