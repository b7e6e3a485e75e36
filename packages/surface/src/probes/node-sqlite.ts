import { type Audit, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'
import { refuse } from './forms.ts'
import { replaceClass } from './judged-class.ts'
import { libraryOperation, openingLibrary } from './native-library.ts'

const { apply, StringCaptured } = primordials

interface Opened {
  readonly path: string
}

const URLCaptured = URL

/** What looks like a URL, asked for its text once, as a URL; anything else as it is. */
function urlOfLike(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || givenPath(value) !== undefined) return value
  const { href } = value as { readonly href?: unknown }
  if (href === undefined) return value
  try {
    return new URLCaptured(StringCaptured(href))
  } catch {
    // Bun makes its own error of it.
    return { __proto__: null }
  }
}

/** The operation of `sqlite.open`. */
export const databaseOperation = (audit: Audit, folder: () => string): Operation<Opened> =>
  audit.operation('sqlite.open', () => ({ path: (call: Opened) => (call.path === ':memory:' ? call.path : normalPath(call.path, folder)) }))

/**
 * `sqlite.open` and `sqlite.extension` of `node:sqlite`: native code that opens files by itself. What SQL opens (`ATTACH`, `VACUUM INTO`) is not seen.
 *
 * @param sqlite the module
 * @param takesLikes whether it takes what only looks like a URL: what has a `href`
 */
export const createNodeSqliteProbe = (sqlite: object, folder: () => string, takesLikes: boolean): Probe => ({
  events: ['sqlite.open', 'sqlite.extension'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = databaseOperation(audit, folder)
    const settle = takesLikes ? urlOfLike : undefined
    const { prototype } = (sqlite as { readonly DatabaseSync: { readonly prototype: object } }).DatabaseSync
    replace(prototype, 'loadExtension', openingLibrary(audit, libraryOperation(audit, 'sqlite.extension', folder), 0))
    // A database that is opened later (`open: false`) is one as well.
    replaceClass(sqlite, 'DatabaseSync', (given) => {
      const path = operation.wanted === 0 ? undefined : givenPath(given[0], settle)
      if (path === undefined) return
      const refusal = audit.raise(operation, { path: path.text })
      if (refusal !== undefined) throw refusal.error
      given[0] = path.value
    })
    replace(sqlite, 'backup', (original) => ({
      backup(this: unknown, _database: unknown, to: unknown): unknown {
        const path = operation.wanted === 0 ? undefined : givenPath(to, settle)
        if (path === undefined) return apply(original, this, arguments)
        const refusal = audit.raise(operation, { path: path.text })
        if (refusal !== undefined) return refuse(refusal.error, 'promise', [], (work) => { work() })
        arguments[1] = path.value
        return apply(original, this, arguments)
      },
    }).backup)
    return []
  },
})
