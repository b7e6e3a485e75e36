import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const importStatement = /^import (?:type )?(?:\w+)?(?:, )?(?:\{([^}]*)\})? ?from '(node:[\w/]+)'/gm

/** The names that the sources import from each builtin module. @param {string} folder */
function importedNames(folder) {
  /** @type {Map<string, Set<string>>} */
  const found = new Map()
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    for (const [, names = '', module = ''] of readFileSync(join(folder, file), 'utf8').matchAll(importStatement)) {
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

/**
 * Builtin modules in a CommonJS bundle, without esbuild's interoperation helper: that copies every property of the module, and the getters of `process` and
 * others load modules when they are copied (9 ms of start-up).
 * @param {string} folder of the sources
 * @returns {import('esbuild').Plugin}
 */
export const builtins = (folder) => ({
  name: 'builtins',
  setup(build) {
    const names = importedNames(folder)
    build.onResolve({ filter: /^node:/ }, ({ path, namespace }) => (namespace === 'builtin' ? { path, external: true } : { path, namespace: 'builtin' }))
    build.onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: [
        `const module = require('${path}')`,
        'export default module',
        ...[...(names.get(path) ?? [])].map((name) => `export const ${name} = module.${name}`),
      ].join('\n'),
    }))
  },
})
