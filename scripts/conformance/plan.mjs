import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { prefix } from '../build/capi.mjs'
import { output } from '../build/native.mjs'
import { root } from '../run/root.mjs'
import { denoAndBun, nodes } from '../setup/runtimes.mjs'

/** @typedef {{ engine: string, runtime: string, program: string, given: string[], library?: string }} Combination `given`: what the runtime needs before the script; `library`: what the engine is opened from, where it does not know by itself */
/** @typedef {{ engine: string, runtime: string, why: string }} Skipped */

/** Which engine runs where: the addon and WASI are Node's; Deno and Bun load the module that imports nothing, and Deno the library for C where it may. */
const engines = /** @type {const} */ ({ node: ['native', 'wasi', 'wasm'], deno: ['wasm', 'native'], bun: ['wasm'] })
const files = /** @type {Record<string, string>} */ ({ native: `overt.${process.platform}-${process.arch}`, wasi: 'overt.wasi.wasm', wasm: 'overt.wasm' })
/** The library for C, which Deno calls. */
const library = join(prefix, 'lib', process.platform === 'darwin' ? 'libovert.dylib' : 'libovert.so')
/** Deno gets no permission at all, but to call that library and to read the file that does. */
const needed = /** @type {Record<string, string[]>} */ ({ deno: ['run', '--no-prompt', '--no-config', '--no-lock'] })

/**
 * What to run, and what cannot be run here and why.
 *
 * @param {{ engine?: string | undefined, runtime?: string | undefined }} only
 * @returns {{ combinations: Combination[], skipped: Skipped[] }}
 */
export function plan(only) {
  /** @type {Combination[]} */
  const combinations = []
  /** @type {Skipped[]} */
  const skipped = []
  for (const { name, version, path } of [...nodes(), ...denoAndBun()]) {
    for (const engine of engines[/** @type {keyof typeof engines} */ (name)]) {
      if ((only.engine ?? engine) !== engine || (only.runtime ?? name) !== name) continue
      const runtime = `${name} ${version}`
      const file = files[engine] ?? ''
      const calls = name === 'deno' && engine === 'native'
      if (!existsSync(path)) skipped.push({ engine, runtime, why: 'it is not installed: `npm run setup` installs it' })
      else if (calls && !existsSync(library)) skipped.push({ engine, runtime, why: `\`${library}\` is missing: \`npm run build -- --capi\` makes it` })
      else if (calls) combinations.push({ engine, runtime, program: path, given: [...(needed[name] ?? []), '--allow-ffi', `--allow-read=${join(root, 'packages/deno/dist')}`], library })
      else if (!built(file)) skipped.push({ engine, runtime, why: `\`packages/overt/dist/${file}\` is missing: \`npm run build -- --wasm\` makes it` })
      else combinations.push({ engine, runtime, program: path, given: needed[name] ?? [] })
    }
  }
  return { combinations, skipped }
}

/** @param {string} file of the addon only the begin of its name is known: the C library's name follows on Linux */
const built = (file) => [file, `${file}.node`, `${file}-gnu.node`, `${file}-musl.node`, `${file}-msvc.node`].some((name) => existsSync(join(output, name)))
