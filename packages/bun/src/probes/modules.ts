import { normalPath, type Operation, primordials, type Probe } from '@overt/core'
import { isNamedAsModule, openOperation, opens, watchExtensions } from '@overt/surface'

const { endsWith, indexOf, lastIndexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials

/** One module that is about to be loaded. */
interface Load {
  readonly path: string
  readonly specifier: string | undefined
  readonly parent: string | undefined
}

/** How Bun names what asks for the main module. */
const main = 'bun:main'

/** The file of overt itself, and what is called before it is asked for: who does that may add a hook. */
export interface Itself {
  readonly file: string
  readonly asked: () => void
}

/** Whether a request may lead to overt itself: to the package by its name, or to its file by a path. */
const mayBeItself = (request: string): boolean => indexOf(request, 'overt') !== -1 || endsWith(request, 'register') || endsWith(request, 'register.cjs')

/**
 * `module.load`, when a module is resolved for the first time, by `import`, `require` or as the main module: refusing stops it before it is read. The `?query`
 * of a request makes another module of the same file, and so another event. Bun resolves all that the modules of a program import before it takes names of a builtin for the first of them, so a
 * module that imports overt is told of before that.
 */
export const createBunModulesProbe = (addPlugin: (plugin: Parameters<typeof Bun.plugin>[0]) => void, resolveSync: typeof Bun.resolveSync, extensions: object, folder: () => string, itself: Itself): Probe => ({
  events: ['module.load'],
  capturable: false,
  bindings: [],
  install(audit) {
    const operation: Operation<Load> = audit.operation('module.load', () => ({
      path: (load: Load) => withoutQuery(load.path),
      specifier: (load: Load) => load.specifier,
      parent: (load: Load) => load.parent,
      format: (load: Load) => formatOf(withoutQuery(load.path)),
    }))
    const opening = openOperation(audit, folder)
    const seen = new SafeSet()
    const paths = new SafeSet()

    function load(call: Load): void {
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, call)
      if (refusal !== undefined) throw refusal.error
      const path = withoutQuery(call.path)
      const isFile = startsWith(path, '/')
      const unread = !isFile || opening.wanted === 0 || isNamedAsModule(path) ? undefined : audit.raise(opening, { path, flags: opens.read })
      if (unread !== undefined) throw unread.error
      setAdd(seen, call.path)
      if (isFile) setAdd(paths, path)
    }

    // Resolving calls the plugin again.
    let resolving = false

    function resolved(specifier: string, from: string): string {
      resolving = true
      try {
        return resolveSync(specifier, from)
      } catch {
        // What cannot be resolved is left to Bun's own error, or to a plugin of the application's.
        return specifier
      } finally {
        resolving = false
      }
    }

    addPlugin({
      name: 'overt',
      setup(build) {
        build.onResolve({ filter: /.*/ }, ({ path, importer }) => {
          const isWanted = (operation.wanted | opening.wanted) !== 0
          if (resolving || !(isWanted || mayBeItself(path)) || startsWith(path, 'node:') || startsWith(path, 'bun:')) return undefined
          const isMain = importer === main
          const file = resolved(path, isMain ? folder() : slice(importer, 0, lastIndexOf(importer, '/')))
          if (file === itself.file) itself.asked()
          if (isWanted && !setHas(seen, file)) load({ path: file, specifier: path, parent: isMain ? undefined : importer })
          return undefined
        })
      },
    })
    watchExtensions(extensions, (file) => {
      const path = normalPath(file, folder)
      if ((operation.wanted | opening.wanted) !== 0 && !setHas(paths, path)) load({ path, specifier: undefined, parent: undefined })
    })
    return []
  },
})

function withoutQuery(path: string): string {
  const query = indexOf(path, '?')
  return query === -1 ? path : slice(path, 0, query)
}

function formatOf(path: string): string | undefined {
  if (endsWith(path, '.json')) return 'json'
  if (endsWith(path, '.wasm')) return 'wasm'
  if (endsWith(path, '.cjs')) return 'commonjs'
  if (endsWith(path, '.node')) return 'addon'
  if (endsWith(path, '.ts') || endsWith(path, '.mts') || endsWith(path, '.cts') || endsWith(path, '.tsx')) return 'typescript'
  return endsWith(path, '.mjs') ? 'module' : undefined
}
