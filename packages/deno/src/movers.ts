import type { Mover } from '@overt/surface'

const deeds = [
  ['rename', 'rename'],
  ['copyFile', 'copy'],
  ['link', 'link'],
  ['symlink', 'symbolic_link'],
  ['remove', 'remove'],
] as const

/** The functions of `Deno.*`, in which those of `node:fs` end too, but for `cp` and `rmdir`. */
export const denoMovers = (deno: object): readonly Mover[] =>
  deeds.flatMap(([name, deed]): readonly Mover[] => [
    { holder: deno, name, form: 'promise', deed },
    { holder: deno, name: `${name}Sync`, form: 'sync', deed },
  ])
