import { copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'
import { wasmToolchain } from './wasm-toolchain.mjs'

// A quarter smaller, which Deno and Bun compile at every start; an event costs a tenth more.
const small = { CARGO_PROFILE_RELEASE_OPT_LEVEL: 's' }

// What rustc uses of WebAssembly without being asked, and the vectors: wasm-opt refuses a module that uses anything else.
const features = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', 'simd'].map((name) => `--enable-${name}`)

/**
 * `capi` is the engine without any import, for Deno, Bun and every other host; `scalar` the same without vector instructions, for hosts that have none (Chicory);
 * `binding` is the Node-API addon for WASI, for a Node that can load no
 * native addon. `optimized` modules go through wasm-opt (Binaryen): 20 seconds for a module a tenth
 * smaller, which is what is downloaded; Deno and Bun compile it no faster.
 */
const modules = {
  capi: { crate: 'capi', target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.wasm', env: small, simd: true, optimized: true },
  scalar: { crate: 'capi', target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.scalar.wasm', env: small, simd: false, optimized: false },
  binding: {
    crate: 'binding',
    simd: true,
    optimized: false,
    target: 'wasm32-wasip1',
    made: 'binding.wasm',
    file: 'overt.wasi.wasm',
    // napi-build links Node-API's WebAssembly implementation from here.
    env: { EMNAPI_LINK_DIR: join(root, 'node_modules/emnapi/lib/wasm32-wasip1') },
  },
}

/**
 * Builds one of the WebAssembly modules into packages/overt/dist.
 *
 * @param {keyof typeof modules} name
 */
export async function buildWasm(name) {
  const { crate, target, made, file, env, simd, optimized } = modules[name]
  const toolchain = await wasmToolchain(target)
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), `wasm-${toolchain.kind}${simd ? '' : '-scalar'}`)
  await must(
    toolchain.cargo,
    ['rustc', '--release', '--locked', '--lib', '--crate-type', 'cdylib', '--target', target, '--package', `overt-${crate}`, '--target-dir', folder, ...(simd ? [] : ['--no-default-features']), ...toolchain.flags],
    // A panic in WebAssembly is a trap: there is nothing to unwind to.
    { env: { ...env, ...toolchain.env, RUSTFLAGS: simd ? '-C target-feature=+simd128' : undefined, CARGO_PROFILE_RELEASE_PANIC: 'abort' } },
  )
  const from = join(folder, target, 'release', made)
  checkModule(crate, new WebAssembly.Module(readFileSync(from)))
  mkdirSync(output, { recursive: true })
  const to = join(output, file)
  if (optimized) await must(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), ...features, '-Os', from, '-o', `${to}.part`])
  else copyFileSync(from, `${to}.part`)
  renameSync(`${to}.part`, to)
}

/**
 * What a host relies on: `capi` imports nothing, and `binding` registers its functions.
 *
 * @param {string} name
 * @param {WebAssembly.Module} module
 */
function checkModule(name, module) {
  const imports = WebAssembly.Module.imports(module).map((one) => `\`${one.module}.${one.name}\``)
  if (name === 'capi' && imports.length > 0) throw new Error(`the module of overt-capi imports ${imports.join(', ')}: it must import nothing`)
  const registers = WebAssembly.Module.exports(module).some((one) => one.name.startsWith('__napi_register__'))
  if (name === 'binding' && !registers) throw new Error('the module of overt-binding registers no function')
}
