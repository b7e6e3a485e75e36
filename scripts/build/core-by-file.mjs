import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../run/root.mjs'
import { asImports } from './primordials.mjs'

const folder = join(root, 'packages/core/src')
const statement = /^(import|export) \{([^}]*)\} from '@overt\/core'$/gm

/** Where what the index exports is: the file, and the name there; `*` for all of a file. @returns {Map<string, { file: string, name: string }>} */
function exported() {
  const found = new Map()
  const index = readFileSync(join(folder, 'index.ts'), 'utf8')
  for (const [, name = '', file = ''] of index.matchAll(/^export \* as (\w+) from '\.\/([\w/.-]+)'$/gm)) found.set(name, { file, name: '*' })
  for (const [, names = '', file = ''] of index.matchAll(/^export (?:type )?\{([^}]*)\} from '\.\/([\w/.-]+)'$/gm)) {
    for (const one of names.split(',')) {
      const [name = '', outside = name] = one.trim().replace(/^type /, '').split(' as ')
      found.set(outside, { file, name })
    }
  }
  return found
}

/**
 * Each name of `@overt/core` is imported from the file that it is in, and primordials by their names: esbuild takes whoever imports from an index for one that needs
 * every file that the index names, so the preload's first level had what only its parts use.
 *
 * @type {import('esbuild').Plugin}
 */
export const coreByFile = {
  name: 'core-by-file',
  setup(build) {
    const places = exported()
    build.onLoad({ filter: /[\\/]packages[\\/]\w+[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      return source.includes('@overt/core') || source.includes('primordials') ? { contents: byFile(asImports(source).replaceAll('; import {', '\nimport {'), places), loader: 'ts' } : undefined
    })
  },
}

/** @param {string} source @param {Map<string, { file: string, name: string }>} places */
function byFile(source, places) {
  return source.replace(statement, (_, /** @type {string} */ verb, /** @type {string} */ names) =>
    names
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '' && !one.startsWith('type '))
      .map((one) => {
        const [outside = '', local = outside] = one.split(' as ')
        const place = places.get(outside)
        if (place === undefined) throw new Error(`\`${outside}\` is not in the index of packages/core`)
        const from = JSON.stringify(join(folder, place.file))
        return place.name === '*' ? `${verb} * as ${local} from ${from}` : `${verb} { ${place.name} as ${local} } from ${from}`
      })
      .join('; '),
  )
}
