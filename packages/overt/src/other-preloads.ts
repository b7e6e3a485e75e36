import { findPreloads, type Preloads } from '@overt/core'
import { statSync } from './captured.ts'

/** The preloads of the runtimes that a child may be; undefined for one that is not installed beside this one. */
export type OtherPreloads = Pick<Preloads, 'bun' | 'deno'>

const kinds = 0o170000
const regular = 0o100000
const statOptions = { __proto__: null, throwIfNoEntry: false, bigint: false } as const

/** Looks for them where this one was installed: at the start, when a look at a file is nobody's event yet. */
export function findOtherPreloads(preload: string): OtherPreloads {
  const { bun, deno } = findPreloads(preload, undefined, { runtime: 'node', preload }, { isFile, isFolder: () => false })
  return { bun, deno }
}

function isFile(path: string): boolean {
  try {
    const entry = statSync(path, statOptions as never) as { readonly mode: number } | undefined
    return entry !== undefined && (entry.mode & kinds) === regular
  } catch {
    return false
  }
}
