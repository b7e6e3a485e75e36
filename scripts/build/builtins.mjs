import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run/root.mjs'

const importStatement = /^import (?:type )?(?:\w+)?(?:, )?(?:\{([^}]*)\})? ?from '(node:[\w/]+)'/gm

/** The names that the sources import from each builtin module. @param {readonly string[]} files */
function importedNames(files) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map()
  for (const file of files) {
    for (const [, names = '', module = ''] of readFileSync(file, 'utf8').matchAll(importStatement)) {
      const set = found.get(module) ?? new Set()
      found.set(module, set)
      for (const name of names.split(',')) {
        const original = name.trim().split(' as ')[0]
        if (original !== undefined && original !== '' && !original.startsWith('type ')) set.add(original)
      }
    }
  }
  return found
}

/** Not `require`, which goes through all of the loader: six builtins took 0.3 ms of a start by it, and take 0.03. @param {string} path */
const given = (path) => (path === 'node:process' ? 'process' : `process.getBuiltinModule('${path}')`)

/**
 * Builtin modules in a CommonJS bundle, without esbuild's interoperation helper: that copies every property of the module, and the getters of `process` and
 * others load modules when they are copied (9 ms of start-up).
 * Only what a bundle's own sources import is read: a getter of a name that another bundle needs (`util.parseArgs`) would load a module for nothing.
 * @param {readonly string[]} files the sources of the bundle
 * @param {Readonly<Record<string, string>>} [at] an expression for a module that need not be loaded to be had
 * @returns {import('esbuild').Plugin}
 */
export const builtins = (files, at = {}) => ({
  name: 'builtins',
  setup(build) {
    const names = importedNames(files)
    build.onResolve({ filter: /^node:/ }, ({ path, namespace }) => (namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' }))
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: [
        `const builtin = ${at[path] ?? given(path)}`,
        'export default builtin',
        ...[...(names.get(path) ?? [])].map((name) => `export const ${name} = builtin.${name}`),
      ].join('\n'),
    }))
  },
})

/**
 * The sources that a bundle is made of.
 *
 * @param {import('esbuild').BuildOptions} options of the bundle
 * @returns {Promise<string[]>} absolute paths
 */
export async function sourcesOf(options) {
  const { build } = await import('esbuild')
  const { metafile } = await build({ ...options, absWorkingDir: root, write: false, metafile: true })
  return Object.keys(metafile.inputs).filter((path) => /\.(?:ts|mjs)$/.test(path)).map((path) => join(root, path))
}
