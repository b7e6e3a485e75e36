import { type Audit, normalPath, type Operation, primordials, shared } from '@overt/core'

const { charCodeAt, numberToString } = primordials

/** A file that is about to be opened: the path as it was given, and open(2) flags as Linux has them, on every system. */
export interface Opening {
  readonly path: string
  readonly flags: number
}

/** Flags of open(2). */
export const opens = { read: 0, write: 1, readWrite: 2, create: 0o100, exclusive: 0o200, truncate: 0o1000, append: 0o2000 } as const

const accessMode = 3
const slash = 47

function accessOf(flags: number): string {
  const access = flags & accessMode
  if (access === opens.read) return 'read'
  if ((flags & opens.append) !== 0) return 'append'
  return access === opens.readWrite ? 'read_write' : 'write'
}

/** A path from the root settles every field; a relative one means what the working folder is just then: it has no key. */
function keyOf({ path, flags }: Opening): string | undefined {
  if (charCodeAt(path, 0) !== slash) return undefined
  return flags === 0 ? path : numberToString(flags) + ':' + path
}

/** The operation that every form of opening a file raises. */
export const openOperation: (audit: Audit, folder: () => string) => Operation<Opening> = shared((audit, folder) =>
  audit.operation(
    'fs.open',
    () => ({
      path: (call: Opening) => normalPath(call.path, folder),
      flags: (call: Opening) => call.flags,
      access: (call: Opening) => accessOf(call.flags),
      create: (call: Opening) => (call.flags & opens.create) !== 0,
    }),
    keyOf,
  ))

/** Flags by the names that `node:fs` takes; `undefined` where there is no such name. */
export const flagsByName: Readonly<Record<string, number | undefined>> = Object.freeze({
  __proto__: null,
  r: opens.read,
  rs: opens.read,
  sr: opens.read,
  'r+': opens.readWrite,
  'rs+': opens.readWrite,
  'sr+': opens.readWrite,
  w: opens.write | opens.create | opens.truncate,
  wx: opens.write | opens.create | opens.truncate | opens.exclusive,
  xw: opens.write | opens.create | opens.truncate | opens.exclusive,
  'w+': opens.readWrite | opens.create | opens.truncate,
  'wx+': opens.readWrite | opens.create | opens.truncate | opens.exclusive,
  'xw+': opens.readWrite | opens.create | opens.truncate | opens.exclusive,
  a: opens.write | opens.create | opens.append,
  as: opens.write | opens.create | opens.append,
  sa: opens.write | opens.create | opens.append,
  ax: opens.write | opens.create | opens.append | opens.exclusive,
  xa: opens.write | opens.create | opens.append | opens.exclusive,
  'a+': opens.readWrite | opens.create | opens.append,
  'as+': opens.readWrite | opens.create | opens.append,
  'sa+': opens.readWrite | opens.create | opens.append,
  'ax+': opens.readWrite | opens.create | opens.append | opens.exclusive,
  'xa+': opens.readWrite | opens.create | opens.append | opens.exclusive,
} as unknown as Record<string, number>)
