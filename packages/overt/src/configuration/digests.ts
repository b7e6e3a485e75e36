import { existsSync } from 'node:fs'
import { type Digested, type File, readFile } from './files.ts'

/** BLAKE3 by path. */
export type Digests = Readonly<Record<string, string>>

/** Stands for all files of rules together, where they are too many to be named one by one. No path is empty. */
const allRules = ''

/** The environment of a process is bounded (Linux: 128 KiB a variable): more digests than this many characters of JSON are handed over as one. */
const most = 8192

/** Files by path, in the order of their paths. */
export function digestsOf(files: readonly (File | Digested)[], digest: (bytes: Uint8Array) => string): Digests {
  const pairs = files.map((file): readonly [string, string] => [file.path, 'digest' in file ? file.digest : digest(file.bytes)])
  return inOrder(Object.fromEntries(pairs))
}

/** The same table with its paths in order: equal tables are equal as JSON. */
export const inOrder = <T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)))

/** One digest of a table. */
const together = (table: Digests, digest: (bytes: Uint8Array) => string): string => digest(new TextEncoder().encode(JSON.stringify(inOrder(table))))

/** What was found now: the files of rules, and all others. */
export interface Found {
  readonly rules: Digests
  readonly others: Digests
}

/** What is known of files that were not read now; a file that is gone has no digest. */
export function alsoKnown(known: Digests, { rules, others }: Found, digest: (bytes: Uint8Array) => string): Digests {
  const paths = Object.keys(known).filter((path) => path !== allRules && !Object.hasOwn(rules, path) && !Object.hasOwn(others, path) && existsSync(path))
  return digestsOf(paths.map(readFile), digest)
}

/**
 * The files that are different now, or unknown to whoever made `known`.
 *
 * @param sealed whether `known` holds every file
 */
export function differences(known: Digests, { rules, others }: Found, sealed: boolean, digest: (bytes: Uint8Array) => string): readonly string[] {
  const single = { ...rules, ...others }
  const whole = known[allRules]
  const changed = Object.keys(single).filter((path) => {
    if (Object.hasOwn(known, path)) return known[path] !== single[path]
    return sealed && !(whole !== undefined && Object.hasOwn(rules, path))
  })
  if (whole !== undefined && whole !== together(rules, digest)) changed.push(...Object.keys(rules))
  return sealed ? [...changed, ...Object.keys(known).filter((path) => path !== allRules && !Object.hasOwn(single, path))] : changed
}

/** What a child is told: as `known` has it where it has it, so that all descendants are held to what the launcher read. */
export function handedOver(known: Digests, { rules, others }: Found, digest: (bytes: Uint8Array) => string): Digests {
  const { [allRules]: whole, ...single } = known
  const all = { ...(whole === undefined ? rules : {}), ...others, ...single }
  if (whole !== undefined) return inOrder({ ...all, [allRules]: whole })
  if (JSON.stringify(all).length <= most) return inOrder(all)
  const ofRules = Object.fromEntries(Object.entries(all).filter(([path]) => Object.hasOwn(rules, path)))
  return inOrder({ ...Object.fromEntries(Object.entries(all).filter(([path]) => !Object.hasOwn(rules, path))), [allRules]: together(ofRules, digest) })
}
