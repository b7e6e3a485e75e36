// The packages for Deno and Bun: one bundle each with `@overt/core` and `@overt/surface` in it, and the engine beside it.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run/root.mjs'
import { output } from './native.mjs'

const hosts = /** @type {const} */ (['deno', 'bun'])

/** Bundles packages/deno and packages/bun; needs `overt.wasm`. */
export async function buildHosts() {
  const { build } = await import('esbuild')
  const wasm = join(output, 'overt.wasm')
  for (const name of hosts) {
    const folder = join(root, 'packages', name)
    const dist = join(folder, 'dist')
    mkdirSync(dist, { recursive: true })
    copyFileSync(wasm, join(dist, 'overt.wasm'))
    writeFileSync(join(folder, 'src/rules.image'), await imageOf(readFileSync(wasm), name))
    await build({
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      external: ['./overt.wasm'],
      alias: { '@overt/core': join(root, 'packages/core/src/index.ts'), '@overt/surface': join(root, 'packages/surface/src/index.ts') },
      loader: { '.image': 'binary' },
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      entryPoints: [join(folder, 'src/register.ts')],
      outfile: join(dist, 'register.js'),
      ...(name === 'deno' ? { banner: { js: '// @ts-self-types="../register.d.ts"' } } : {}),
    })
  }
}

/**
 * The rules that ship, compiled for a runtime by the very engine that will load them. None of them names a system, so the image is right on all.
 *
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {string} product
 */
async function imageOf(wasm, product) {
  const { createWasmEngine } = await import('../../packages/core/dist/index.js')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {})
  const engine = createWasmEngine(/** @type {any} */ (exports))
  const folder = join(root, 'rules')
  const sources = readdirSync(folder).sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const { diagnostics } = engine.compile(sources, { products: [product] })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`${error.file}:${error.line}: ${error.message}`)
  return engine.build()
}
