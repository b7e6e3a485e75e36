import { findPreloads, type Preloads } from '@overt/core'
import { isFile } from './probes/regular-file.ts'

/** The preloads of the runtimes that a child may be; undefined for one that is not installed beside this one. */
export type OtherPreloads = Pick<Preloads, 'bun' | 'deno'>

/** Looks for them where this one was installed: at the start, when a look at a file is nobody's event yet. */
export function findOtherPreloads(preload: string): OtherPreloads {
  const { bun, deno } = findPreloads(preload, undefined, { runtime: 'node', preload }, { isFile, isFolder: () => false })
  return { bun, deno }
}
