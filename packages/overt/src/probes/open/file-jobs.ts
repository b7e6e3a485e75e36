import fs, { constants } from 'node:fs'
import { type Audit, type Operation, primordials } from '@overt/core'
import { type Opening, opensForWriting, readFlags, writeFlags } from './opening.ts'
import { type OwnFiles, refusalOf } from './own-files.ts'
import { like, type Method, ownValue, replace } from '../patch.ts'
import { copyOfBytes, textOfBytes } from '../path.ts'
import { type Again, below, isRelative, noteUnderWay } from '../under-way.ts'

const { apply, argumentAt, construct, defineProperty, weakGet, WeakMapCaptured, weakSet } = primordials

/** A job as it was made, and its path where that was given as bytes. */
interface Made extends Pick<Opening, 'path' | 'flags'> {
  readonly bytes: Uint8Array | undefined
}

type Construct = new (...given: unknown[]) => object

/**
 * Node 26 reads and writes whole files in one job of its thread pool, without `open`. `fs/promises` looks the classes up at each call; `fs.readFile` and
 * `fs.writeFile` hold them from the start, so those jobs are seen when they are run, and the flags that they were made with are noted on the way in.
 */
export function patchJobs(binding: object, audit: Audit, operation: Operation<Opening>, own?: OwnFiles): void {
  const { raise } = audit
  const jobs = new WeakMapCaptured<object, Made>()
  let noted = -1

  function patchClass(name: string, usual: number): boolean {
    const original = ownValue(binding, name) as Construct | undefined
    if (original === undefined) return false
    const prototype = original.prototype as object
    const replacement = like(function job(this: unknown, path: unknown, flags: unknown): object {
      const bytes = copyOfBytes(path)
      if (bytes !== undefined) arguments[0] = bytes
      // Called without `new` it is the runtime's own abort.
      const object = construct(original, arguments, new.target as never) as object
      if (typeof path === 'string' || bytes !== undefined) {
        weakSet(jobs, object, { path: bytes === undefined ? (path as string) : textOfBytes(bytes), bytes, flags: flags as number })
      }
      return object
    }, original)
    defineProperty(replacement, 'prototype', { __proto__: null, value: prototype, writable: false } as PropertyDescriptor)
    replace(prototype, 'constructor', () => replacement)
    replace(binding, name, () => replacement)
    return replace(prototype, 'run', (run) => runner(run, usual))
  }

  function runner(original: Method, usual: number): Method {
    return {
      run(this: unknown, path: unknown): unknown {
        const flags = noted === -1 ? usual : noted
        noted = -1
        if (operation.wanted === 0 && own === undefined) return apply(original, this, arguments)
        const made = weakGet<Made>(jobs, this as object)
        const bytes = made === undefined ? copyOfBytes(path) : made.bytes
        if (made === undefined && bytes !== undefined) arguments[0] = bytes
        const job = made ?? { path: typeof path === 'string' ? path : bytes === undefined ? '' : textOfBytes(bytes), flags }
        if (own !== undefined && opensForWriting(job.flags)) {
          const refused = refusalOf(own, bytes ?? job.path)
          if (refused !== undefined) return refused
        }
        const refusal = operation.wanted === 0 ? undefined : raise(operation, { path: job.path, flags: job.flags, isText: false })
        if (refusal === undefined) return begun(original, this, arguments, job)
        // The runtime takes undefined for a job that is under way.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        if (refusal.error === undefined) throw refusal.error
        return refusal.error
      },
    }.run
  }

  /** The working folder may be another when the system opens it. */
  function begun(original: Method, self: unknown, given: IArguments, job: Pick<Opening, 'path' | 'flags'>): unknown {
    const result = apply(original, self, given)
    if (isRelative(job.path)) noteUnderWay((folder) => refusedBelow(job, folder), self)
    return result
  }

  function refusedBelow({ path, flags }: Pick<Opening, 'path' | 'flags'>, folder: string): ReturnType<Again> {
    const whole = below(folder, path)
    const refused = own !== undefined && opensForWriting(flags) ? refusalOf(own, whole) : undefined
    if (refused !== undefined) return { error: refused }
    return operation.wanted === 0 ? undefined : raise(operation, { path: whole, flags, isText: false })
  }

  const reads = patchClass('ReadFileJob', readFlags)
  const writes = patchClass('WriteFileJob', writeFlags)
  const unseen = (): boolean => operation.wanted === 0 && own === undefined
  const note = (flag: unknown, usual: number): void => {
    noted = flag === undefined || flag === null || flag === '' ? usual : flagsOf(flag)
  }
  if (reads) replace(fs, 'readFile', (original) => noting(original, unseen, 1, (flag) => { note(flag, readFlags) }))
  if (writes) replace(fs, 'writeFile', (original) => noting(original, unseen, 2, (flag) => { note(flag, writeFlags) }))
}

/** All options of `fs.readFile` and `fs.writeFile`. */
const names = ['encoding', 'flag', 'mode', 'flush', 'signal', 'buffer'] as const

/** Reads the options once, so that the flags which are judged are those that are used. */
function noting(original: Method, unseen: () => boolean, at: 1 | 2, note: (flag: unknown) => void): Method {
  return {
    call(this: unknown): unknown {
      if (unseen()) return apply(original, this, arguments)
      const options = argumentAt(arguments, at)
      if (typeof options !== 'object' || options === null) note(undefined)
      else {
        const copy = { __proto__: null } as unknown as Record<string, unknown>
        for (let i = 0; i < names.length; i++) {
          const name = names[i] ?? ''
          const value = (options as Record<string, unknown>)[name]
          if (value !== undefined) copy[name] = value
        }
        note(copy['flag'])
        arguments[at] = copy
      }
      return apply(original, this, arguments)
    },
  }.call
}

const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = constants

/** The open(2) flags of a flag as Node's documentation lists them; what is none of them the runtime refuses itself. */
function flagsOf(flag: unknown): number {
  switch (flag) {
    case 'r': return O_RDONLY
    case 'rs': case 'sr': return O_RDONLY | O_SYNC
    case 'r+': return O_RDWR
    case 'rs+': case 'sr+': return O_RDWR | O_SYNC
    case 'w': return O_TRUNC | O_CREAT | O_WRONLY
    case 'wx': case 'xw': return O_TRUNC | O_CREAT | O_WRONLY | O_EXCL
    case 'w+': return O_TRUNC | O_CREAT | O_RDWR
    case 'wx+': case 'xw+': return O_TRUNC | O_CREAT | O_RDWR | O_EXCL
    case 'a': return O_APPEND | O_CREAT | O_WRONLY
    case 'ax': case 'xa': return O_APPEND | O_CREAT | O_WRONLY | O_EXCL
    case 'as': case 'sa': return O_APPEND | O_CREAT | O_WRONLY | O_SYNC
    case 'a+': return O_APPEND | O_CREAT | O_RDWR
    case 'ax+': case 'xa+': return O_APPEND | O_CREAT | O_RDWR | O_EXCL
    case 'as+': case 'sa+': return O_APPEND | O_CREAT | O_RDWR | O_SYNC
    default: return typeof flag === 'number' ? flag : O_RDONLY
  }
}
