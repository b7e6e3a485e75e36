import type { Operation } from './operation.ts'
import { charCodeAt, SafeSet, setAdd, setHas, stringsOf } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 256
/** Two generations of this many UTF-16 units a kind of operation are kept: what was not asked for during a whole generation is forgotten. */
const generation = 128 * 1024
/** Places for keys that came once. */
const places = 4096

/** Keys of calls that matched nothing: at most 512 KiB of text that came again, and 2 MiB that came once. */
export interface VerdictCache {
  seen: Set<string>
  seenBefore: Set<string>
  seenUnits: number
  /** The last key that came once, for each place. */
  readonly once: string[]
}

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 */
export function judgedBefore(operation: Operation<never>, key: string): boolean {
  const { cache } = operation
  if (cache === undefined || key.length > longest) return false
  if (setHas(cache.seen, key)) return true
  if (cache.once[placeOf(key)] !== key && !setHas(cache.seenBefore, key)) return false
  keep(cache, key)
  return true
}

/**
 * Keeps that a call with this key matched nothing. A key that comes for the first time takes a place from another: adding each to a `Set`, which grows, is
 * hashed anew and then collected, was measured to cost as much as the whole verdict. A key that comes again is worth it: a `Set` finds it fastest.
 */
export function remember(operation: Operation<never>, key: string): void {
  if (key.length > longest) return
  operation.cache ??= { seen: new SafeSet(), seenBefore: new SafeSet(), seenUnits: 0, once: stringsOf(places) }
  operation.cache.once[placeOf(key)] = key
}

function keep(cache: VerdictCache, key: string): void {
  if (cache.seenUnits + key.length > generation) {
    cache.seenBefore = cache.seen
    cache.seen = new SafeSet()
    cache.seenUnits = 0
  }
  cache.seenUnits += key.length
  setAdd(cache.seen, key)
}

/** From the last eight characters and eight from all over the key: paths differ there. Who makes keys collide makes his own process slower, nothing else. */
function placeOf(key: string): number {
  const { length } = key
  let hash = length
  for (let i = length > 8 ? length - 8 : 0; i < length; i++) hash = (hash * 31 + charCodeAt(key, i)) | 0
  const step = (length >>> 3) + 1
  for (let i = 0; i < length; i += step) hash = (hash * 31 + charCodeAt(key, i)) | 0
  return ((hash >>> 16) ^ hash) & (places - 1)
}
