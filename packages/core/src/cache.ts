import type { Operation } from './operation.ts'
import { join, SafeSet, setAdd, setHas, slice } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 256
/** Keys at most; with one more all are forgotten. */
const most = 4096
/** Once so many more keys were not there than {@link worth} allows for, keys are left alone for so many calls, and then so few are tried before the next pause. */
const inVain = 64
const pause = 1024
const trial = 8
/**
 * A key that is found makes up for so many that are not. Where the engine would judge, finding one saves several times what keeping a new one takes; where a prefilter lets the call go, half of it
 * (docs/design/hot-path.md).
 */
const worth = 2

/**
 * Keys of calls that matched nothing: at most 2 MiB of text a kind of operation. V8 works out what a text hashes to once and keeps it with the text, so that a path
 * that the application has in a variable is found by a few instructions; who makes keys collide would have to know V8's seed.
 */
export interface VerdictCache {
  keys: Set<string>
  /** How many keys are in it. */
  size: number
  /** How many more keys were not there than those found make up for, and calls of the pause after them. */
  missed: number
}

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 */
export function judgedBefore({ cache }: Operation<never>, key: string): boolean {
  if (cache === undefined || key.length > longest) return false
  const isThere = setHas(cache.keys, key)
  if (isThere) found(cache)
  else cache.missed++
  return isThere
}

/** The same before the call is raised: a key that is not there is not counted, for it is looked up once more then, and in a pause none is looked up. */
export function isKept({ cache }: Operation<never>, key: string): boolean {
  if (cache === undefined || cache.missed >= inVain || key.length > longest || !setHas(cache.keys, key)) return false
  if (cache.missed !== 0) found(cache)
  return true
}

/** In a pause it tells nothing of the keys that are left alone. */
function found(cache: VerdictCache): void {
  if (cache.missed < inVain) cache.missed = cache.missed > worth ? cache.missed - worth : 0
}

/**
 * Whether keys are left alone for this call: those of the last calls were mostly new, so hashing them and keeping them was for nothing. What a prefilter lets go needs no
 * key; what it does not is looked up nevertheless.
 */
export function isPaused({ cache }: Operation<never>): boolean {
  if (cache === undefined || cache.missed < inVain) return false
  cache.missed = cache.missed < inVain + pause ? cache.missed + 1 : inVain - trial
  return true
}

/** Keeps that a call with this key matched nothing. */
export function remember(operation: Operation<never>, key: string): void {
  if (key.length > longest) return
  const cache = (operation.cache ??= { keys: new SafeSet(), size: 0, missed: 0 })
  if (cache.size === most) {
    cache.keys = new SafeSet()
    cache.size = 0
  }
  setAdd(cache.keys, copied(key))
  cache.size++
}

/**
 * The same text in memory of its own. A part of a text (what `slice` and `split` give) refers to the whole, which would be kept as long as the part: a path of a request of a
 * megabyte would keep that megabyte. No primitive of the language copies; joining two parts does, on V8 and on JavaScriptCore.
 */
const copied = (key: string): string => join([slice(key, 0, 1), slice(key, 1)], '')
