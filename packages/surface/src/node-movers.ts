import type { Deed, Mover } from './probes/moving.ts'

const deeds: readonly (readonly [name: string, deed: Deed])[] = [
  ['rename', 'rename'],
  ['copyFile', 'copy'],
  ['cp', 'copy_tree'],
  ['link', 'link'],
  ['symlink', 'symbolic_link'],
  ['unlink', 'remove'],
  ['rm', 'remove'],
  ['rmdir', 'remove'],
]

/**
 * The functions of `node:fs`, by name.
 *
 * @param callbacks names, without `Sync`, of those with a callback that have a probe of their own; the others end in another function
 * @param synchronous the same of those with `Sync`
 * @param promised the same of those of the promises
 */
export function nodeMovers(fs: object, promises: object, callbacks: readonly string[], synchronous: readonly string[], promised: readonly string[]): readonly Mover[] {
  return deeds.flatMap(([name, deed]): readonly Mover[] => [
    ...(callbacks.includes(name) ? [{ holder: fs, name, form: 'callback', deed } as const] : []),
    ...(synchronous.includes(name) ? [{ holder: fs, name: `${name}Sync`, form: 'sync', deed } as const] : []),
    ...(promised.includes(name) ? [{ holder: promises, name, form: 'promise', deed } as const] : []),
  ])
}
