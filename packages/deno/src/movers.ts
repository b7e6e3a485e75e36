import { primordials } from '@overt/core'
import type { Mover } from '@overt/surface'
import { asPath } from './path-text.ts'

const { append } = primordials

const deeds = [
  { name: 'rename', deed: 'rename' },
  { name: 'copyFile', deed: 'copy' },
  { name: 'link', deed: 'link' },
  { name: 'symlink', deed: 'symbolic_link' },
  { name: 'remove', deed: 'remove' },
] as const

/** The functions of `Deno.*`, in which those of `node:fs` end too, but for `cp` and `rmdir`. */
export function denoMovers(deno: object): readonly Mover[] {
  const movers: Mover[] = []
  for (let i = 0; i < deeds.length; i++) {
    const { name, deed } = deeds[i] as (typeof deeds)[number]
    append(movers, { holder: deno, name, form: 'promise', deed })
    append(movers, { holder: deno, name: `${name}Sync`, form: 'sync', deed, settle: asPath })
  }
  return movers
}
