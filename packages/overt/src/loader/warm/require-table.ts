import Module from 'node:module'
import { primordials } from '@overt/core'
import type { Known } from './layout.ts'

const { charCodeAt, isArray, keys, lastIndexOf, slice } = primordials
const { setPrototypeOf } = Object

/** What Node's loader keeps of a module. */
export interface Parent {
  readonly id?: unknown
  readonly filename?: unknown
  readonly paths?: unknown
}

interface Internals {
  readonly _extensions: object
  readonly _findPath: unknown
  readonly _nodeModulePaths: (folder: string) => readonly string[]
  readonly _resolveLookupPaths: unknown
  readonly globalPaths: readonly string[]
}

const internals = Module as unknown as Internals

interface Row {
  readonly requests: Readonly<Record<string, number | undefined>>
  readonly folder: string
  /** Where Node looks for a package from this folder. */
  paths: readonly string[] | undefined
}

/** Whether resolution is Node's own, undisturbed. */
export function createUndisturbed(): () => boolean {
  const { _findPath, _nodeModulePaths, _resolveLookupPaths, _extensions } = internals
  const extensions = keys(_extensions)
  return () => {
    if (internals._findPath !== _findPath || internals._nodeModulePaths !== _nodeModulePaths || internals._resolveLookupPaths !== _resolveLookupPaths) return false
    return internals._extensions === _extensions && same(keys(_extensions), extensions)
  }
}

/** The paths in which Node would look for a package, where the application has not changed them. */
export const lookupPaths = (folder: string): readonly string[] => internals._nodeModulePaths(folder)

/** Whether two lists hold the same texts. */
export function same(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** `./`, `../`, `.` and `..`: such a request is looked for in one folder, whatever the parent's `paths` are. */
export function isRelative(request: string): boolean {
  if (charCodeAt(request, 0) !== 0x2e) return false
  const second = charCodeAt(request, 1)
  return !(second === second) || second === 0x2f || (second === 0x2e && (request.length === 2 || charCodeAt(request, 2) === 0x2f))
}

/** No path of Node's for every module (`$HOME/.node_modules`) lies below the root: else what is found there would depend on the machine. */
export const hasGlobalPathBelow = (root: string): boolean => internals.globalPaths.some((path) => path === root || path.startsWith(`${root}/`))

/** How `require` resolves. */
export interface RequireTable {
  /** The file that `request` means for `parent`, where that is known and means the same now; else undefined. */
  find(request: string, parent: Parent): string | undefined
}

export function createRequireTable({ commonjs, files }: Known, root: string): RequireTable {
  const rows = { __proto__: null } as unknown as Record<string, Row | undefined>
  const folders = keys(commonjs)
  for (let i = 0; i < folders.length; i++) {
    const below = folders[i] ?? ''
    const folder = below === '' ? root : `${root}/${below}`
    rows[folder] = { requests: setPrototypeOf(commonjs[below], null) as Row['requests'], folder, paths: undefined }
  }
  const paths = files.map((file) => `${root}/${file}`)
  const undisturbed = createUndisturbed()

  return {
    find(request, parent) {
      const { filename } = parent
      if (typeof filename !== 'string' || !parent.id) return undefined
      const row = rows[slice(filename, 0, lastIndexOf(filename, '/'))]
      const index = row?.requests[request]
      if (row === undefined || index === undefined || !undisturbed()) return undefined
      if (!isRelative(request)) {
        row.paths ??= lookupPaths(row.folder)
        if (!isArray(parent.paths) || !same(parent.paths, row.paths)) return undefined
      }
      return paths[index]
    },
  }
}
