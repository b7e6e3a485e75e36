import { primordials } from '@overt/core'
import { had } from '../captured.ts'

const { apply, captureStackTrace, defineProperty, ErrorCaptured, getOwnPropertyDescriptor, startsWith } = primordials

interface CallSite {
  getFileName(): string | null
}

const first = (_: unknown, sites: readonly CallSite[]): readonly CallSite[] => sites
const getFileName = had.getFileName ?? captureFileName()

function captureFileName(): (this: CallSite) => string | null {
  const sites = sitesBelow(captureFileName, 1)
  return sites[0]?.getFileName ?? (() => null)
}

/** Frames below `callee`. What the application has set on `Error` is put aside and back; nothing of it runs. */
function sitesBelow(callee: (...given: never[]) => unknown, count: number): readonly CallSite[] {
  const limit = getOwnPropertyDescriptor(ErrorCaptured, 'stackTraceLimit')
  const prepare = getOwnPropertyDescriptor(ErrorCaptured, 'prepareStackTrace')
  const holder = { __proto__: null } as unknown as { readonly stack: readonly CallSite[] }
  try {
    defineProperty(ErrorCaptured, 'stackTraceLimit', { __proto__: null, value: count, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
    defineProperty(ErrorCaptured, 'prepareStackTrace', { __proto__: null, value: first, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
    captureStackTrace(holder, callee)
    return holder.stack
  } finally {
    if (limit !== undefined) defineProperty(ErrorCaptured, 'stackTraceLimit', limit)
    if (prepare === undefined) delete (ErrorCaptured as { prepareStackTrace?: unknown }).prepareStackTrace
    else defineProperty(ErrorCaptured, 'prepareStackTrace', prepare)
  }
}

/**
 * Whether Node's loader of ES modules called `callee` itself. Where the stack cannot be read (`Error` is frozen) the answer is yes: what cannot be
 * told apart from a load is treated as one.
 */
export const calledByModuleLoader = (callee: (...given: never[]) => unknown): boolean => isFrom(callee, 0, 'node:internal/modules/esm/')

/** The same, where what calls `callee` is the constructor of `URL`, and the loader that part which loads. */
export const urlMadeByModuleLoader = (callee: (...given: never[]) => unknown): boolean => isFrom(callee, 1, 'node:internal/modules/esm/load')

/** Whether the file of a frame below `callee`, the nearest being 0, has such a name. */
function isFrom(callee: (...given: never[]) => unknown, frame: number, start: string): boolean {
  try {
    const site = sitesBelow(callee, frame + 1)[frame]
    if (site === undefined) return false
    const file: unknown = apply(getFileName as never, site, [])
    return typeof file === 'string' && startsWith(file, start)
  } catch {
    return true
  }
}
