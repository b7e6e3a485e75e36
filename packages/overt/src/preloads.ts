import { join, sep } from 'node:path'

/** A module as Node's CommonJS cache holds it. */
export interface Loaded {
  readonly filename: string
  readonly children: readonly Loaded[]
}

/** Node's cache of CommonJS modules, by file name. */
export type ModuleCache = Readonly<Record<string, Loaded | undefined>>

/** Whether nothing but the runtime has run in this thread: overt is the first that `--require` names. `parent`: what Node's loader says asked for overt. */
export function hasNothingRun(cache: ModuleCache, parent: { readonly id: string } | null | undefined): boolean {
  return parent?.id === 'internal/preload' && Object.keys(cache).length === 1
}

/**
 * The files that ran before overt and that the configuration does not list. What a listed file loaded is listed with it.
 *
 * @param cache Node's cache of CommonJS modules
 * @param own the preload's own file
 * @param listed files, and folders with all in them
 */
export function earlierModules(cache: ModuleCache, own: string, listed: readonly string[]): readonly string[] {
  const known = new Set([own])
  const add = (module: Loaded): void => {
    if (known.has(module.filename)) return
    known.add(module.filename)
    module.children.forEach(add)
  }
  for (const [path, module] of Object.entries(cache)) {
    if (module !== undefined && path !== own && listed.some((entry) => path === entry || path.startsWith(entry.endsWith(sep) ? entry : join(entry, sep)))) add(module)
  }
  return Object.keys(cache).filter((path) => !known.has(path))
}
