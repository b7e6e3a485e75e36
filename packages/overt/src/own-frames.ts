import { primordials } from '@overt/core'
import { had } from './captured.ts'
import { ownValue } from './probes/patch.ts'

const { apply, ErrorCaptured, getPrototypeOf } = primordials
const faults = [TypeError.prototype, RangeError.prototype, ReferenceError.prototype] as const

interface CallSite {
  getFileName(this: unknown): unknown
}

/** What the runtime has V8 call when a stack is first read: its text, or what `Error.prepareStackTrace` makes of its frames. */
type Prepare = (realm: object, error: unknown, sites: CallSite[]) => unknown

interface Errors {
  readonly setPrepareStackTraceCallback: (prepare: Prepare) => void
}

/**
 * Takes overt's functions out of the stacks of errors. They stand between the application and what it calls, so an error of the platform would begin with one of them: whoever groups
 * errors by their first frame would find new ones, code that counts frames would find another caller, and overt would seem to be what failed. Frames count towards
 * `Error.stackTraceLimit` before they are taken out. An error of V8's that begins in overt keeps them all: it may be overt's fault.
 *
 * A stack is prepared when it is first read, so an error that nobody looks at costs nothing.
 */
export function hideOwnFrames({ setPrepareStackTraceCallback }: Partial<Errors>, { prepareStackTraceCallback }: { readonly prepareStackTraceCallback?: Prepare }): void {
  // Without the runtime's own function nothing could be prepared any more.
  if (typeof setPrepareStackTraceCallback !== 'function' || typeof prepareStackTraceCallback !== 'function') return
  let own: unknown
  setPrepareStackTraceCallback((_realm, _error, [site]) => {
    had.getFileName = site?.getFileName
    own = site?.getFileName()
    return ''
  })
  const { stack } = new ErrorCaptured()
  const { getFileName } = had
  if (stack !== '' || getFileName === undefined || typeof own !== 'string') {
    setPrepareStackTraceCallback(prepareStackTraceCallback)
    return
  }
  const isOwn = (site: CallSite | undefined): boolean => apply(getFileName as never, site, []) === own
  setPrepareStackTraceCallback((realm, error, sites) => {
    if (!(isFault(error) && isOwn(sites[0]))) leaveOut(sites, isOwn)
    return prepareStackTraceCallback(realm, error, sites)
  })
}

/** Errors of the platform have a code, refusals too; these are what V8 throws where code is wrong. */
function isFault(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || ownValue(error, 'code') !== undefined) return false
  const prototype = getPrototypeOf(error)
  return prototype === faults[0] || prototype === faults[1] || prototype === faults[2]
}

/** In the array itself, which belongs to the realm of the error. */
function leaveOut(sites: CallSite[], isOwn: (site: CallSite | undefined) => boolean): void {
  const { length } = sites
  let kept = 0
  for (let i = 0; i < length; i++) {
    const site = sites[i]
    if (site === undefined || isOwn(site)) continue
    if (kept !== i) sites[kept] = site
    kept++
  }
  if (kept !== length) sites.length = kept
}
