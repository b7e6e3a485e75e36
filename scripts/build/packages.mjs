import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { builtins, sourcesOf } from './builtins.mjs'
import { coreByFile } from './core-by-file.mjs'
import { copyLicences } from './licences.mjs'
import { output } from './native.mjs'
import { divided } from './parts.mjs'
import { primordials } from './primordials.mjs'

const source = join(root, 'packages/overt/src')

/** What packages/overt/src/preload-parts.ts names, and where it is. */
const parts = Object.fromEntries(
  Object.entries({
    ...Object.fromEntries(['connections', 'datagrams', 'names', 'requests', 'servers'].map((name) => [name, `probes/network/${name}-part`])),
    ...Object.fromEntries(['diagnostics', 'modules', 'native', 'sqlite', 'tamper', 'workers'].map((name) => [name, `probes/${name}/part`])),
    ...{ guards: 'probes/open/own-part', hotSwap: 'hot-swap', jobs: 'probes/open/file-jobs', loader: 'loader/part', processes: 'probes/process/part' },
    ...{ received: 'context/requests', recordFile: 'output/part', run: 'run-events', warm: 'loader/warm/part', witness: 'transformers/witness' },
  }).map(([name, file]) => [name, join(source, `${file}.ts`)]),
)

/** Type-checks and emits the packages, then bundles what is started: the preload, the command, and the API. */
export async function buildPackages() {
  await must(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b'])
  copyLicences()
  await bundle()
}

/**
 * The preload is one script and holds `@overt/core`: it is read before the application's first line, and one file is read fastest. No other package is
 * bundled. register.cjs, which an application names, runs it (packages/overt/src/code-cache).
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
    alias: { '@overt/core/commands': join(root, 'packages/core/src/commands/index.ts'), '@overt/core': join(root, 'packages/core/src/index.ts') },
    legalComments: 'none',
    logLevel: 'silent',
  }
  /** @type {import('esbuild').BuildOptions} */
  const commonjs = {
    ...common,
    format: 'cjs',
    // A CommonJS file has no `import.meta`. Nothing in these bundles asks for its URL, which would have to be made at each start.
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
    // Less to read and to parse. The map is for people; nothing loads it. Node prints the whole line that an uncaught error was thrown in, so lines are kept short;
    // those of the preload it does not print.
    minify: true,
    lineLimit: 120,
    charset: 'ascii',
  }
  const preload = join(output, 'preload.cjs')
  /** @param {import('esbuild').BuildOptions} options @param {import('esbuild').BuildOptions} to @param {Readonly<Record<string, string>>} [at] */
  const bundled = async (options, to, at) => build({ ...options, ...to, plugins: [...(options.plugins ?? []), builtins(await sourcesOf(options), at), primordials] })
  const ofPreload = { ...commonjs, external: ['node:*', '*/preload-parts.ts'], entryPoints: [join(source, 'preload.ts')] }
  const sources = await sourcesOf({ ...ofPreload, entryPoints: [...ofPreload.entryPoints, ...Object.values(parts)], outdir: output })
  await build({
    ...commonjs,
    // The very object; what loading `node:module` adds to it is patched when it has been added.
    ...(await divided({ ...ofPreload, plugins: [builtins(sources, { 'node:module': 'module.constructor' }), coreByFile] }, parts)),
    outfile: preload,
    // Each has a mark.
    lineLimit: 1000,
    sourcemap: 'external',
    sourcesContent: false,
    // What Node puts around a CommonJS module: register.cjs runs the file as a script. A module is strict, which the second pass no longer says.
    banner: { js: '(function (exports, require, module, __filename, __dirname) {"use strict";' },
    footer: { js: '})' },
  })
  const { unprinted } = await import('./unprinted.mjs')
  writeFileSync(preload, unprinted(readFileSync(preload, 'utf8')))
  const preloadDigest = JSON.stringify(createHash('sha256').update(readFileSync(preload)).digest('hex').slice(0, 16))
  const others = {
    register: 'register.ts',
    // What `overt lock --warm` runs an application with.
    'warm-run': 'warm-run/main.ts',
    'make-code-cache': 'code-cache/make.ts',
    // What makes code once more, in a thread of its own.
    transformers: 'transformers/main.ts',
  }
  for (const [name, entry] of Object.entries(others)) {
    await bundled({ ...commonjs, define: { ...commonjs.define, preloadDigest }, entryPoints: [join(source, entry)] }, { outfile: join(output, `${name}.cjs`) })
  }
  await bundleCommand(bundled, commonjs)
  await build({ ...common, charset: 'utf8', format: 'esm', entryPoints: { api: join(source, 'api.ts') }, outdir: output })
  const types = join(source, 'register.d.cts')
  if (existsSync(types)) copyFileSync(types, join(output, 'register.d.cts'))
}

/**
 * The command: one script that has `lock` and `verify`, and one that has everything. A module that is imported where it is needed (`await import`) becomes a function
 * of its script, which runs then, and has its builtins then.
 *
 * @param {(options: import('esbuild').BuildOptions, to: import('esbuild').BuildOptions) => Promise<unknown>} bundled
 * @param {import('esbuild').BuildOptions} commonjs
 */
async function bundleCommand(bundled, commonjs) {
  /** @type {import('esbuild').Plugin} */
  const others = {
    name: 'others',
    setup({ onResolve }) {
      onResolve({ filter: /\/commands\.ts$/, namespace: 'file' }, ({ kind }) => (kind === 'dynamic-import' ? { path: './commands.cjs', external: true } : undefined))
      // What a script needs of core is a file or two of many.
      onResolve({ filter: /^@overt\/core$/ }, () => ({ path: join(root, 'packages/core/src/index.ts'), sideEffects: false }))
    },
  }
  const parts = { ...commonjs, plugins: [others], supported: { 'dynamic-import': false } }
  await bundled({ ...parts, entryPoints: [join(source, 'cli/commands.ts')] }, { outfile: join(output, 'commands.cjs') })
  const overt = join(output, 'overt.cjs')
  await bundled({ ...parts, entryPoints: [join(source, 'cli/main.ts')] }, { outfile: overt })
  chmodSync(overt, 0o755)
}
