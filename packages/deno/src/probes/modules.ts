import { normalPath, type Operation, primordials, type Probe } from '@overt/core'
import { type Asked, isNamedAsModule, openOperation, opens, type RaiseBuiltin, watchExtensions } from '@overt/surface'
import { facadeOf } from '../facades.ts'
import { refuseInternal, watchDoors } from './builtin-doors.ts'

const { endsWith, indexOf, SafeSet, setAdd, setHas, slice, startsWith } = primordials
const URLCaptured = URL
const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: URL) => string
const setPathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.set as (path: string) => void) as (url: URL, path: string) => void
const href = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as () => string) as (url: URL) => string
const decode = decodeURIComponent
const encode = encodeURI

/** One module that is about to be loaded. */
interface Load {
  readonly url: string
  readonly specifier: string | undefined
  readonly parent: string | undefined
}

/** What a resolve hook is told. */
interface Context {
  readonly parentURL?: string
  readonly conditions?: readonly string[]
}

interface Resolved {
  readonly url: string
  readonly format?: string
}

/** The part of `node:module` that the probe uses. */
export interface Modules {
  readonly _extensions: object
  readonly isBuiltin: (name: string) => boolean
  registerHooks(hooks: { readonly resolve: (specifier: string, context: Context, next: (specifier: string, context: Context) => Resolved) => Resolved }): unknown
}

/**
 * `module.load`, when a module is resolved for the first time: refusing stops it before it is read. A hook for loading would break JSON, WebAssembly and
 * nested modules that `require` asks for. Deno downloads remote modules that are imported statically before any hook runs.
 *
 * @param folder the working folder
 * @param facades filled with the URLs of the modules that stand in for builtins
 * @param asked called before a builtin is handed out
 * @param requested called before that, with who asks
 * @param resolving called with what Deno made of a specifier, when a module is resolved for the first time
 * @param main the main module, which is resolved before hooks run; undefined in a worker, which imports its own
 */
export const createModulesProbe = (modules: Modules, main: string | undefined, folder: () => string, builtin: (name: string) => object | undefined, facades: Set<string>, asked: Asked, requested: RaiseBuiltin, resolving: (specifier: string | undefined, url: string) => void): Probe => ({
  events: ['module.load'],
  capturable: false,
  bindings: [],
  install(audit) {
    const operation: Operation<Load> = audit.operation('module.load', () => ({
      path: (load: Load) => pathOf(load.url),
      specifier: (load: Load) => load.specifier,
      parent: (load: Load) => (load.parent === undefined ? undefined : pathOf(load.parent)),
      format: (load: Load) => formatOf(load.url),
    }))
    const opening = openOperation(audit, folder)
    const seen = new SafeSet()
    const paths = new SafeSet()

    function load(url: string, specifier: string | undefined, parent: string | undefined): void {
      if (setHas(seen, url)) return
      resolving(specifier, url)
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, { url, specifier, parent })
      if (refusal !== undefined) throw refusal.error
      const path = startsWith(url, 'file:') ? pathOf(url) : undefined
      const unread = path === undefined || opening.wanted === 0 || isNamedAsModule(path) ? undefined : audit.raise(opening, { path, flags: opens.read })
      if (unread !== undefined) throw unread.error
      setAdd(seen, url)
      if (path !== undefined) setAdd(paths, path)
    }

    if (main !== undefined) load(main, undefined, undefined)
    watchExtensions(modules._extensions, (file) => {
      const path = normalPath(file, folder)
      if (!setHas(paths, path)) load(urlOf(path), undefined, undefined)
    })
    /** The builtin that was told of last, by the hook: what `require` hands out after it is not told twice. */
    let told: string | undefined
    const isOwn = ({ parentURL }: Context): boolean => parentURL !== undefined && setHas(facades, parentURL)
    function imported(url: string, context: Context): string {
      const facade = isRequire(context) || isOwn(context) ? undefined : facadeOf(url, builtin)
      if (facade !== undefined) setAdd(facades, facade)
      return facade ?? url
    }
    modules.registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context)
        const { url } = resolved
        if (!startsWith(url, 'node:')) {
          load(url, specifier, context.parentURL)
          return resolved
        }
        const name = slice(url, 'node:'.length)
        refuseInternal(name)
        if (!isOwn(context)) requested(url, context.parentURL === undefined ? undefined : pathOf(context.parentURL))
        asked(url)
        told = name
        const given = imported(url, context)
        return given === url ? resolved : { ...resolved, url: given }
      },
    })
    watchDoors(modules, {
      begin() {
        told = undefined
      },
      before(name) {
        refuseInternal(name)
        if (told !== name) requested(`node:${name}`, undefined)
        asked(name)
        told = name
      },
      imported,
    })
    return []
  },
})

function isRequire({ conditions }: Context): boolean {
  for (let i = 0; conditions !== undefined && i < conditions.length; i++) if (conditions[i] === 'require') return true
  return false
}

/** A path as the URL of its file. */
function urlOf(path: string): string {
  const url = new URLCaptured('file:///')
  setPathname(url, encode(path))
  return href(url)
}

function pathOf(url: string): string {
  if (!startsWith(url, 'file:')) return url
  try {
    return decode(pathname(new URLCaptured(url)))
  } catch {
    return url
  }
}

function formatOf(url: string): string | undefined {
  const query = indexOf(url, '?')
  const name = query === -1 ? url : slice(url, 0, query)
  if (endsWith(name, '.json')) return 'json'
  if (endsWith(name, '.wasm')) return 'wasm'
  if (endsWith(name, '.cjs')) return 'commonjs'
  if (endsWith(name, '.node')) return 'addon'
  if (endsWith(name, '.ts') || endsWith(name, '.mts') || endsWith(name, '.cts') || endsWith(name, '.tsx')) return 'typescript'
  return endsWith(name, '.mjs') ? 'module' : undefined
}
