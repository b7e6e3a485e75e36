import { type Audit, type Gap, type Operation, primordials, type Probe } from '@overt/core'
import type * as Jobs from './file-jobs.ts'
import { isLoading, loading } from './muted.ts'
import { isKnownOpening, type Opening, openOperation, readFlags } from './opening.ts'
import type { OwnFiles } from './own-files.ts'
import type * as Guards from './own-part.ts'
import { bindingOf, type Method, ownValue, replace, uncurried } from '../patch.ts'
import { copyOfBytes, textOfBytes } from '../path.ts'
import { refuse } from '../refusal.ts'
import { below, goesOn, isRelative, noteUnderWay, watchWorkingFolder } from '../under-way.ts'

const { apply, argumentAt } = primordials

/**
 * `fs.open`: the functions that everything in `node:fs` opens files with. Where each has its flags: open(path, flags, mode[, request]),
 * openFileHandle(path, flags, mode, request), readFileUtf8(path, flags), writeFileUtf8(path, data, flags, mode). A number is a descriptor: nothing is opened.
 */
const openers = [
  { name: 'open', flags: 1, isText: false },
  { name: 'openFileHandle', flags: 1, isText: false },
  { name: 'readFileUtf8', flags: 1, isText: true },
  { name: 'writeFileUtf8', flags: 2, isText: false },
  // Node 20: gives the whole text of any file. The loader took it before: this is the application's call.
  { name: 'internalModuleReadJSON', flags: 0, isText: true },
] as const

const request = 3

/** What few starts need (../../preload-parts.ts). */
interface OpenParts {
  readonly guards: () => typeof Guards
  readonly jobs: () => typeof Jobs
  readonly recordFile: () => OwnFiles
}

/**
 * @param log whether the record goes to a file, which nothing but overt may change
 * @param loads whether the runtime's loader is what opens this file, as a module, and for its text alone or not; undefined where nothing can tell
 */
export function createFsProbe(parts: OpenParts, log: boolean, loads?: (path: string, isText: boolean) => boolean): Probe {
  return {
    events: ['fs.open'],
    capturable: false,
    bindings: ['fs'],
    install(audit: Audit): readonly Gap[] {
      const binding = bindingOf('fs')
      if (binding === undefined) return [{ event: 'fs.open', reason: 'unavailable', detail: 'the permission model hides the binding of `fs`' }]
      const operation = openOperation(audit)
      watchWorkingFolder()
      if (loads !== undefined) operation.runtimeOwn = ({ path, flags, isText }) => flags === readFlags && loads(path, isText)
      for (let i = 0; i < openers.length; i++) {
        const opener = openers[i]
        if (opener !== undefined) replace(binding, opener.name, (original) => opening(audit, operation, original, opener))
      }
      const own = log ? parts.recordFile() : undefined
      // Node 26.
      if (ownValue(binding, 'ReadFileJob') !== undefined || ownValue(binding, 'WriteFileJob') !== undefined) parts.jobs().patchJobs(binding, audit, operation, own)
      if (own !== undefined) parts.guards().guardOwn(binding, own)
      return []
    },
  }
}

function opening(audit: Audit, operation: Operation<Opening>, original: Method, { flags: flagsAt, isText }: (typeof openers)[number]): Method {
  const { raise } = audit
  const direct = uncurried(original)
  return {
    open(this: unknown, path: unknown, second: unknown, third: unknown): unknown {
      if (operation.wanted !== 0) {
        const flags = (flagsAt === 1 ? second : flagsAt === 2 ? third : readFlags) as number
        if (typeof path !== 'string') return openBytes(this, arguments, flags)
        if ((loading.path === undefined || !isLoading(path, flags)) && !isKnownOpening(audit, operation, path, flags)) {
          const refusal = raise(operation, { path, flags, isText })
          if (refusal !== undefined) { refuse(refusal.error, argumentAt(arguments, request)); return; }
          if (isRelative(path) && goesOn(argumentAt(arguments, request))) return noted(this, arguments, { path, flags, isText: false })
        }
      }
      // The synchronous form: called with its own arguments, V8 makes no list of them and calls native code at once.
      return arguments.length === 3 ? direct(this, path, second, third) : apply(original, this, arguments)
    },
  }.open

  /** The working folder may be another when the system opens it. */
  function noted(self: unknown, given: IArguments, call: Opening): unknown {
    const result = apply(original, self, given)
    noteUnderWay((folder) => (operation.wanted === 0 ? undefined : raise(operation, { ...call, path: below(folder, call.path) })), given[request], result)
    return result
  }

  function openBytes(self: unknown, given: IArguments, flags: number): unknown {
    const bytes = copyOfBytes(given[0])
    if (bytes === undefined) return apply(original, self, given)
    const path = textOfBytes(bytes)
    const refusal = raise(operation, { path, flags, isText })
    if (refusal !== undefined) { refuse(refusal.error, argumentAt(given, request)); return; }
    // `arguments` of strict code is its call's own list.
    given[0] = bytes
    return isRelative(path) && goesOn(argumentAt(given, request)) ? noted(self, given, { path, flags, isText: false }) : apply(original, self, given)
  }
}
