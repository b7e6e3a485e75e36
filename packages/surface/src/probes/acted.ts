import { type Audit, normalPath, type Operation, primordials, shared } from '@overt/core'

const { charCodeAt, hasOwn, slice } = primordials

/** What a function acts on. */
export interface Acted {
  /** As it was given; undefined of an open file whose name the system does not tell. */
  readonly path: string | undefined
  /** Permission bits, or a user. */
  readonly first?: number | undefined
  /** A group. */
  readonly second?: number | undefined
  /** Whether all below the path too. */
  readonly recursive?: boolean
}

/** Reads what a call acts on, each argument once, and puts back what was read, so that it is what is done. Nothing where there is nothing to judge: the platform's own error. */
export type ReadActed = (given: unknown[], self: unknown) => readonly Acted[]

/** The events of files that are one call with one path. */
export const actedEvents = ['fs.stat', 'fs.list', 'fs.watch', 'fs.mkdir', 'fs.temp', 'fs.remove', 'fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime'] as const

export type ActedEvent = (typeof actedEvents)[number]
export type ActedOperation = Operation<Acted>

const slash = 47
/** What is put behind a prefix, so that its last part is taken as the beginning of a name. */
const tail = 'XXXXXX'

/** A path from the root settles every field; a relative one means what the working folder is just then: it has no key. */
const keyOf = ({ path }: Acted): string | undefined => (path !== undefined && charCodeAt(path, 0) === slash ? path : undefined)

/** The operation of each of these events, declared when it is first asked for. */
export type ActedOperations = (event: ActedEvent) => ActedOperation

/** The operations of a thread, each one for all functions that raise it. */
export const actedOperations: (audit: Audit, folder: () => string) => ActedOperations = shared((audit, folder) => {
  const path = (call: Acted): string | undefined => (call.path === undefined ? undefined : normalPath(call.path, folder))
  /** The prefix of a temporary folder: `/tmp/` stays what it is, and `/tmp/..` is the beginning of a name. */
  const prefix = (call: Acted): string | undefined => (call.path === undefined ? undefined : slice(normalPath(call.path + tail, folder), 0, -tail.length))
  // What a call does not have is not what `Object.prototype` has.
  const recursive = (call: Acted): boolean => hasOwn(call, 'recursive') && call.recursive === true
  const mode = (call: Acted): number | undefined => (hasOwn(call, 'first') ? call.first : undefined)
  const declare: Readonly<Record<ActedEvent, () => ActedOperation>> = {
    'fs.stat': () => audit.operation('fs.stat', () => ({ path }), keyOf),
    'fs.list': () => audit.operation('fs.list', () => ({ path, recursive })),
    'fs.watch': () => audit.operation('fs.watch', () => ({ path, recursive })),
    'fs.mkdir': () => audit.operation('fs.mkdir', () => ({ path, mode, recursive })),
    'fs.temp': () => audit.operation('fs.temp', () => ({ path: prefix })),
    'fs.remove': () => audit.operation('fs.remove', () => ({ path, recursive })),
    'fs.truncate': () => audit.operation('fs.truncate', () => ({ path })),
    'fs.chmod': () => audit.operation('fs.chmod', () => ({ path, mode })),
    'fs.chown': () => audit.operation('fs.chown', () => ({ path, uid: mode, gid: (call: Acted) => (hasOwn(call, 'second') ? call.second : undefined) })),
    'fs.utime': () => audit.operation('fs.utime', () => ({ path })),
  }
  const made: Partial<Record<ActedEvent, ActedOperation>> = { __proto__: null } as never
  return (event) => (made[event] ??= declare[event]())
})
