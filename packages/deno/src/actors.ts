import { primordials } from '@overt/core'
import { type Actor, byPath, globbing, makingFolder, modeOfPath, nodeActors, ownerOfPath, type PathOfDescriptor, promisedOf, type ReadActed, watchingAll, optionsAt } from '@overt/surface'
import type { Readings } from './probes/readings.ts'

const { concat } = primordials

/** Of `node:fs`, what ends in a function of `Deno.*`; and `truncate` of the promises, which opens the file and cuts it by its handle. */
const through = ['mkdir', 'opendir', 'chmod', 'chown', 'utimes', 'stat', 'lstat', 'access', 'readlink', 'realpath', 'watch', 'promises.truncate']

/** The functions of `Deno.*`, in which most of those of `node:fs` end. */
export function denoActors(deno: object, temporary: () => string | undefined, readings: Readings): readonly Actor[] {
  const listing: ReadActed = (given) => (readings.isKnown(given[0]) ? [] : byPath(given, undefined))
  /** What is no text is left to Deno's own error. */
  const makingTemporary: ReadActed = (given) => {
    const { dir, prefix = '' } = optionsAt(given, 0, ['dir', 'prefix', 'suffix'])
    const folder = dir === undefined ? temporary() : typeof dir === 'string' ? dir : undefined
    return [{ path: folder === undefined ? undefined : `${folder}/${typeof prefix === 'string' ? prefix : ''}` }]
  }
  const both = (name: string, event: Actor['event'], read: ReadActed): readonly Actor[] => [
    { holder: deno, name, form: 'promise', event, read },
    { holder: deno, name: `${name}Sync`, form: 'sync', event, read },
  ]
  return concat<Actor>(
    both('mkdir', 'fs.mkdir', makingFolder),
    both('chmod', 'fs.chmod', modeOfPath),
    both('chown', 'fs.chown', ownerOfPath),
    both('truncate', 'fs.truncate', byPath),
    both('utime', 'fs.utime', byPath),
    both('makeTempDir', 'fs.temp', makingTemporary),
    both('makeTempFile', 'fs.temp', makingTemporary),
    both('stat', 'fs.stat', byPath),
    both('lstat', 'fs.stat', byPath),
    both('realPath', 'fs.stat', byPath),
    both('readLink', 'fs.stat', byPath),
    [
      // An iterable, which is asked for at once.
      { holder: deno, name: 'readDir', form: 'sync', event: 'fs.list', read: listing },
      { holder: deno, name: 'readDirSync', form: 'sync', event: 'fs.list', read: listing },
      { holder: deno, name: 'watchFs', form: 'sync', event: 'fs.watch', read: watchingAll },
    ],
  )
}

/** The functions of `node:fs` that end in none of `Deno.*`. */
export function nodeActorsOfDeno(fs: object, promises: object, pathOf: PathOfDescriptor, readings: Readings): readonly Actor[] {
  readings.watch(fs)
  return concat<Actor>(nodeActors(fs, promises, pathOf, through), [
    { holder: promises, name: 'truncate', form: 'promise', event: 'fs.truncate', read: byPath, instead: promisedOf(fs, 'truncate') },
    { holder: fs, name: 'Dir', form: 'class', event: 'fs.list', read: byPath },
    { holder: fs, name: 'glob', form: 'callback', event: 'fs.list', read: globbing },
    { holder: fs, name: 'globSync', form: 'sync', event: 'fs.list', read: globbing },
    { holder: promises, name: 'glob', form: 'sync', event: 'fs.list', read: globbing },
  ])
}
