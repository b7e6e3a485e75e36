import { primordials } from '@overt/core'
import { getCallSites } from '../captured.ts'

const { indexOf, mapDelete, mapGet, mapSet, SafeMap } = primordials

/** Who asked for a module, and how. */
export interface Request {
  readonly specifier: string
  /** URL or path of the module that asked. */
  readonly parent: string | undefined
  /** Undefined where this runtime does not tell. */
  readonly dynamic: boolean | undefined
}

/** What was asked for, from its resolution until its load. */
export interface Requests {
  /** `keep`: a request for the same module that still waits for its load stays the one that is named. */
  note(resolved: string, request: Request, keep: boolean): void
  /** The request that a load answers. */
  take(resolved: string): Request | undefined
}

/** The most requests that wait: what is resolved and never loaded (`require.resolve`) must not fill the memory. */
const most = 4096

export function createRequests(): Requests {
  let waiting = new SafeMap<Request>()
  let count = 0
  return {
    note(resolved, request, keep) {
      if (mapGet(waiting, resolved) === undefined) count++
      else if (keep) return
      if (count > most) {
        waiting = new SafeMap<Request>()
        count = 1
      }
      mapSet(waiting, resolved, request)
    },
    take(resolved) {
      if (count === 0) return undefined
      const request = mapGet(waiting, resolved)
      if (request === undefined) return undefined
      mapDelete(waiting, resolved)
      count--
      return request
    },
  }
}

type CallSites = (count: number) => ArrayLike<{ readonly functionName: string; readonly scriptName: string }>
const callSites = getCallSites as CallSites | undefined

/** Frames that hold the answer on Node 22, 24 and 26, with ours and those of other hooks above. */
const frames = 32

/**
 * Whether `import()` asked, and not an import declaration, during a resolve hook. Node does not tell its hooks, but its own functions are on the stack:
 * linking a declaration comes before the callback of `import()`, if both are there. Undefined where the stack cannot be read.
 */
export function isDynamic(): boolean | undefined {
  if (callSites === undefined) return undefined
  const sites = callSites(frames)
  for (let i = 0; i < sites.length; i++) {
    const site = sites[i]
    if (site === undefined || indexOf(site.scriptName, 'node:internal/modules/') !== 0) continue
    if (site.scriptName === 'node:internal/modules/esm/module_job') return false
    if (indexOf(site.functionName, 'importModuleDynamicallyCallback') !== -1) return true
  }
  return false
}
