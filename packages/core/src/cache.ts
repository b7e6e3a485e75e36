import type { Operation } from './operation.ts'
import { charCodeAt, Integers, stringsOf } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 256
/** Places for keys. */
const places = 4096

/**
 * Keys of calls that matched nothing: at most 2 MiB of text a kind of operation. A key has two places, side by side, and takes one of them from another
 * key; nothing is allocated, grown or collected.
 */
export interface VerdictCache {
  /** What {@link hashOf} says of the key in each place. It is compared first: a key that is not there is not there without touching another key's memory. */
  readonly hashes: Int32Array
  readonly keys: string[]
  /** Which of a key's two places is taken next. */
  turn: 0 | 1
}

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 *
 * @param hash what {@link hashOf} says of the key
 */
export function judgedBefore({ cache }: Operation<never>, key: string, hash: number): boolean {
  if (cache === undefined) return false
  const { hashes, keys } = cache
  const place = hash & (places - 2)
  return (hashes[place] === hash && keys[place] === key) || (hashes[place + 1] === hash && keys[place + 1] === key)
}

/** Keeps that a call with this key matched nothing. */
export function remember(operation: Operation<never>, key: string, hash: number): void {
  if (key.length > longest) return
  operation.cache ??= { hashes: new Integers(places), keys: stringsOf(places), turn: 0 }
  const { cache } = operation
  cache.turn = cache.turn === 0 ? 1 : 0
  const place = (hash & (places - 2)) + cache.turn
  cache.hashes[place] = hash
  cache.keys[place] = key
}

/**
 * From the last eight characters and four from all over the key: paths differ there. A `Set` hashes every character of a text that it sees for the first
 * time, which costs more. Who makes keys collide makes his own process slower, nothing else.
 */
export function hashOf(key: string): number {
  const { length } = key
  let hash = length
  for (let i = length > 8 ? length - 8 : 0; i < length; i++) hash = (hash * 31 + charCodeAt(key, i)) | 0
  const step = (length >>> 2) + 1
  for (let i = 0; i < length; i += step) hash = (hash * 31 + charCodeAt(key, i)) | 0
  // Never 0, which an empty place has.
  return ((hash >>> 15) ^ hash) | 1
}
