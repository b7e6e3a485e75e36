import type { Operation } from './operation.ts'
import { charCodeAt, Integers, stringsOf } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 256
/** Places for keys: at first, and at most. Powers of two. */
const fewest = 256
const most = 4096
/** After so many keys in a row that were not there, keys are left alone for so many calls. */
const inVain = 64
const pause = 1024

/**
 * Keys of calls that matched nothing: at most 2 MiB of text a kind of operation. A key has two places, side by side, and takes one of them from another
 * key. Where a quarter of the places was taken, four times as many take their place, empty: few kinds of operations are performed often, and a start is not to pay for
 * those that are.
 */
export interface VerdictCache {
  /** What {@link hashOf} says of the key in each place. It is compared first: a key that is not there is not there without touching another key's memory. */
  readonly hashes: Int32Array
  readonly keys: string[]
  /** Takes the number of a key's first place out of its hash. */
  readonly mask: number
  /** How many keys were kept. The last bit says which of a key's two places is taken next. */
  kept: number
  /** How many keys in a row were not there, and calls of the pause after them. */
  missed: number
}

const cacheOf = (places: number): VerdictCache => ({ hashes: new Integers(places), keys: stringsOf(places), mask: places - 2, kept: 0, missed: 0 })

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 *
 * @param hash what {@link hashOf} says of the key
 */
export function judgedBefore({ cache }: Operation<never>, key: string, hash: number): boolean {
  if (cache === undefined) return false
  const { hashes, keys } = cache
  const place = hash & cache.mask
  const isThere = (hashes[place] === hash && keys[place] === key) || (hashes[place + 1] === hash && keys[place + 1] === key)
  cache.missed = isThere ? 0 : cache.missed + 1
  return isThere
}

/**
 * Whether keys are left alone for this call: those of the last calls were all new, so hashing them and keeping them was for nothing. What a prefilter lets go needs no
 * key; what it does not is looked up nevertheless.
 */
export function isPaused({ cache }: Operation<never>): boolean {
  if (cache === undefined || cache.missed < inVain) return false
  cache.missed = cache.missed < inVain + pause ? cache.missed + 1 : 0
  return true
}

/** Keeps that a call with this key matched nothing. */
export function remember(operation: Operation<never>, key: string, hash: number): void {
  if (key.length > longest) return
  let { cache } = operation
  if (cache === undefined) operation.cache = cache = cacheOf(fewest)
  else if (cache.mask + 2 < most && cache.kept >= (cache.mask + 2) / 4) operation.cache = cache = cacheOf(4 * (cache.mask + 2))
  cache.kept = (cache.kept + 1) | 0
  const place = (hash & cache.mask) + (cache.kept & 1)
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
