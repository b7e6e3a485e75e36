import { type Audit, type Operation, primordials } from '@overt/core'
import { absolute } from '../path.ts'
import { platform } from '../../captured.ts'

const { charCodeAt, slice } = primordials

/** One operation on files that is about to be done, all of it read once. What an event has no use for is undefined. */
export interface FileCall {
  /** As it was given, decoded; undefined where a descriptor leads to no path that the system knows. */
  readonly path: string | undefined
  /** The second path, of those that have two. */
  readonly target: string | undefined
  /** Permission bits, or a user. */
  readonly first: number | undefined
  /** A group. */
  readonly second: number | undefined
  /** Whether all below the path too. */
  readonly recursive: boolean
}

/** The events of this folder. */
export type FileEvent =
  | 'fs.stat' | 'fs.list' | 'fs.watch' | 'fs.mkdir' | 'fs.temp' | 'fs.remove' | 'fs.truncate' | 'fs.chmod' | 'fs.chown' | 'fs.utime' | 'fs.rename' | 'fs.copy' | 'fs.link'

/** An event that the functions of the file binding raise; hard and symbolic links differ in what their path means. */
export type FileAction = FileEvent | 'fs.link symbolic'

const slash = 47
const pathOf = (path: string | undefined): string | undefined => (path === undefined ? undefined : absolute(path))
const path = (call: FileCall): string | undefined => pathOf(call.path)
const target = (call: FileCall): string | undefined => pathOf(call.target)
const recursive = (call: FileCall): boolean => call.recursive
const mode = (call: FileCall): number | undefined => call.first

/** The key of the verdict cache: a relative path means what the working folder is just then, and has none. */
const keyOf = (call: FileCall): string | undefined => (call.path !== undefined && charCodeAt(call.path, 0) === slash ? call.path : undefined)
/** The same of a folder that is listed alone; with all below it has none. */
const keyOfList = (call: FileCall): string | undefined => (call.recursive ? undefined : keyOf(call))
// Elsewhere the form of a path is another.
const given = platform === 'win32' ? undefined : { field: 'path', text: (call: FileCall): string => call.path ?? '' }

/**
 * Whether the verdict cache knows that looking this path up, or listing this folder alone, matches nothing, without an object for the call.
 *
 * INVARIANT: as {@link keyOf}, a relative path has no key.
 */
export const isKnownLookup = ({ isKnown }: Audit, operation: Operation<FileCall>, given: unknown): boolean => typeof given === 'string' && charCodeAt(given, 0) === slash && isKnown(operation, given)

/** What is put behind a prefix, so that its last part is taken as the beginning of a name. */
const tail = 'XXXXXX'
/** The prefix of a temporary folder: `/tmp/` stays what it is, and `/tmp/..` is the beginning of a name. */
const prefix = (call: FileCall): string | undefined => (call.path === undefined ? undefined : slice(absolute(call.path + tail), 0, -tail.length))

/** How each event is declared; an operation is made where the event is first needed. */
export const operations: Readonly<Record<FileAction, (audit: Audit) => Operation<FileCall>>> = {
  'fs.stat': (audit) => audit.operation('fs.stat', () => ({ path }), keyOf, given),
  'fs.list': (audit) => audit.operation('fs.list', () => ({ path, recursive }), keyOfList, given),
  'fs.watch': (audit) => audit.operation('fs.watch', () => ({ path, recursive })),
  'fs.mkdir': (audit) => audit.operation('fs.mkdir', () => ({ path, mode, recursive })),
  'fs.temp': (audit) => audit.operation('fs.temp', () => ({ path: prefix })),
  'fs.remove': (audit) => audit.operation('fs.remove', () => ({ path, recursive })),
  'fs.truncate': (audit) => audit.operation('fs.truncate', () => ({ path })),
  'fs.chmod': (audit) => audit.operation('fs.chmod', () => ({ path, mode })),
  'fs.chown': (audit) => audit.operation('fs.chown', () => ({ path, uid: (call: FileCall) => call.first, gid: (call: FileCall) => call.second })),
  'fs.utime': (audit) => audit.operation('fs.utime', () => ({ path })),
  'fs.rename': (audit) => audit.operation('fs.rename', () => ({ path, target })),
  'fs.copy': (audit) => audit.operation('fs.copy', () => ({ path, target, recursive })),
  'fs.link': (audit) => audit.operation('fs.link', () => ({ path, target, kind: () => 'hard' })),
  'fs.link symbolic': (audit) => audit.operation('fs.link', () => ({ path: (call: FileCall) => call.path, target, kind: () => 'symbolic' })),
}
