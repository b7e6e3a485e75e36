import { chmodSync, copyFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { builtins } from './builtins.mjs'
import { output } from './native.mjs'

const source = join(root, 'packages/overt/src')

/** Type-checks and emits the packages, then bundles what is started: the preload, the command, and the API. */
export async function buildPackages() {
  await must(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'])
  await bundle()
}

/**
 * The preload is one CommonJS file and holds `@overt/core`: it is read before the application's first line, and one file is read fastest. No other
 * package is bundled.
 */
async function bundle() {
  const { build } = await import('esbuild')
  /** @type {import('esbuild').BuildOptions} */
  const common = {
    bundle: true,
    platform: 'node',
    target: 'node20',
    packages: 'external',
    external: ['node:*'],
    alias: { '@overt/core': join(root, 'packages/core/src/index.ts') },
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
  }
  // A CommonJS file has no `import.meta`.
  const define = { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename', 'import.meta.url': 'importMetaUrl' }
  await build({
    ...common,
    format: 'cjs',
    entryPoints: [join(source, 'register.ts')],
    outfile: join(output, 'register.cjs'),
    define,
    // Parsing 180 KB takes a millisecond more of every start than parsing 80 KB. The map is for people; nothing loads it.
    minify: true,
    sourcemap: 'external',
    sourcesContent: false,
    plugins: [builtins(source)],
    inject: [join(root, 'scripts/build/import-meta-url.mjs')],
  })
  await build({ ...common, format: 'esm', entryPoints: { overt: join(source, 'cli/main.ts'), api: join(source, 'api.ts') }, outdir: output })
  chmodSync(join(output, 'overt.js'), 0o755)
  const types = join(source, 'register.d.cts')
  if (existsSync(types)) copyFileSync(types, join(output, 'register.d.cts'))
}
