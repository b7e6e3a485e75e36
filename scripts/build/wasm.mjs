import { copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'
import { wasmToolchain } from './wasm-toolchain.mjs'

/** Small: what only reads rules and configurations, when a process starts. */
const small = { CARGO_PROFILE_RELEASE_OPT_LEVEL: 's' }
/** What an event goes through is compiled for speed, which takes half of an event's time off; what it calls of others is not, for that only makes the module larger. */
const fast = ['overt-engine', 'overt-capi'].flatMap((name) => ['--config', `profile.release.package.${name}.opt-level=3`])

/** Where a panic comes from is a text in the module, and begins with the folder of whoever built it otherwise. */
const withoutHome = `--remap-path-prefix=${join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry/src')}=`

// What rustc uses of WebAssembly without being asked, and the vectors: wasm-opt refuses a module that uses anything else.
const features = (/** @type {boolean} */ simd) => ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-float-to-int', 'reference-types', 'sign-ext', ...(simd ? ['simd'] : [])].map((name) => `--enable-${name}`)

/**
 * What is added to an address goes into the instruction that reads there, up to a kilobyte, for no sum of both goes round to the beginning of memory: rustc puts nothing there but the last of the stack, whose
 * addresses are no sums that do. A hundredth of the module.
 */
const lowMemory = '--low-memory-unused'

/**
 * Without any import: `judge` loads compiled rules and judges, on Deno and Bun and in every other host; `scalar` is the same without vector instructions, for hosts that have none
 * (Chicory). `compile` compiles rules to an image for these and reads configurations, and judges nothing; it has no vectors, so that there is one for every host.
 * `binding` is the Node-API addon for WASI, for a Node that can load no
 * native addon. `optimized` modules go through wasm-opt (Binaryen): 20 seconds for a module a tenth
 * smaller, which is what is downloaded; Deno and Bun compile it no faster. `flags`: LLVM puts functions into their callers
 * up to twice the size that `compile` allows; so that is a hundredth smaller, and compiles as fast.
 */
const modules = {
  judge: { crate: 'capi', target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.wasm', env: small, given: ['--no-default-features', '--features', 'simd,judge', ...fast], folder: '-judge', simd: true, optimized: '-Os', flags: [] },
  scalar: { crate: 'capi', target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.scalar.wasm', env: small, given: ['--no-default-features', '--features', 'judge', ...fast], folder: '-scalar', simd: false, optimized: '-Os', flags: [] },
  compile: { crate: 'capi', target: 'wasm32-unknown-unknown', made: 'capi.wasm', file: 'overt.compile.wasm', env: small, given: ['--no-default-features', '--features', 'compile'], folder: '-compile', simd: false, optimized: '-Oz', flags: ['-Cllvm-args=-inline-threshold=25'] },
  binding: {
    crate: 'binding',
    given: [],
    folder: '',
    simd: true,
    optimized: undefined,
    flags: [],
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
async function buildWasm(name) {
  const { crate, target, made, file, env, given, folder: own, simd, optimized, flags } = modules[name]
  const toolchain = await wasmToolchain(target)
  const folder = join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), `wasm-${toolchain.kind}${own}`)
  await must(
    toolchain.cargo,
    ['rustc', '--release', '--locked', '--lib', '--crate-type', 'cdylib', '--target', target, '--package', `overt-${crate}`, '--target-dir', folder, ...given, ...toolchain.flags],
    // A panic in WebAssembly is a trap: there is nothing to unwind to.
    { env: { ...env, ...toolchain.env, RUSTFLAGS: undefined, CARGO_ENCODED_RUSTFLAGS: [...(simd ? ['-Ctarget-feature=+simd128'] : []), withoutHome, ...flags].join('\x1f'), CARGO_PROFILE_RELEASE_PANIC: 'abort' } },
  )
  const from = join(folder, target, 'release', made)
  checkModule(crate, new WebAssembly.Module(readFileSync(from)))
  mkdirSync(output, { recursive: true })
  const to = join(output, file)
  if (optimized !== undefined) await must(process.execPath, [join(root, 'node_modules/binaryen/bin/wasm-opt'), ...features(simd), lowMemory, optimized, from, '-o', `${to}.part`])
  else copyFileSync(from, `${to}.part`)
  renameSync(`${to}.part`, to)
}

/**
 * Builds all of them, two at a time: one is linked in one thread.
 */
export async function buildWasmModules() {
  await Promise.all([buildWasm('judge'), buildWasm('compile')])
  await Promise.all([buildWasm('scalar'), buildWasm('binding')])
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
