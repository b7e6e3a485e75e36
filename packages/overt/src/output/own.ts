import type { Calls } from './calls.ts'

let calls: Calls | undefined
let file: string | undefined

/** Called when the record's file is opened: from now on it is overt's own. */
export function own(by: Calls, identity: string): void {
  calls = by
  file = identity
}

/**
 * Whether a descriptor leads to this process's record, whoever opened it: threads share descriptors. Overt's own writing does not pass the functions that
 * probes patch (calls.ts), so a probe may refuse every operation on such a descriptor.
 */
export const ownsDescriptor = (descriptor: number): boolean => file !== undefined && calls?.fileOf(descriptor) === file

/** Whether a path leads to this process's record: by device and inode, so through links, hard links and `/proc/self/fd` too. False for what does not exist. */
export const ownsPath = (path: string | Uint8Array): boolean => file !== undefined && calls?.fileAt(path) === file
