import { type Method, primordials, type Probe, replace } from '@overt/core'
import { type Acted, actedOperations, givenPath, put } from '@overt/surface'
import { asPath } from '../path-text.ts'

const { apply, then, weakGet, WeakMapCaptured, weakSet } = primordials

/** What gives a file. */
const openers = [
  { name: 'open', isSync: false },
  { name: 'openSync', isSync: true },
  { name: 'create', isSync: false },
  { name: 'createSync', isSync: true },
] as const

/**
 * `fs.truncate` and `fs.utime` of a file that is open: methods of `Deno.FsFile`. Deno tells no path of one, nor a descriptor: it is the path that the file was opened by, kept where
 * somebody listens.
 */
export const createDenoFileObjectsProbe = (deno: { readonly FsFile: { readonly prototype: object } } & object, folder: () => string, later: (work: () => void) => void): Probe => ({
  events: ['fs.truncate', 'fs.utime'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operations = actedOperations(audit, folder)
    const truncate = operations('fs.truncate')
    const utime = operations('fs.utime')
    const paths = new WeakMapCaptured<object, string>()
    const note = (file: unknown, path: string): unknown => {
      if (typeof file === 'object' && file !== null) weakSet(paths, file, path)
      return file
    }
    for (let i = 0; i < openers.length; i++) {
      const { name, isSync } = openers[i] ?? openers[0]
      replace(deno, name, (original): Method => ({
        open(this: unknown, given: unknown): unknown {
          const path = (truncate.wanted | utime.wanted) === 0 ? undefined : givenPath(given, isSync && arguments.length > 0 ? asPath : undefined)
          if (path === undefined) return apply(original, this, arguments)
          arguments[0] = path.value
          const opened = apply(original, this, arguments)
          return isSync ? note(opened, path.text) : then(opened, (file: unknown) => note(file, path.text))
        },
      }).open)
    }
    const read = (_given: unknown, self: unknown): readonly Acted[] => [{ path: typeof self === 'object' && self !== null ? weakGet(paths, self) : undefined }]
    const holder = deno.FsFile.prototype
    put(audit, operations, { holder, name: 'truncate', form: 'promise', event: 'fs.truncate', read }, later)
    put(audit, operations, { holder, name: 'truncateSync', form: 'sync', event: 'fs.truncate', read }, later)
    put(audit, operations, { holder, name: 'utime', form: 'promise', event: 'fs.utime', read }, later)
    put(audit, operations, { holder, name: 'utimeSync', form: 'sync', event: 'fs.utime', read }, later)
    return []
  },
})
