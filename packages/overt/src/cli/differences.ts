import { join } from 'node:path'
import type { Diagnostic } from '@overt/core'
import { count } from './count.ts'
import type { Vendored } from './lockfile/vendored.ts'
import { printable } from './printable.ts'

/** What `overt verify --json` prints. Paths are below the folder, in the order of their bytes. */
export interface Found {
  readonly ok: boolean
  readonly serial: number
  readonly count: number
  readonly added: readonly { readonly path: string; readonly digest: string }[]
  readonly removed: readonly { readonly path: string; readonly digest: string }[]
  readonly changed: readonly { readonly path: string; readonly expected: string; readonly actual: string }[]
  readonly unreadable: readonly { readonly path: string; readonly why: string }[]
  /** Differences beyond those that are named. */
  readonly unnamed: number
  /** With `--verity`: files that fs-verity protects, with the digests that the kernel measured, as far as 64 MiB of names go; and how many there are. */
  readonly protected?: readonly { readonly path: string; readonly verity: string }[]
  readonly protectedCount?: number
}

/** For people, a difference a line, or three with digests. */
export function lines({ added, removed, changed, unreadable }: Found): string {
  return [
    ...added.map(({ path }) => `added    ${printable(path)}\n`),
    ...removed.map(({ path }) => `removed  ${printable(path)}\n`),
    ...changed.map(({ path, expected, actual }) => `changed  ${printable(path)}\n         expected ${expected}\n         found    ${actual}\n`),
    ...unreadable.map(({ why }) => `unread   ${printable(why)}\n`),
  ].join('')
}

/** `1 added, 0 removed, 2 changed`, and with `--verity` how many files are protected. */
export function summary({ added, removed, changed, unreadable, unnamed, protectedCount }: Found): string {
  const counts = [`${added.length} added`, `${removed.length} removed`, `${changed.length} changed`]
  if (unreadable.length > 0) counts.push(`${unreadable.length} cannot be read`)
  if (unnamed > 0) counts.push(`${unnamed} more that are not named`)
  return counts.join(', ') + (protectedCount === undefined ? '' : `; ${count(protectedCount, 'file')} protected by fs-verity`)
}

const problem = (folder: string, code: Diagnostic['code'], title: string, path: string, message: string): Diagnostic => ({
  code, title, message, hint: '', severity: 'error', file: join(folder, path), line: 1, column: 1, length: 0,
})

/** As problems of the files that they are about. */
export function diagnostics(folder: string, { added, removed, changed, unreadable }: Found): readonly Diagnostic[] {
  return [
    ...added.map(({ path, digest }) => problem(folder, 'OVERT_NOT_LISTED', 'a file that the manifest does not list', path, `the manifest does not list this file; it has BLAKE3 ${digest}`)),
    ...removed.map(({ path, digest }) => problem(folder, 'OVERT_READ', 'a file cannot be read', path, `the manifest lists this file, with BLAKE3 ${digest}; it is not there`)),
    ...changed.map(({ path, expected, actual }) => problem(folder, 'OVERT_DIGEST', "a file's bytes are not those that the manifest lists", path, `this file has BLAKE3 ${actual}, the manifest lists ${expected}`)),
    ...unreadable.map(({ path, why }) => problem(folder, 'OVERT_READ', 'a file cannot be read', path, why)),
  ]
}

/** The same of modules of which deno.lock says otherwise. */
export const vendoredProblems = (folder: string, vendored: readonly Vendored[]): readonly Diagnostic[] =>
  vendored.flatMap(({ path, state, expected, found }) => (state === 'differs' ? [problem(folder, 'OVERT_DIGEST', "a file's bytes are not those that deno.lock lists", path, `this file has SHA-256 ${found}, deno.lock lists ${String(expected)}`)] : []))
