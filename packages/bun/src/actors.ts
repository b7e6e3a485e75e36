import { primordials } from '@overt/core'
import { type Actor, nodeActors, optionsAt, pathAt, type PathOfDescriptor, type ReadActed } from '@overt/surface'
import { fileName } from './probes/file-name.ts'

/** The path of what `Bun.file` gave. */
const ofFile: ReadActed = (_given, self) => {
  const path = fileName(self)
  return path === undefined ? [] : [{ path }]
}

/** Methods of what `Bun.file` gives that act on the file without opening it. */
export const fileActors: readonly Actor[] = [
  { holder: Blob.prototype, name: 'delete', form: 'promise', event: 'fs.remove', read: ofFile },
  { holder: Blob.prototype, name: 'unlink', form: 'promise', event: 'fs.remove', read: ofFile },
  { holder: Blob.prototype, name: 'stat', form: 'promise', event: 'fs.stat', read: ofFile },
  { holder: Blob.prototype, name: 'exists', form: 'promise', event: 'fs.stat', read: ofFile },
]

/** The functions of `node:fs`, none of which ends in another but `opendir` of the promises. */
export const nodeActorsOfBun = (fs: object, promises: object, pathOf: PathOfDescriptor): readonly Actor[] => primordials.concat<Actor>(nodeActors(fs, promises, pathOf, ['promises.opendir']), [
  {
    holder: fs,
    name: 'Dir',
    form: 'class',
    event: 'fs.list',
    // new Dir(handle, path, options): the path is what is listed.
    read(given) {
      const path = pathAt(given, 1)
      return path === undefined ? [] : [{ path }]
    },
  },
])

/** `Bun.FileSystemRouter`, which looks through a folder for what it routes to. */
export const routerActors = (bun: object): readonly Actor[] => [{
  holder: bun,
  name: 'FileSystemRouter',
  form: 'class',
  event: 'fs.list',
  read(given) {
    const { dir } = optionsAt(given, 0, ['dir'])
    return typeof dir === 'string' ? [{ path: dir, recursive: true }] : []
  },
}]
