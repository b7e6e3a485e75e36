// The packages for Deno and Bun: bundles with `@overt/core` and `@overt/surface` in them, and beside them the engine and the rules that ship.
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { denoAndBun } from '../setup/runtimes.mjs'
import { late } from './late.mjs'
import { output } from './native.mjs'
import { primordials } from './primordials.mjs'
import { compileWhatStartsCall } from './start-functions.mjs'

const hosts = /** @type {const} */ (['deno', 'bun'])

/** The modules of each package that stay files of their own. */
const entries = { deno: ['register.ts', 'native.ts', 'native-engine.ts', 'main.ts'], bun: ['register.ts'] }

/** Leaves imports between them as they are. @type {import('esbuild').Plugin} */
const apart = {
  name: 'modules of their own',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\.?\/(?:main|native-engine)\.ts$/ }, ({ path }) => ({ path: path.replace(/^\.\.?\/(.*)\.ts$/, './$1.js'), external: true }))
  },
}

/** Bundles packages/deno and packages/bun; needs `overt.wasm` and `overt.compile.wasm`. */
export async function buildHosts() {
  const { build } = await import('esbuild')
  const compiler = join(output, 'overt.compile.wasm')
  for (const name of hosts) {
    const folder = join(root, 'packages', name)
    const dist = join(folder, 'dist')
    mkdirSync(dist, { recursive: true })
    for (const module of ['overt.wasm', 'overt.compile.wasm']) copyFileSync(join(output, module), join(dist, module))
    const { image, file } = await rulesOf(readFileSync(compiler), name)
    writeFileSync(join(dist, 'rules.image'), image)
    writeFileSync(join(folder, 'src/rules.interest'), JSON.stringify(file))
    if (name === 'deno') for (const asset of ['overt.wasm', 'overt.compile.wasm', 'rules.image']) writeFileSync(join(dist, `${asset}.base64`), readFileSync(join(dist, asset)).toString('base64'))
    if (name === 'bun') writeFileSync(join(folder, 'src/engine.digests'), JSON.stringify(Object.fromEntries(['overt.wasm', 'rules.image'].map((asset) => [asset, createHash('sha256').update(readFileSync(join(dist, asset))).digest('hex')]))))
    /** @type {import('esbuild').BuildOptions} */
    const options = {
      bundle: true,
      format: 'esm',
      platform: 'neutral',
      target: 'esnext',
      minify: true,
      keepNames: false,
      external: ['./*.base64'],
      plugins: [apart, late, primordials],
      alias: { '@overt/core': join(root, 'packages/core/src/index.ts'), '@overt/surface': join(root, 'packages/surface/src/index.ts') },
      loader: { '.interest': 'json', '.digests': 'json' },
      // For Deno: V8 takes two bytes for each character of a source that has one which is not ASCII.
      charset: name === 'deno' ? 'ascii' : 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      entryPoints: entries[name].map((entry) => join(folder, 'src', entry)),
      outdir: dist,
    }
    if (name === 'bun') await buildForBun(build, options, dist)
    else {
      await build(options)
      for (const preload of ['register.js', 'native.js'].map((file) => join(dist, file))) writeFileSync(preload, `// @ts-self-types="../register.d.ts"\n${readFileSync(preload, 'utf8')}`)
      await compileWhatStartsCall(dist)
    }
  }
}

/**
 * The preload for Bun, with its bytecode beside it (`register.cjs.jsc`): parsing it, and compiling its functions when they are first called, is 40 % of what it adds to a start. Another Bun than this
 * one, or one that finds the file damaged, reads `register.cjs` as any other. Without a Bun at hand that is all that there is.
 *
 * Bun makes bytecode of CommonJS only, and would write this machine's paths where `import.meta.url` or `__filename` stands.
 *
 * @param {typeof import('esbuild').build} build
 * @param {import('esbuild').BuildOptions} options
 * @param {string} dist
 */
async function buildForBun(build, options, dist) {
  const register = join(dist, 'register.cjs')
  rmSync(`${register}.jsc`, { force: true })
  const folder = mkdtempSync(join(tmpdir(), 'overt-bytecode-'))
  try {
    const banner = "const overtUrl = Bun.pathToFileURL(Reflect.get(module, 'filename')).href"
    const bundle = join(folder, 'register.js')
    await build({ ...options, format: 'cjs', outdir: folder, define: { 'import.meta.url': 'overtUrl' }, banner: { js: banner } })
    const bun = denoAndBun().find(({ name }) => name === 'bun')
    if (bun === undefined || !existsSync(bun.path)) {
      copyFileSync(bundle, register)
      return
    }
    const out = join(folder, 'out')
    await must(bun.path, ['build', '--bytecode', '--format=cjs', '--target=bun', '--minify', bundle, '--outdir', out], { env: { BUN_OPTIONS: undefined } })
    if (readFileSync(join(out, 'register.js'), 'utf8').includes(folder)) throw new Error('`bun build` wrote the path of its input into the preload')
    copyFileSync(join(out, 'register.js'), register)
    copyFileSync(join(out, 'register.js.jsc'), `${register}.jsc`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * The rules that ship, compiled for a runtime by the module that it compiles rules with. None of them names a system, so the image is right on all.
 *
 * @param {Uint8Array<ArrayBuffer>} wasm
 * @param {string} product
 */
async function rulesOf(wasm, product) {
  const { createWasmCompiler } = await import('../../packages/core/dist/index.js')
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm), {})
  const compiler = createWasmCompiler(/** @type {any} */ (exports))
  const folder = join(root, 'rules')
  const sources = readdirSync(folder).sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
  const { diagnostics } = compiler.compile(sources, { products: [product] })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) throw new Error(`${error.file}:${error.line}: ${error.message}`)
  const { fields, judged } = compiler.interest()
  const prefilters = Array.from(fields, (_, event) => [...compiler.prefilters(event)])
  return { image: compiler.build(), file: { fields: [...fields], judged: [...judged], prefilters } }
}
