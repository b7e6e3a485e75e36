import type { FileAction, FileEvent } from './operations.ts'

/** A function of Node's file binding that acts on a file: what it raises, and where its arguments stand. */
export interface FileFunction {
  readonly name: string
  readonly action: FileAction
  /** The place of the request, which a callback or a promise waits for; none where there is only the synchronous form. */
  readonly request?: number
  /** Whether the first argument is a descriptor and not a path. */
  readonly descriptor?: true
  /** The place of the second path. */
  readonly target?: number
  readonly first?: number
  readonly second?: number
  /** Where it is said whether all below is meant too, or that it always is. */
  readonly recursive?: number | true
  /** Whether the runtime's copying begins with it: what that does next raises the event. */
  readonly beginsCopying?: true
  /** Whether the runtime itself calls it only as a part of what it loads, lists or copies, which is no event of its own, and has no public function that does. */
  readonly isInternal?: true
  /** What it answers where it is refused, for a function that never throws. */
  readonly refused?: false | number
}

/** All of them, on any Node; what one does not have is left out there. The path is the first argument. */
export const functions: readonly FileFunction[] = [
  { name: 'stat', action: 'fs.stat', request: 2 },
  { name: 'lstat', action: 'fs.stat', request: 2 },
  { name: 'statfs', action: 'fs.stat', request: 2 },
  { name: 'access', action: 'fs.stat', request: 2 },
  { name: 'readlink', action: 'fs.stat', request: 2 },
  { name: 'realpath', action: 'fs.stat', request: 2 },
  { name: 'existsSync', action: 'fs.stat', refused: false },
  // As for a file that is not there.
  { name: 'internalModuleStat', action: 'fs.stat', refused: -2, isInternal: true },
  { name: 'readdir', action: 'fs.list', request: 3 },
  { name: 'readdirRecursive', action: 'fs.list', recursive: true, request: 3 },
  { name: 'rename', action: 'fs.rename', target: 1, request: 2 },
  { name: 'copyFile', action: 'fs.copy', target: 1, request: 3 },
  // Makes the folders that the target is to lie in.
  { name: 'cpSyncCheckPaths', action: 'fs.copy', target: 1, beginsCopying: true },
  { name: 'cpSyncOverrideFile', action: 'fs.copy', target: 1 },
  { name: 'cpSyncCopyDir', action: 'fs.copy', target: 1, recursive: true },
  { name: 'link', action: 'fs.link', target: 1, request: 2 },
  { name: 'symlink', action: 'fs.link symbolic', target: 1, request: 3 },
  { name: 'unlink', action: 'fs.remove', request: 1 },
  { name: 'rmdir', action: 'fs.remove', request: 1 },
  { name: 'rmSync', action: 'fs.remove', recursive: 2 },
  { name: 'mkdir', action: 'fs.mkdir', first: 1, recursive: 2, request: 3 },
  { name: 'mkdtemp', action: 'fs.temp', request: 2 },
  { name: 'ftruncate', action: 'fs.truncate', descriptor: true, request: 2 },
  { name: 'chmod', action: 'fs.chmod', first: 1, request: 2 },
  { name: 'fchmod', action: 'fs.chmod', descriptor: true, first: 1, request: 2 },
  { name: 'chown', action: 'fs.chown', first: 1, second: 2, request: 3 },
  { name: 'lchown', action: 'fs.chown', first: 1, second: 2, request: 3 },
  { name: 'fchown', action: 'fs.chown', descriptor: true, first: 1, second: 2, request: 3 },
  { name: 'utimes', action: 'fs.utime', request: 3 },
  { name: 'lutimes', action: 'fs.utime', request: 3 },
  { name: 'futimes', action: 'fs.utime', descriptor: true, request: 3 },
]

/** The event of an action. */
export const eventOf = (action: FileAction): FileEvent => (action === 'fs.link symbolic' ? 'fs.link' : action)
