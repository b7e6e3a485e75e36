import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { pathOfLibrary } from '../library.ts'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { absolute, copyOfBytes, textOfBytes } from '../path.ts'
import { openedBy } from './sqlite-statement.ts'
import { decodeURIComponentCaptured, fileURLToPath, getBuiltinModule, hrefOf, isProxy, URLCaptured } from '../../captured.ts'

const { apply, indexOf, slice, startsWith, weakGet, WeakMapCaptured, weakSet } = primordials

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
    if (!opensLater(given[1])) opening(nameOf(path))
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
  if (name === '' || startsWith(name, ':memory:')) return name
  if (!startsWith(name, 'file:')) return absolute(name)
  // A URI of SQLite's own kind (https://sqlite.org/uri.html): of `file:a.db?mode=ro` the path is `a.db`.
  try {
    if (startsWith(name, 'file:///')) return fileURLToPath(name)
  } catch {
    // Not a URL of Node's.
  }
  const ends = [indexOf(name, '?'), indexOf(name, '#')]
  let end = name.length
  for (let i = 0; i < ends.length; i++) {
    const found = ends[i] ?? -1
    if (found !== -1 && found < end) end = found
  }
  const text = slice(name, 5, end)
  try {
    return absolute(decodeURIComponentCaptured(text))
  } catch {
    return absolute(text)
  }
}

/** Only where that is certain: an accessor could answer native code otherwise. */
const opensLater = (options: unknown): boolean => typeof options === 'object' && options !== null && !isProxy(options) && ownValue(options, 'open') === false

/** The native class of these stores is nowhere to be had but from a store. */
function watchTagStores(original: Method, running: (sql: unknown) => void): Method {
  let patched = false
  return {
    createTagStore(this: unknown): unknown {
      const store = apply(original, this, arguments)
      if (!patched && typeof store === 'object' && store !== null) {
        patched = true
        const prototype = primordials.getPrototypeOf(store) as object
        for (let i = 0; i < 4; i++) replace(prototype, ['all', 'get', 'iterate', 'run'][i] ?? '', (method) => ({
          run(this: unknown, strings: unknown): unknown {
            if (typeof strings === 'object' && strings !== null) running((strings as readonly unknown[])[0])
            return apply(method, this, arguments)
          },
        }).run)
      }
      return store
    },
  }.createTagStore
}
