import { copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'
import { wasmToolchain } from './wasm-toolchain.mjs'

/**
 * `capi` is the engine without any import, for Deno, Bun and every other host; `binding` is the Node-API addon for WASI, for a Node that can load no
 * native addon.
 */
const modules = {
  capi: { target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.wasm', env: {} },
  binding: {
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
  const { target, made, file, env } = modules[name]
  const toolchain = await wasmToolchain(target)
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), `wasm-${toolchain.kind}`)
  await must(
    toolchain.cargo,
    ['build', '--release', '--locked', '--lib', '--target', target, '--package', `overt-${name}`, '--target-dir', folder, ...toolchain.flags],
    // A panic in WebAssembly is a trap: there is nothing to unwind to.
    { env: { ...env, ...toolchain.env, RUSTFLAGS: '-C target-feature=+simd128', CARGO_PROFILE_RELEASE_PANIC: 'abort' } },
  )
  const from = join(folder, target, 'release', made)
  checkModule(name, new WebAssembly.Module(readFileSync(from)))
  mkdirSync(output, { recursive: true })
  const to = join(output, file)
  copyFileSync(from, `${to}.part`)
  renameSync(`${to}.part`, to)
}

/**
 * What a host relies on: `capi` imports nothing, and `binding` registers its functions.
 *
 * @param {keyof typeof modules} name
 * @param {WebAssembly.Module} module
 */
function checkModule(name, module) {
  const imports = WebAssembly.Module.imports(module).map((one) => `\`${one.module}.${one.name}\``)
  if (name === 'capi' && imports.length > 0) throw new Error(`the module of overt-capi imports ${imports.join(', ')}: it must import nothing`)
  const registers = WebAssembly.Module.exports(module).some((one) => one.name.startsWith('__napi_register__'))
  if (name === 'binding' && !registers) throw new Error('the module of overt-binding registers no function')
}
