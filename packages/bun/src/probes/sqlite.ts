import { type Method, primordials, type Probe, replace } from '@overt/core'
import { databaseOperation, libraryOperation, openingLibrary, replaceClass } from '@overt/surface'

const { construct, getOwnPropertyDescriptor, reflectSet } = primordials

type Made = new (...given: never[]) => object

/**
 * `sqlite.open` of `bun:sqlite`: native code that opens files by itself; `sqlite.extension`, and `ffi.open` of the library that Bun then has in the place of its own SQLite.
 */
export const createBunSqliteProbe = (sqlite: { readonly Database: Made } & object, folder: () => string): Probe => ({
  events: ['sqlite.open', 'sqlite.extension', 'ffi.open'],
  capturable: true,
  bindings: [],
  install(audit) {
    const database = databaseOperation(audit, folder)
    const original = sqlite.Database
    const isDefault = getOwnPropertyDescriptor(sqlite, 'default')?.value === original
    replaceClass(sqlite, 'Database', (given) => {
      const path = typeof given[0] === 'string' && given[0] !== '' ? given[0] : ':memory:'
      const refusal = database.wanted === 0 ? undefined : audit.raise(database, { path })
      if (refusal !== undefined) throw refusal.error
    })
    if (isDefault) reflectSet(sqlite, 'default', sqlite.Database)
    replace(original.prototype as object, 'loadExtension', openingLibrary(audit, libraryOperation(audit, 'sqlite.extension', folder), 0))
    replace(original, 'setCustomSQLite', openingLibrary(audit, libraryOperation(audit, 'ffi.open', folder), 0))
    const { Database } = sqlite
    replace(original, 'open', (): Method => ({
      // Bun's own makes one of the class that was replaced.
      open: (path: unknown, options: unknown) => construct(Database, options === undefined ? [path] : [path, options]) as object,
    }).open)
    return []
  },
})
