import { constants } from 'node:fs'
import { type Operation, primordials, type Audit } from '@overt/core'
import { absolute } from '../path.ts'
import { platform } from '../../captured.ts'

const { charCodeAt, numberToString } = primordials

/** A file that is about to be opened: the path as it was given, decoded, and the open(2) flags. */
export interface Opening {
  readonly path: string
  readonly flags: number
  /** The file's text is returned, and nothing by which it could be read later: no descriptor, callback or promise. */
  readonly isText: boolean
}

const { O_ACCMODE = 3, O_APPEND, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = constants as typeof constants & { O_ACCMODE?: number }

/** What `fs.readFile` opens with where nothing else is asked for. */
export const readFlags: number = O_RDONLY
/** What `fs.writeFile` opens with where nothing else is asked for. */
export const writeFlags: number = O_TRUNC | O_CREAT | O_WRONLY

/** Whether the file may be changed through what is opened. */
export const opensForWriting = (flags: number): boolean => (flags & O_ACCMODE) !== O_RDONLY || (flags & (O_TRUNC | O_CREAT)) !== 0

function accessOf(flags: number): string {
  const access = flags & O_ACCMODE
  if (access === O_RDONLY) return 'read'
  if ((flags & O_APPEND) !== 0) return 'append'
  return access === O_RDWR ? 'read_write' : 'write'
}

const slash = 47

/**
 * The key of the verdict cache. The raw path settles the normalised one; a path from the root begins with a slash, so no flags and path together
 * are another's path alone. A relative path means what the working folder is just then: it has no key.
 */
function keyOf(call: Opening): string | undefined {
  if (charCodeAt(call.path, 0) !== slash) return undefined
  return call.flags === 0 ? call.path : numberToString(call.flags) + ':' + call.path
}

/**
 * Whether the verdict cache knows that this very call matches nothing, without an object for the call.
 *
 * INVARIANT: asked only where the path alone is the key ({@link keyOf}): a relative path could read like the key of another path with flags.
 */
export const isKnownOpening = ({ isKnown }: Audit, operation: Operation<Opening>, path: string, flags: number): boolean => flags === 0 && charCodeAt(path, 0) === slash && isKnown(operation, path)

/** The operation that every form of opening a file raises. */
export const openOperation = (audit: Audit): Operation<Opening> =>
  audit.operation(
    'fs.open',
    () => ({
      path: (call: Opening) => absolute(call.path),
      flags: (call: Opening) => call.flags,
      access: (call: Opening) => accessOf(call.flags),
      create: (call: Opening) => (call.flags & O_CREAT) !== 0,
    }),
    keyOf,
    // Elsewhere the form of a path is another.
    platform === 'win32' ? undefined : { field: 'path', text: (call) => call.path },
  )
