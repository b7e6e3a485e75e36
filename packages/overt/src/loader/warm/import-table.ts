import { primordials } from '@overt/core'
import type { Known } from './layout.ts'
import { same } from './require-table.ts'

const { keys, slice, startsWith } = primordials
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

/** What one module asks for, and where the next question's answer stands if its declarations are asked about in their order, as they are. */
interface Row {
  readonly asked: Known['modules'][string]
  next: number
}

/** @param rootUrl the manifest's root as a URL, without a slash at its end */
export function createImportTable({ conditions: usual, modules, urls }: Known, rootUrl: string): ImportTable {
  const below = `${rootUrl}/`
  const resolved = urls.map((known): Resolved => ({ __proto__: null, url: startsWith(known[0], 'node:') ? known[0] : below + known[0], format: known[1], shortCircuit: true }) as unknown as Resolved)
  const lists = setPrototypeOf(modules, null) as Readonly<Record<string, Row['asked'] | undefined>>
  const rows = { __proto__: null } as unknown as Record<string, Row | undefined>
  // Hashing a URL is most of a look-up, and a module asks many times in a row.
  let last: string | undefined
  let row: Row | undefined

  function rowOf(parent: string): Row | undefined {
    if (!startsWith(parent, below)) return undefined
    const name = slice(parent, below.length)
    const asked = lists[name]
    return asked === undefined ? undefined : (rows[name] ??= { asked, next: 0 })
  }

  return {
    size: keys(modules).length,
    find(specifier, parent, conditions) {
      if (parent === undefined || conditions === undefined) return undefined
      if (parent !== last) {
        row = rowOf(parent)
        last = parent
      }
      if (row === undefined || !same(conditions, usual)) return undefined
      const { asked, next } = row
      for (let i = 0; i < asked.length; i += 2) {
        const at = (next + i) % asked.length
        if (asked[at] !== specifier) continue
        row.next = at + 2
        return resolved[asked[at + 1] as number]
      }
      return undefined
    },
  }
}
