// The packages for Deno and Bun: bundles with `@overt/core` and `@overt/surface` in them, and beside them the engine and the rules that ship.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'
import { primordials } from './primordials.mjs'

const hosts = /** @type {const} */ (['deno', 'bun'])

/** The modules of each package that stay files of their own. */
const entries = { deno: ['register.ts', 'main.ts', 'embedded.ts', 'embedded-full.ts'], bun: ['register.ts'] }

/** Leaves imports between them as they are. @type {import('esbuild').Plugin} */
const apart = {
  name: 'modules of their own',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/(?:main|embedded|embedded-full)\.ts$/ }, ({ path }) => ({ path: path.replace(/\.ts$/, '.js'), external: true }))
  },
}

/** Bundles packages/deno and packages/bun; needs `overt.wasm` and `overt.full.wasm`. */
export async function buildHosts() {
  const { build } = await import('esbuild')
  const full = join(output, 'overt.full.wasm')
  for (const name of hosts) {
    const folder = join(root, 'packages', name)
    const dist = join(folder, 'dist')
    mkdirSync(dist, { recursive: true })
    for (const module of ['overt.wasm', 'overt.full.wasm']) copyFileSync(join(output, module), join(dist, module))
    const { image, file } = await rulesOf(readFileSync(full), name)
    writeFileSync(join(dist, 'rules.image'), image)
    writeFileSync(join(folder, 'src/rules.image'), image)
    writeFileSync(join(folder, 'src/rules.interest'), JSON.stringify(file))
    await build({
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      minify: true,
      keepNames: false,
      external: ['./overt.wasm', './overt.full.wasm'],
      plugins: [apart, primordials],
      alias: { '@overt/core': join(root, 'packages/core/src/index.ts'), '@overt/surface': join(root, 'packages/surface/src/index.ts') },
      loader: { '.image': 'binary', '.interest': 'json' },
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      entryPoints: entries[name].map((entry) => join(folder, 'src', entry)),
      outdir: dist,
    })
    const register = join(dist, 'register.js')
    if (name === 'deno') writeFileSync(register, `// @ts-self-types="../register.d.ts"\n${readFileSync(register, 'utf8')}`)
  }
}

/**
 * The rules that ship, compiled for a runtime by the engine of the same build as the one that will load them. None of them names a system, so the image is right on all.
 *
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {string} product
 */
async function rulesOf(wasm, product) {
  const { createWasmEngine } = await import('../../packages/core/dist/index.js')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {})
  const engine = createWasmEngine(/** @type {any} */ (exports))
  const folder = join(root, 'rules')
  const sources = readdirSync(folder).sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const { diagnostics } = engine.compile(sources, { products: [product] })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`${error.file}:${error.line}: ${error.message}`)
  const { fields, judged } = engine.interest()
  const prefilters = Array.from(fields, (_, event) => [...engine.prefilters(event)])
  return { image: engine.build(), file: { fields: [...fields], judged: [...judged], prefilters } }
}
