import { primordials } from '@overt/core'
import type { Deed, Mover } from './probes/moving.ts'

const { append, includes } = primordials

const deeds: readonly { readonly name: string; readonly deed: Deed }[] = [
  { name: 'rename', deed: 'rename' },
  { name: 'copyFile', deed: 'copy' },
  { name: 'cp', deed: 'copy_tree' },
  { name: 'link', deed: 'link' },
  { name: 'symlink', deed: 'symbolic_link' },
  { name: 'unlink', deed: 'remove' },
  { name: 'rm', deed: 'remove' },
  { name: 'rmdir', deed: 'remove' },
]

/**
 * The functions of `node:fs`, by name. The list is made when the application has run: it asks no method of a list's own.
 *
 * @param callbacks names, without `Sync`, of those with a callback that have a probe of their own; the others end in another function
 * @param synchronous the same of those with `Sync`
 * @param promised the same of those of the promises
 */
export function nodeMovers(fs: object, promises: object, callbacks: readonly string[], synchronous: readonly string[], promised: readonly string[]): readonly Mover[] {
  const movers: Mover[] = []
  for (let i = 0; i < deeds.length; i++) {
    const { name, deed } = deeds[i] as (typeof deeds)[number]
    if (includes(callbacks, name)) append(movers, { holder: fs, name, form: 'callback', deed })
    if (includes(synchronous, name)) append(movers, { holder: fs, name: `${name}Sync`, form: 'sync', deed })
    if (includes(promised, name)) append(movers, { holder: promises, name, form: 'promise', deed })
  }
  return movers
}
