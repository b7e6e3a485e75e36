import { OvertError, primordials } from '@overt/core'
import { opensForWriting } from './opening.ts'
import { like, type Method, ownValue, replace } from '../patch.ts'
import { absolute, copyOfBytes, textOfBytes } from '../path.ts'
import { refuse } from '../refusal.ts'
import { below, isRelative, noteUnderWay } from '../under-way.ts'

const { append, apply, construct, defineProperty, includes, isArray, isView, ownKeys } = primordials
/** The place of the path of a function that opens a file. */
const first = [0] as const

/** overt's own files: its record. */
export interface OwnFiles {
  /** Whether this descriptor leads to a file of overt's. */
  ownsDescriptor(descriptor: number): boolean
  /** Whether it does, and can be written to: overt's own, or as good. */
  ownsWriter(descriptor: number): boolean
  /** Whether this path leads to a file of overt's, `/proc/self/fd/N` included. */
  ownsPath(path: string | Uint8Array): boolean
  /** Whether a file of overt's lies below this path. */
  holdsRecord(path: string | Uint8Array): boolean
  /** Whether a copy of one folder into another would write over a file of overt's. */
  overwritesRecord(from: string | Uint8Array, to: string | Uint8Array): boolean
  /** Whether overt itself writes these bytes. */
  ownsBuffer?(bytes: unknown): boolean
}

/** Functions of the binding that change a file by its path, and which arguments are paths. */
const byPath: Readonly<Record<string, readonly number[]>> = {
  __proto__: null as never,
  rename: [0, 1], unlink: [0], rmSync: [0], copyFile: [1], link: [0, 1], chmod: [0], chown: [0], lchown: [0], utimes: [0], lutimes: [0],
  cpSyncOverrideFile: [1],
}

/** Those of them that move or remove whole folders. */
const folders: Readonly<Record<string, true>> = { __proto__: null as never, rename: true, rmSync: true }

/** Functions of the binding that change what a descriptor stands for. */
const byDescriptor = ['close', 'writeBuffer', 'writeBuffers', 'writeString', 'ftruncate', 'fchmod', 'fchown', 'futimes', 'writeFileUtf8'] as const

/** Where each function that opens a file has its flags. */
const openers: Readonly<Record<string, number>> = { __proto__: null as never, open: 1, openFileHandle: 1, writeFileUtf8: 2 }

/** Nothing but overt changes its record: whatever else would write, cut, move or close it is refused with `OVERT_OWN_FILE`. */
export function guardOwnFiles(binding: object, own: OwnFiles): void {
  const paths = ownKeys(byPath) as string[]
  for (let i = 0; i < paths.length; i++) {
    const name = paths[i] ?? ''
    const places = byPath[name] ?? []
    replace(binding, name, (original) => guarded(original, (given) => {
      for (let j = 0; j < places.length; j++) refuseOwnPath(own, given, places[j] ?? 0)
      if (folders[name] === true && own.holdsRecord(given[0] as string)) throw refused(named(given[0]))
      return places
    }))
  }
  for (let i = 0; i < byDescriptor.length; i++) {
    const name = byDescriptor[i] ?? ''
    replace(binding, name, (original) => guarded(original, (given) => {
      const descriptor = given[0]
      if (typeof descriptor !== 'number' || !(name === 'close' ? own.ownsWriter(descriptor) : own.ownsDescriptor(descriptor))) return undefined
      if (own.ownsBuffer === undefined || !own.ownsBuffer(given[1])) throw refused(`descriptor \`${descriptor}\``)
      return undefined
    }))
  }
  const opening = ownKeys(openers) as string[]
  for (let i = 0; i < opening.length; i++) {
    const name = opening[i] ?? ''
    const flagsAt = openers[name] ?? 1
    replace(binding, name, (original) => guarded(original, (given) => {
      if (!opensForWriting(given[flagsAt] as number)) return undefined
      refuseOwnPath(own, given, 0)
      return first
    }))
  }
  replace(binding, 'cpSyncCopyDir', (original) => guarded(original, (given) => {
    refuseCopy(own, given)
    return undefined
  }))
  guardCopyJob(binding, own)
}

function refuseCopy(own: OwnFiles, given: unknown[]): void {
  refuseOwnPath(own, given, 0, false)
  refuseOwnPath(own, given, 1)
  if (own.overwritesRecord(given[0] as string, given[1] as string)) throw refused(named(given[1]))
}

