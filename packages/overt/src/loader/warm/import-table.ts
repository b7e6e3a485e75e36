import { primordials } from '@overt/core'
import type { Known } from './layout.ts'
import { same } from './require-table.ts'

const { hasOwn, keys, slice, startsWith } = primordials
const { setPrototypeOf } = Object

/** What a resolve hook answers. */
export interface Resolved {
  readonly url: string
  readonly format: string | null
  readonly shortCircuit: true
}

/** How `import` resolves. */
export interface ImportTable {
  /** What `specifier` means in the module at `parent`, where that is known and the conditions are the usual ones; else undefined. */
  find(specifier: string, parent: string | undefined, conditions: readonly string[] | undefined): Resolved | undefined
  /** How many modules have asked for others, for `import`. */
  readonly size: number
}

/** @param rootUrl the manifest's root as a URL, without a slash at its end */
export function createImportTable({ conditions: usual, modules, urls }: Known, rootUrl: string): ImportTable {
  const below = `${rootUrl}/`
  const resolved = urls.map((known): Resolved => ({ __proto__: null, url: startsWith(known[0], 'node:') ? known[0] : below + known[0], format: known[1], shortCircuit: true }) as unknown as Resolved)
  const rows = setPrototypeOf(modules, null) as Readonly<Record<string, Readonly<Record<string, number>> | undefined>>

  return {
    size: keys(modules).length,
    find(specifier, parent, conditions) {
      if (parent === undefined || conditions === undefined || !startsWith(parent, below)) return undefined
      const row = rows[slice(parent, below.length)]
      if (row === undefined || !hasOwn(row, specifier) || !same(conditions, usual)) return undefined
      return resolved[row[specifier] ?? -1]
    },
  }
}
