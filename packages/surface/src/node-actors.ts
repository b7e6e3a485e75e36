import { primordials } from '@overt/core'
import { byPath, makingFolder, modeOfPath, ofDescriptor, ownerOfPath, type PathOfDescriptor, withAllBelow } from './probes/acted-arguments.ts'
import type { ActedEvent, ReadActed } from './probes/acted.ts'
import type { Actor } from './probes/actor.ts'

const { append, includes } = primordials

interface Row {
  readonly name: string
  readonly event: ActedEvent
  readonly read: ReadActed
  readonly refused?: false
}

const rows = (pathOf: PathOfDescriptor): readonly Row[] => {
  const { plain, mode, owner, pathToo } = ofDescriptor(pathOf)
  return [
    { name: 'mkdir', event: 'fs.mkdir', read: makingFolder },
    { name: 'mkdtemp', event: 'fs.temp', read: byPath },
    { name: 'mkdtempDisposable', event: 'fs.temp', read: byPath },
    { name: 'readdir', event: 'fs.list', read: withAllBelow },
    { name: 'opendir', event: 'fs.list', read: withAllBelow },
    { name: 'chmod', event: 'fs.chmod', read: modeOfPath },
    { name: 'lchmod', event: 'fs.chmod', read: modeOfPath },
    { name: 'fchmod', event: 'fs.chmod', read: mode },
    { name: 'chown', event: 'fs.chown', read: ownerOfPath },
    { name: 'lchown', event: 'fs.chown', read: ownerOfPath },
    { name: 'fchown', event: 'fs.chown', read: owner },
    { name: 'truncate', event: 'fs.truncate', read: pathToo },
    { name: 'ftruncate', event: 'fs.truncate', read: plain },
    { name: 'utimes', event: 'fs.utime', read: byPath },
    { name: 'lutimes', event: 'fs.utime', read: byPath },
    { name: 'futimes', event: 'fs.utime', read: plain },
    { name: 'stat', event: 'fs.stat', read: byPath },
    { name: 'lstat', event: 'fs.stat', read: byPath },
    { name: 'statfs', event: 'fs.stat', read: byPath },
    { name: 'access', event: 'fs.stat', read: byPath },
    { name: 'exists', event: 'fs.stat', read: byPath, refused: false },
    { name: 'readlink', event: 'fs.stat', read: byPath },
    { name: 'realpath', event: 'fs.stat', read: byPath },
    { name: 'watch', event: 'fs.watch', read: withAllBelow },
    { name: 'watchFile', event: 'fs.watch', read: byPath },
  ]
}

/** Functions that give their result to a listener or an iterator of their own, and fail at once. */
const immediate = ['watch', 'watchFile']

/**
 * The functions of `node:fs` and `node:fs/promises` that take a file by its name or its descriptor, in each form that there is. The list is made when the application has run: it asks no method of
 * a list's own.
 *
 * @param elsewhere names of those that end in another function with a probe: in all their forms, or `promises.opendir` alone
 */
export function nodeActors(fs: object, promises: object, pathOf: PathOfDescriptor, elsewhere: readonly string[]): readonly Actor[] {
  const actors: Actor[] = []
  const all = rows(pathOf)
  for (let i = 0; i < all.length; i++) {
    const row = all[i] as Row
    const { name } = row
    if (includes(elsewhere, name)) continue
    const isImmediate = includes(immediate, name)
    append(actors, { ...row, holder: fs, form: isImmediate ? 'sync' : 'callback' })
    append(actors, { ...row, holder: fs, name: `${name}Sync`, form: 'sync' })
    if (!includes(elsewhere, `promises.${name}`)) append(actors, { ...row, holder: promises, form: isImmediate ? 'sync' : 'promise' })
  }
  return actors
}
