import Module from 'node:module'
import process from 'node:process'
import type { Known } from '../loader/warm/layout.ts'
import { createUndisturbed, hasGlobalPathBelow, isRelative, lookupPaths, type Parent, same } from '../loader/warm/require-table.ts'

type ResolveFilename = (this: unknown, request: string, parent: Parent | null | undefined, isMain: boolean, options?: { readonly paths?: unknown }) => string

const internals = Module as unknown as { _resolveFilename: ResolveFilename }

/** Gives each file one number. */
export interface Numbering {
  number(path: string): number
  readonly list: readonly string[]
}

export function createNumbering(): Numbering {
  const numbers = new Map<string, number>()
  const list: string[] = []
  return {
    list,
    number(path) {
      const known = numbers.get(path)
      if (known !== undefined) return known
      numbers.set(path, list.length)
      return list.push(path) - 1
    },
  }
}

/** What lies below the root, as a path from there. */
export const below = (root: string, path: string): string | undefined => (path.startsWith(`${root}/`) ? path.slice(root.length + 1) : undefined)

/**
 * Writes down how `require` resolves, as far as a run may believe it: Node's own way, from a module whose `paths` are Node's, to a file below the root.
 *
 * @returns the table, filled while the application runs
 */
export function recordRequires(root: string, files: Numbering): Known['commonjs'] {
  const table: Record<string, Record<string, number>> = {}
  if ((process.env['NODE_PATH'] ?? '') !== '' || hasGlobalPathBelow(root)) return table
  const undisturbed = createUndisturbed()
  const original = internals._resolveFilename

  function note(request: string, parent: Parent, found: string): void {
    const { filename, id, paths } = parent
    const file = below(root, found)
    if (typeof filename !== 'string' || file === undefined || !id || !undisturbed()) return
    const folder = filename.slice(0, filename.lastIndexOf('/'))
    const place = folder === root ? '' : below(root, folder)
    if (place === undefined || (!isRelative(request) && !(Array.isArray(paths) && same(paths, lookupPaths(folder))))) return
    const row = (table[place] ??= { __proto__: null } as unknown as Record<string, number>)
    row[request] = files.number(file)
  }

  internals._resolveFilename = function resolve(request, parent, isMain, options) {
    const found = original.call(this, request, parent, isMain, options)
    if (parent !== null && parent !== undefined && options?.paths === undefined && !request.startsWith('/')) note(request, parent, found)
    return found
  }
  return table
}
