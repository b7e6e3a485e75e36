import { statSync } from '../captured.ts'

const kinds = 0o170000
const regular = 0o100000
const executable = 0o111
const statOptions = { __proto__: null, throwIfNoEntry: false, bigint: false } as const

/** The mode of what a path leads to, where that is a regular file; else 0. */
function modeOfFile(path: string): number {
  try {
    const found = statSync(path, statOptions as never) as { readonly mode: number } | undefined
    return found === undefined || (found.mode & kinds) !== regular ? 0 : found.mode
  } catch {
    return 0
  }
}

/** Whether a path leads to a regular file. */
export const isFile = (path: string): boolean => modeOfFile(path) !== 0

/** Whether a path leads to a regular file that may be executed. */
export const isProgram = (path: string): boolean => (modeOfFile(path) & executable) !== 0
