import type { Operation } from './operation.ts'
import { join, SafeSet, setAdd, setHas, slice } from './primordials.ts'

/** Keys longer than this, in UTF-16 units, are not kept. */
const longest = 256
/** Keys at most; with one more all are forgotten. */
const most = 4096
/** Once so many more keys were not there than {@link worth} allows for, keys are left alone for a while, and then some are tried before the next pause. */
const inVain = 64
/** How long the first pause is, in calls. */
const shortest = 1024

/** How keys are given up where they do not come again, and tried anew. */
interface Pace {
  /** What {@link VerdictCache.missed} begins with, and does not fall below. */
  readonly least: number
  /** How many keys that are not there are tried after a pause. */
  readonly trial: number
  /** How long a pause can be: each is twice the one before, until keys come again. */
  readonly longestPause: number
}

/** Where a prefilter lets most calls go, which needs no key: what it does not let go is looked up in a pause too. */
const withPrefilter: Pace = { least: 0, trial: 8, longestPause: shortest }
/** Where every call has to be judged, but those that are known. In a pause no key is hashed, looked for or kept; so as many are tried as may come again in turn. */
const alone: Pace = { least: inVain - 512, trial: 512, longestPause: 4096 }

/** Whether it is known that no prefilter can let a call go. */
export const hasNoPrefilter = ({ prefilters }: Operation<never>): boolean => prefilters?.length === 0
const paceOf = (operation: Operation<never>): Pace => (hasNoPrefilter(operation) ? alone : withPrefilter)

/** Has keys be tried as they are where there is no prefilter, once that is known. */
export function tryAlone({ cache }: Operation<never>): void {
  if (cache !== undefined) cache.missed = alone.least
}

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
  /** How long the next pause is. */
  pause: number
}

/**
 * Whether a call with this key was judged before and matched nothing. The application cannot reach the cache; only verdicts that depend on nothing but
 * the key are in it (docs/design/frame.md, flag `final`).
 */
export function judgedBefore(operation: Operation<never>, key: string): boolean {
  const { cache } = operation
  if (cache === undefined || key.length > longest) return false
  const isThere = setHas(cache.keys, key)
  if (isThere) found(cache, paceOf(operation))
  else cache.missed++
  return isThere
}

/** The same before the call is raised: a key that is not there is not counted, for it is looked up once more then, and in a pause none is looked up. */
export function isKept(operation: Operation<never>, key: string): boolean {
  const { cache } = operation
  if (cache === undefined || cache.missed >= inVain || key.length > longest || !setHas(cache.keys, key)) return false
  found(cache, paceOf(operation))
  return true
}

/** In a pause it tells nothing of the keys that are left alone. */
function found(cache: VerdictCache, { least }: Pace): void {
  if (cache.missed >= inVain) return
  if (cache.missed > least + worth) cache.missed -= worth
  else {
    cache.missed = least
    cache.pause = shortest
  }
}

/**
 * Whether keys are left alone for this call: those of the last calls were mostly new, so hashing them and keeping them was for nothing. What a prefilter lets go needs no
 * key; what it does not is looked up nevertheless.
 */
export function isPaused(operation: Operation<never>): boolean {
  const { cache } = operation
  if (cache === undefined || cache.missed < inVain) return false
  if (cache.missed < inVain + cache.pause) {
    cache.missed++
    return true
  }
  const { trial, longestPause } = paceOf(operation)
  cache.missed = inVain - trial
  cache.pause = cache.pause < longestPause ? cache.pause * 2 : longestPause
  return true
}

/** Keeps that a call with this key matched nothing. */
export function remember(operation: Operation<never>, key: string): void {
  if (key.length > longest) return
  const cache = (operation.cache ??= { keys: new SafeSet(), size: 0, missed: paceOf(operation).least, pause: shortest })
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
