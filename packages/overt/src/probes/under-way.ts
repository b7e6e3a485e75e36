import process from 'node:process'
import { primordials, type Refusal } from '@overt/core'
import { bindingOf, type Method, ownValue, replace } from './patch.ts'
import { absolute } from './path.ts'
import { had, platform } from '../captured.ts'

const { append, apply, charCodeAt } = primordials

/** Judges once more, as if the path had been given below this folder. */
export type Again = (folder: string) => Pick<Refusal, 'error'> | undefined

/** An operation that goes on when its function has returned, with a path that is relative to whatever the working folder is when the system gets it. */
interface UnderWay {
  readonly again: Again
  /** What Node waits with, an object of native code or the promise that was returned, which native code holds until then; undefined where whoever noted it says when it has ended. */
  readonly waiting: WeakRef<object> | undefined
  readonly isPromise: boolean
  ended: boolean
}

const ReferenceCaptured = WeakRef
const { deref } = WeakRef.prototype

const nothing = (): void => undefined
const fewest = 64
let underWay: UnderWay[] = []
let limit = fewest

const slash = 47
const backslash = 92
const colon = 58

/** Whether a path means what the working folder makes of it. */
export function isRelative(path: string): boolean {
  const first = charCodeAt(path, 0)
  if (first === slash) return false
  return platform !== 'win32' || (first !== backslash && charCodeAt(path, 1) !== colon)
}

/** The path as it will be once this is the working folder. */
export const below = (folder: string, path: string): string => (isRelative(path) ? folder + '/' + path : path)

/** Whether a native function goes on when it has returned: it was given something to wait with. */
export const goesOn = (request: unknown): boolean => typeof request === 'symbol' || (typeof request === 'object' && request !== null)

/**
 * Notes an operation that was judged and has begun, and returns what marks its end, where nothing else shows it.
 *
 * @param request what native code was given to wait with
 * @param result what it returned, where that is a symbol
 */
export function noteUnderWay(again: Again, request?: unknown, result?: unknown): () => void {
  const isPromise = typeof request === 'symbol'
  const waiting = isPromise ? result : request
  // With another symbol than Node's native code returned when it was done.
  if (isPromise && (typeof waiting !== 'object' || waiting === null)) return nothing
  const one: UnderWay = { again, waiting: waiting === undefined ? undefined : new ReferenceCaptured(waiting as object), isPromise, ended: false }
  if (underWay.length >= limit) {
    forgetEnded()
    limit = underWay.length * 2 < fewest ? fewest : underWay.length * 2
  }
  append(underWay, one)
  return () => { one.ended = true }
}

let numberOf: Method | undefined

/** Native code takes the number away when it is done with its object; nothing that the application does to the object does. */
function isAlive(request: unknown): boolean {
  if (numberOf === undefined) return true
  try {
    return apply<number>(numberOf as never, request, []) > 0
  } catch {
    // An object of the application's, with which nothing was begun.
    return false
  }
}

function hasEnded({ waiting, isPromise, ended }: UnderWay): boolean {
  if (waiting === undefined) return ended
  const object = apply<object | undefined>(deref as never, waiting, [])
  return object === undefined || !(isPromise ? had.isPending?.(object) !== false : isAlive(object))
}

function forgetEnded(): void {
  const left: UnderWay[] = []
  for (let i = 0; i < underWay.length; i++) {
    const one = underWay[i]
    if (one !== undefined && !hasEnded(one)) append(left, one)
  }
  underWay = left
}

let watched = false

/**
 * What is judged is what is done, where the working folder changes in between too: the system gets a relative path when a thread of the pool comes to it, and until then `process.chdir`
 * would have it mean another file. So that asks first what is said of each operation that is under way, below the folder to come. Once for each thread; workers have no `process.chdir`.
 */
export function watchWorkingFolder(): void {
  if (watched) return
  watched = true
  const present = ownValue(process, 'chdir')
  if (typeof present !== 'function' || ownValue(present, 'disabled') === true) return
  const binding = bindingOf('fs')
  const request = binding === undefined ? undefined : (ownValue(binding, 'FSReqCallback') as { readonly prototype: { readonly getAsyncId?: Method } } | undefined)
  numberOf = request?.prototype.getAsyncId
  replace(process, 'chdir', (original) => ({
    chdir(this: unknown, folder: unknown): unknown {
      if (underWay.length > 0 && typeof folder === 'string') askAll(absolute(folder))
      return apply(original, this, arguments)
    },
  }).chdir)
}

/** @throws what refuses one of them */
function askAll(folder: string): void {
  forgetEnded()
  // A hook that is asked may begin others.
  const all = underWay
  const { length } = all
  for (let i = 0; i < length; i++) {
    const refusal = all[i]?.again(folder)
    if (refusal !== undefined) throw refusal.error
  }
}
