import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../run/root.mjs'

const home = JSON.stringify(join(root, 'packages/core/src/primordials.ts'))

/**
 * `const { apply } = primordials` as an import of the name itself. Else each file of a bundle has a variable of its own for it, each is read through a getter at a
 * start, and an object with a getter for each primordial is made for that: a tenth of what the first level of the preload cost.
 *
 * @type {import('esbuild').Plugin}
 */
export const primordials = {
  name: 'primordials',
  setup(build) {
    build.onLoad({ filter: /[\\/]packages[\\/]\w+[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8')
      if (!source.includes('primordials')) return undefined
      return { contents: asImports(source), loader: 'ts' }
    })
  },
}

/** The lines stay where they are: the source map is made from what this gives. @param {string} source */
export function asImports(source) {
  return source
    .replace(/^const \{([^}]*)\} = primordials$/gm, (_, names) => `import {${names.replaceAll(/\s+/g, ' ').replaceAll(':', ' as')}} from ${home}`)
    .replace(/^(import \{[^}]*?)\bprimordials\b,? ?([^}]*\} from '@overt\/core')$/m, (_, before, after) => `import * as primordials from ${home}; ${before}${after}`)
}
