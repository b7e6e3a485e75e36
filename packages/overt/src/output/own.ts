import fs from 'node:fs'
import { primordials } from '@overt/core'
import { type Calls, failed } from './calls.ts'

const { append, Bytes, lastIndexOf, slice } = primordials
const realpath = fs.realpathSync.native

/** A folder that the record lies in. */
interface Folder {
  readonly identity: string
  /** Where the record lies, from this folder. */
  readonly rest: string
}

const none = new Bytes(1)

let calls: Calls | undefined
let file: string | undefined
let above: Folder[] = []

/** Called when the record's file is opened: from now on it is overt's own. */
export function own(by: Calls, identity: string, path: string): void {
  calls = by
  file = identity
  above = []
  foldersAbove(by, path)
  try {
    const real = realpath(path)
    if (real !== path) foldersAbove(by, real)
  } catch {
    // It was removed just now: the path as it was given is all there is.
  }
}

function foldersAbove(by: Calls, path: string): void {
  for (let end = lastIndexOf(path, '/'); end > 0; end = lastIndexOf(path, '/', end - 1)) {
    const identity = by.entryAt(slice(path, 0, end))
    if (identity !== undefined) append(above, { identity, rest: slice(path, end) })
  }
}

/**
 * Whether a descriptor leads to this process's record, whoever opened it: threads share descriptors. Overt's own writing does not pass the functions that
 * probes patch (calls.ts), so a probe may refuse every operation on such a descriptor.
 */
export const ownsDescriptor = (descriptor: number): boolean => file !== undefined && calls?.fileOf(descriptor) === file

/**
 * Whether a descriptor leads to this process's record and can be written to, as overt's own are: who only reads the record may close what he reads it by. No bytes are written
 * to find out.
 */
export const ownsWriter = (descriptor: number): boolean => ownsDescriptor(descriptor) && calls?.write(descriptor, none, 0, 0) !== failed

/** Whether a path leads to this process's record: by device and inode, so through links, hard links and `/proc/self/fd` too. False for what does not exist. */
export const ownsPath = (path: string | Uint8Array): boolean => file !== undefined && calls?.fileAt(path) === file

/** Whether a path is a folder, or a link, that the record lies below: moving or removing it moves or removes the record. */
export const holdsRecord = (path: string | Uint8Array): boolean => restBelow(calls?.entryAt(path)) !== undefined

/** Whether a copy of one folder into another would write over the record: it lies below `to`, and `from` has something at the same place. */
export function overwritesRecord(from: string | Uint8Array, to: string | Uint8Array): boolean {
  const rest = restBelow(calls?.fileAt(to))
  if (rest === undefined) return false
  return typeof from !== 'string' || calls?.entryAt(from + rest) !== undefined
}

function restBelow(identity: string | undefined): string | undefined {
  if (identity === undefined) return undefined
  for (let i = 0; i < above.length; i++) if (above[i]?.identity === identity) return above[i]?.rest
  return undefined
}
