import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { pathOfLibrary } from '../library.ts'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { absolute, copyOfBytes, textOfBytes } from '../path.ts'
import { openedBy } from './sqlite-statement.ts'
import { pathOfUri } from './sqlite-uri.ts'
import { getBuiltinModule, hrefOf, isProxy, URLCaptured } from '../../captured.ts'

const { apply, argumentAt, getPrototypeOf, isArray, startsWith, stringsOf, weakAdd, weakGet, weakHas, WeakMapCaptured, weakSet, WeakSetCaptured } = primordials

/** A database, by the name that SQLite gets. */
interface Database {
  /** Undefined where SQL makes it of an expression. */
  readonly name: string | undefined
}

const openFields = (): Readers<'sqlite.open', Database> => ({
  path: ({ name }: Database) => (name === undefined ? undefined : pathOf(name)),
})

const extensionFields = (): Readers<'sqlite.extension', string> => ({
  path: (name: string) => pathOfLibrary(name),
})

const names = new WeakMapCaptured<object, string>()

/**
 * `sqlite.open` and `sqlite.extension`: native code opens a database, at once or by `open`; SQL opens more of them (`ATTACH`, `VACUUM INTO`), `backup` one to
 * write to; `loadExtension` loads a library.
 */
export function installSqlite(audit: Audit): readonly Gap[] {
  const exports: object | undefined = getBuiltinModule('node:sqlite')
  if (exports === undefined) {
    const detail = 'this Node has no `node:sqlite`, or it is switched off'
    return [{ event: 'sqlite.open', reason: 'absent', detail }, { event: 'sqlite.extension', reason: 'absent', detail }]
  }
  const open = audit.operation('sqlite.open', openFields)
  const extension = audit.operation('sqlite.extension', extensionFields)
  const opening = (name: string | undefined): void => {
    if (open.wanted !== 0) raised(audit, open, { name })
  }
  const running = (sql: unknown): void => {
    if (open.wanted !== 0 && typeof sql === 'string') openedBy(sql, ({ name }) => { opening(name) })
  }

  const { prototype } = ownValue(exports, 'DatabaseSync') as { readonly prototype: object }
  replace(exports, 'DatabaseSync', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
    const path = givenOf(given[0])
    if (path === undefined) {
      given[0] = refusedOf(given[0])
      return
    }
    given[0] = path
    if (!opensLater(argumentAt(given, 1))) opening(nameOf(path))
  }, (make, given) => {
    const database = make()
    const path = givenOf(given[0])
    if (path !== undefined) weakSet(names, database, nameOf(path))
    return database
  }) as unknown as Method)
  replace(prototype, 'open', (original) => ({
    open(this: unknown): unknown {
      opening(weakGet(names, this as object))
      return apply(original, this, arguments)
    },
  }).open)
  replace(prototype, 'loadExtension', (original) => ({
    loadExtension(this: unknown, path: unknown): unknown {
      if (extension.wanted !== 0 && typeof path === 'string') raised(audit, extension, path)
      return apply(original, this, arguments)
    },
  }).loadExtension)
  const statement = (original: Method): Method => ({
    run(this: unknown, sql: unknown): unknown {
      running(sql)
      return apply(original, this, arguments)
    },
  }).run
  replace(prototype, 'exec', statement)
  replace(prototype, 'prepare', statement)
  replace(prototype, 'createTagStore', (original) => watchTagStores(original, running))
  replace(exports, 'backup', (original) => ({
    backup(this: unknown, _source: unknown, to: unknown): unknown {
      const path = givenOf(to)
      arguments[1] = path ?? refusedOf(to)
      if (path !== undefined) opening(nameOf(path))
      return apply(original, this, arguments)
    },
  }).backup)
  return []
}

/** The path as SQLite gets it, read once: a string, a copy of its bytes, or a URL's text; undefined for what is none, which the original refuses. */
function givenOf(path: unknown): string | Uint8Array | undefined {
  if (typeof path === 'string') return path
  const bytes = copyOfBytes(path)
  if (bytes !== undefined) return bytes
  try {
    const href = hrefOf(path)
    return startsWith(href, 'file:') ? href : undefined
  } catch {
    return undefined
  }
}

/** What the original refuses in its own words: a URL of another scheme, made anew so that it stays one, or no path at all. */
function refusedOf(path: unknown): unknown {
  try {
    return new URLCaptured(hrefOf(path))
  } catch {
    return path
  }
}

const nameOf = (path: string | Uint8Array): string => (typeof path === 'string' ? path : textOfBytes(path))

/** Where a database lies. What is in memory has a name, or none. */
function pathOf(name: string): string {
  const path = startsWith(name, 'file:') ? pathOfUri(name) : name
  return path === '' || startsWith(path, ':memory:') ? path : absolute(path)
}

/** The texts of a template, read once: a place of an array can be an accessor. */
function copied(strings: readonly unknown[]): readonly unknown[] {
  const { length } = strings
  const copy: unknown[] = stringsOf(length)
  for (let i = 0; i < length; i++) copy[i] = strings[i]
  return copy
}

/** The statement that native code makes of them; undefined where it refuses one. */
function joined(strings: readonly unknown[]): string | undefined {
  let sql = ''
  for (let i = 0; i < strings.length; i++) {
    const text = strings[i]
    if (typeof text !== 'string') return undefined
    sql += (i === 0 ? '' : '?') + text
  }
  return sql
}

/** Only where that is certain: an accessor could answer native code otherwise. */
const opensLater = (options: unknown): boolean => typeof options === 'object' && options !== null && !isProxy(options) && ownValue(options, 'open') === false

/** The native class of these stores is nowhere to be had but from a store, and Node makes a new one for each. */
function watchTagStores(original: Method, running: (sql: unknown) => void): Method {
  const patched = new WeakSetCaptured()
  return {
    createTagStore(this: unknown): unknown {
      const store = apply(original, this, arguments)
      const prototype = typeof store === 'object' && store !== null ? getPrototypeOf(store) : null
      if (prototype !== null && !weakHas(patched, prototype)) {
        weakAdd(patched, prototype)
        for (let i = 0; i < 4; i++) replace(prototype, ['all', 'get', 'iterate', 'run'][i] ?? '', (method) => ({
          run(this: unknown, strings: unknown): unknown {
            // What is no array is refused by the original, and a proxy is none to it.
            if (isArray(strings) && !isProxy(strings)) {
              const copy = copied(strings)
              running(joined(copy))
              arguments[0] = copy
            }
            return apply(method, this, arguments)
          },
        }).run)
      }
      return store
    },
  }.createTagStore
}
