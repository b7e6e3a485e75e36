import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { output } from '../build/native.mjs'
import { denoAndBun, nodes } from '../setup/runtimes.mjs'

/** @typedef {{ engine: string, runtime: string, program: string, given: string[] }} Combination `given`: what the runtime needs before the script */
/** @typedef {{ engine: string, runtime: string, why: string }} Skipped */

/** Which engine runs where: the addon and WASI are Node's; Deno and Bun load the module that imports nothing. */
const engines = /** @type {const} */ ({ node: ['native', 'wasi', 'wasm'], deno: ['wasm'], bun: ['wasm'] })
const files = /** @type {Record<string, string>} */ ({ native: `overt.${process.platform}-${process.arch}`, wasi: 'overt.wasi.wasm', wasm: 'overt.wasm' })
/** Deno gets no permission at all. */
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
      if (!existsSync(path)) skipped.push({ engine, runtime, why: 'it is not installed: `npm run setup` installs it' })
      else if (!built(file)) skipped.push({ engine, runtime, why: `\`packages/overt/dist/${file}\` is missing: \`npm run build -- --wasm\` makes it` })
      else combinations.push({ engine, runtime, program: path, given: needed[name] ?? [] })
    }
  }
  return { combinations, skipped }
}

/** @param {string} file of the addon only the begin of its name is known: the C library's name follows on Linux */
const built = (file) => [file, `${file}.node`, `${file}-gnu.node`, `${file}-musl.node`, `${file}-msvc.node`].some((name) => existsSync(join(output, name)))
