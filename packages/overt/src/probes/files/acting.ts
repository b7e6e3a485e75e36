import { type Audit, type Operation, primordials } from '@overt/core'
import type { Method } from '../patch.ts'
import { refuse } from '../refusal.ts'
import { textAt } from './arguments.ts'
import type { FileFunction } from './functions.ts'
import { type FilesFor, isCopier, isPartOfCopying, isPartOfLookup, removalOf } from './nested.ts'
import { type FileCall, isKnownLookup } from './operations.ts'
import { isInside } from './steps.ts'
import { below, goesOn, isRelative, noteUnderWay } from '../under-way.ts'

const { apply, argumentAt } = primordials

/** What the probes of files need of the native engine; undefined without one. */
export interface FileParts {
  readonly filesFor: FilesFor
  /** The same for the event that was judged just now. */
  readonly judgedFilesFor: FilesFor
  /** Whether overt calls the runtime's function that calls: for the event that was judged just now. */
  readonly judgedIsStep: (() => boolean) | undefined
  /** The path that a descriptor stands for, as the system knows it. */
  readonly pathOfDescriptor: ((descriptor: number) => string | null) | undefined
}

/** A function of the file binding that raises its event before it acts. What is judged is what it is then given: bytes are copied into the arguments. */
export function acting(audit: Audit, operation: Operation<FileCall>, original: Method, what: FileFunction, { filesFor, judgedFilesFor, judgedIsStep, pathOfDescriptor }: FileParts): Method {
  const { action, request = -1, target = -1, first = -1, second = -1, recursive = -1, descriptor = false, beginsCopying = false, refused } = what
  const { raise } = audit
  const isLookup = action === 'fs.stat' || action === 'fs.list'
  // A loader's are many, and mostly of the same paths.
  const isPlainLookup = isLookup && recursive !== true
  // Lookups are many: the stack is read only where there is something to say.
  if (isLookup) {
    const inside = isInside(audit, judgedIsStep)
    operation.runtimeOwn = ({ path }) => path !== undefined && isPartOfLookup(action, path, judgedFilesFor, inside)
  }

  /** Undefined where nothing is to be judged: what cannot be used is left to the platform's own error. */
  function callOf(given: IArguments): FileCall | undefined {
    const path = descriptor ? undefined : textAt(given, 0)
    if (descriptor ? typeof given[0] !== 'number' : path === undefined) return undefined
    const other = target === -1 ? undefined : textAt(given, target)
    if (target !== -1 && other === undefined) return undefined
    return {
      path: descriptor ? (pathOfDescriptor?.(given[0] as number) ?? undefined) : path,
      target: other,
      first: numberAt(given, first),
      second: numberAt(given, second),
      recursive: recursive === true || argumentAt(given, recursive) === true,
    }
  }

  /** The call itself, or the whole that it is part of and that has not been raised; undefined where it is part of one that has. */
  function owed(call: FileCall): FileCall | undefined {
    if (call.path === undefined) return call
    if (isLookup) return call
    if (action === 'fs.remove') {
      const removal = removalOf(call.path, filesFor)
      if (removal !== undefined) {
        if (removal.raised) return undefined
        removal.raised = true
        return { ...call, recursive: removal.recursive }
      }
    }
    if (isPartOfCopying(action, call.path, call.target, filesFor)) return undefined
    return beginsCopying && filesFor !== undefined && isCopier(filesFor()) ? undefined : call
  }

  return {
    act(this: unknown): unknown {
      if (operation.wanted !== 0 && !(isPlainLookup && isKnownLookup(audit, operation, arguments[0]))) {
        const call = callOf(arguments)
        const raised = call === undefined ? undefined : owed(call)
        if (raised !== undefined) {
          const refusal = raise(operation, raised)
          if (refusal !== undefined) {
            if (refused === undefined) refuse(refusal.error, argumentAt(arguments, request))
            return refused
          }
        }
        if (call !== undefined && request !== -1 && isOfFolder(call) && goesOn(argumentAt(arguments, request))) return noted(this, arguments, raised ?? call)
      }
      return apply(original, this, arguments)
    },
  }.act

  function noted(self: unknown, given: IArguments, call: FileCall): unknown {
    const result = apply(original, self, given)
    noteUnderWay((folder) => (operation.wanted === 0 ? undefined : raise(operation, inFolder(call, folder))), argumentAt(given, request), result)
    return result
  }

  /** Whether it is another file where the working folder is another when the system gets the path; what a link holds is text. */
  function isOfFolder({ path, target: other }: FileCall): boolean {
    if (descriptor) return false
    return (path !== undefined && action !== 'fs.link symbolic' && isRelative(path)) || (other !== undefined && isRelative(other))
  }

  function inFolder(call: FileCall, folder: string): FileCall {
    const { path, target: other } = call
    return { ...call, path: path === undefined || action === 'fs.link symbolic' ? path : below(folder, path), target: other === undefined ? undefined : below(folder, other) }
  }
}

function numberAt(given: IArguments, at: number): number | undefined {
  const value = argumentAt(given, at)
  return typeof value === 'number' ? value : undefined
}
