import { primordials } from '@overt/core'
import { type Actor, byPath, globbing, makingFolder, modeOfPath, nodeActors, ownerOfPath, type PathOfDescriptor, promisedOf, type ReadActed, watchingAll, optionsAt, settledAt } from '@overt/surface'
import { asPath, ofPath, ofPaths } from './path-text.ts'
import type { Readings } from './probes/readings.ts'

const { concat } = primordials

/** Of `node:fs`, what ends in a function of `Deno.*`; and `truncate` of the promises, which opens the file and cuts it by its handle. */
const through = ['mkdir', 'opendir', 'chmod', 'chown', 'utimes', 'stat', 'lstat', 'access', 'readlink', 'realpath', 'watch', 'promises.truncate']

/** The events that functions of `Deno.*` raise that act on files. */
export const actedByDeno = ['fs.stat', 'fs.list', 'fs.watch', 'fs.mkdir', 'fs.temp', 'fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime'] as const

/** The functions of `Deno.*` that raise an event, in which most of those of `node:fs` end. */
export function denoActors(deno: object, event: (typeof actedByDeno)[number], temporary: () => string | undefined, readings: Readings): readonly Actor[] {
  const both = (name: string, read: ReadActed, readSync: ReadActed = ofPath(read)): readonly Actor[] => [
    { holder: deno, name, form: 'promise', event, read },
    { holder: deno, name: `${name}Sync`, form: 'sync', event, read: readSync },
  ]
  switch (event) {
    case 'fs.stat':
      return concat(both('stat', byPath), both('lstat', byPath), both('realPath', byPath), both('readLink', byPath))
    case 'fs.list': {
      const read: ReadActed = (given) => (readings.isKnown(given[0]) ? [] : byPath(given, undefined))
      // An iterable, which is asked for at once.
      return [{ holder: deno, name: 'readDir', form: 'sync', event, read }, { holder: deno, name: 'readDirSync', form: 'sync', event, read: ofPath(read) }]
    }
    case 'fs.watch':
      return [{ holder: deno, name: 'watchFs', form: 'sync', event, read: ofPaths(watchingAll) }]
    case 'fs.mkdir':
      return both('mkdir', makingFolder)
    case 'fs.temp': {
      /** What is no text is left to Deno's own error. */
      const read: ReadActed = (given) => {
        const options = optionsAt(given, 0, ['dir', 'prefix', 'suffix'])
        const dir = settledAt(options, 'dir', asPath)
        const prefix = settledAt(options, 'prefix', asPath) ?? ''
        const folder = dir === undefined ? temporary() : typeof dir === 'string' ? dir : undefined
        return [{ path: folder === undefined ? undefined : `${folder}/${typeof prefix === 'string' ? prefix : ''}` }]
      }
      return concat(both('makeTempDir', read, read), both('makeTempFile', read, read))
    }
    case 'fs.truncate':
      return both('truncate', byPath)
    case 'fs.chmod':
      return both('chmod', modeOfPath)
    case 'fs.chown':
      return both('chown', ownerOfPath)
    case 'fs.utime':
      return both('utime', byPath)
  }
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