/** Node 26 copies a folder in one job of its thread pool; the class that makes it is looked up when the first one is made. */
function guardCopyJob(binding: object, own: OwnFiles): void {
  const original = ownValue(binding, 'CpDirJob') as { readonly prototype: object } | undefined
  if (original === undefined) return
  const { prototype } = original
  const replacement = like(function job(this: unknown): object {
    refuseCopy(own, arguments as unknown as unknown[])
    // Called without `new` it is the runtime's own abort.
    return construct(original as never, arguments, new.target as never) as object
  }, original)
  defineProperty(replacement, 'prototype', { __proto__: null, value: prototype, writable: false } as PropertyDescriptor)
  replace(prototype, 'constructor', () => replacement)
  replace(binding, 'CpDirJob', () => replacement)
}

/**
 * What may be changed between the check and the call is copied into the arguments.
 *
 * @param check tells which arguments are paths that were looked at; undefined where none was
 */
function guarded(original: Method, check: (given: unknown[]) => readonly number[] | undefined): Method {
  return {
    call(this: unknown): unknown {
      let places: readonly number[] | undefined
      try {
        places = check(arguments as unknown as unknown[])
      } catch (error) {
        refuse(error, requestOf(arguments))
        return undefined
      }
      return places !== undefined && isBelowFolder(arguments, places) ? noted(original, this, arguments, check, places) : apply(original, this, arguments)
    },
  }.call
}

/** Calls a function whose paths are others where the working folder is another when the system gets them. */
function noted(original: Method, self: unknown, given: IArguments, check: (given: unknown[]) => unknown, places: readonly number[]): unknown {
  const request = requestOf(given)
  const checked = pathsOf(given, places)
  const result = apply(original, self, given)
  if (request === undefined) return result
  noteUnderWay((folder) => {
    try {
      check(checked(folder))
      return undefined
    } catch (error) {
      return { error }
    }
  }, request, result)
  return result
}

/** Whether one of the paths means what the working folder makes of it. */
function isBelowFolder(given: IArguments, places: readonly number[]): boolean {
  for (let i = 0; i < places.length; i++) {
    const path: unknown = given[places[i] ?? 0]
    if (typeof path === 'string' ? isRelative(path) : isView(path) && isRelative(textOfBytes(path as Uint8Array))) return true
  }
  return false
}

/** What a function was given, with its paths as they are below a folder to come. */
function pathsOf(given: IArguments, places: readonly number[]): (folder: string) => unknown[] {
  const kept: unknown[] = []
  for (let i = 0; i < given.length; i++) append(kept, given[i])
  return (folder) => {
    const moved: unknown[] = []
    for (let i = 0; i < kept.length; i++) {
      const value = kept[i]
      append(moved, !includes(places, i) ? value : below(folder, typeof value === 'string' ? value : textOfBytes(value as Uint8Array)))
    }
    return moved
  }
}

/** What a function that goes on later waits with: a symbol where that is a promise, or the only argument that is an object and no bytes. */
function requestOf(given: IArguments): unknown {
  for (let i = given.length - 1; i > 0; i--) {
    const value: unknown = given[i]
    if (typeof value === 'symbol') return value
    if (typeof value === 'object' && value !== null && !isArray(value) && copyOfBytes(value) === undefined) return value
  }
  return undefined
}

/** The path is judged as the system gets it, for `..` after a link leads elsewhere than its text says. */
function refuseOwnPath(own: OwnFiles, given: unknown[], at: number, refuses: boolean = true): void {
  const path = given[at]
  if (typeof path !== 'string') {
    const bytes = copyOfBytes(path)
    if (bytes === undefined) return
    given[at] = bytes
  }
  if (!refuses) return
  const refusal = refusalOf(own, given[at] as string)
  if (refusal !== undefined) throw refusal
}

/** The error for whoever would change the file that a path leads to; undefined where it is none of overt's. */
export const refusalOf = (own: OwnFiles, path: string | Uint8Array): OvertError | undefined => (own.ownsPath(path) ? refused(named(path)) : undefined)

/** A path in a message. */
const named = (path: unknown): string => `\`${absolute(typeof path === 'string' ? path : textOfBytes(path as Uint8Array))}\``

/** The error for whoever would change what is overt's. */
export const refused = (what: string): OvertError => new OvertError('OVERT_OWN_FILE', `${what} belongs to the record of overt: it is written by overt alone`)
