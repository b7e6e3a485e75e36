import { primordials } from '@overt/core'
import { holdApplicationHooks } from './application-hooks.ts'
import { isAbsolute } from './absolute.ts'
import { hasRun } from './has-run.ts'
import { holdRegister } from './hook-thread.ts'
import { contentOfResult, held, type LoadResult } from './hook-results.ts'
import { loadOf } from './operation.ts'
import type { Mute } from './parts.ts'
import { isDynamic, type Requests } from './requests.ts'
import { fileURLToPath, platform, registerHooks } from '../captured.ts'
import { bytesOf, moduleTextOf, type Source, textOf } from './source.ts'
import { type Supply, wantsBytes } from './supply.ts'
import type { ImportTable } from './warm/import-table.ts'

const { endsWith, indexOf, ownKeys, slice, startsWith } = primordials

interface LoadContext {
  readonly format?: string | null | undefined
  /** Undefined for `require`, an object for `import`. */
  readonly importAttributes?: object | undefined
}

interface ResolveContext {
  readonly parentURL?: string | undefined
  readonly conditions?: readonly string[]
  readonly importAttributes?: object | undefined
}

interface Hooks {
  readonly load?: (url: string, context: LoadContext, nextLoad: (url: string, context: object) => LoadResult) => LoadResult
  readonly resolve?: (specifier: string, context: ResolveContext, nextResolve: (specifier: string, context: object) => { readonly url: string }) => { readonly url: string }
}

type RegisterHooks = (hooks: Hooks) => unknown
const register = registerHooks as RegisterHooks

const isWindows = platform === 'win32'

/** A path for a `file:` URL, else the URL itself. Most URLs hold nothing to decode, and parsing them again is most of what a hook costs. */
export function pathOf(url: string): string {
  if (!startsWith(url, 'file:')) return url
  const isPlain = !isWindows && startsWith(url, 'file:///') && indexOf(url, '%') === -1 && indexOf(url, '?') === -1 && indexOf(url, '#') === -1
  return isPlain ? slice(url, 7) : fileURLToPath(url)
}

/**
 * Node's own hooks: `load` is called once for each `require`, `import` and `import()` of a module that is not cached, the main entry among them, and has
 * returned before the module runs, so no frame of ours is in the application's stack traces.
 */
export function installLoadHook(supply: Supply, requests: Requests, mute: Mute, imports: ImportTable | undefined): void {
  let resolving = false
  const answersAlone = supply.check !== undefined && !supply.showsUnverified

  function resolve(specifier: string, context: ResolveContext, nextResolve: (specifier: string, context: object) => { readonly url: string }): { readonly url: string } {
    const imported = context.importAttributes !== undefined
    const known = imported ? imports?.find(specifier, context.parentURL, context.conditions) : undefined
    const result = known ?? nextResolve(specifier, context)
    if (supply.wantsRequest() && !startsWith(result.url, 'node:')) {
      const { parentURL } = context
      const dynamic = imported && parentURL !== undefined ? isDynamic() : false
      // An addon is asked for again by its path (addons.ts).
      const key = endsWith(result.url, '.node') ? pathOf(result.url) : result.url
      requests.note(key, { specifier, parent: parentURL === undefined ? undefined : pathOf(parentURL), dynamic }, imported)
    }
    return result
  }

  /** Resolution costs more than loading: it is hooked only when somebody looks at what only it knows, or where it is known and an `import` comes. */
  function hookResolution(): void {
    if (resolving) return
    register({ resolve })
    // Only now: where an exhausted stack breaks it off it is done anew.
    resolving = true
  }

  function load(url: string, context: LoadContext, nextLoad: (url: string, context: object) => LoadResult): LoadResult {
    const format = context.format ?? undefined
    // An addon comes again as `process.dlopen`, and through `require` comes only there.
    if (format === 'builtin' || format === 'addon' || startsWith(url, 'node:') || !supply.active()) return nextLoad(url, context)
    if (imports !== undefined && context.importAttributes !== undefined) hookResolution()
    const path = pathOf(url)
    const isFile = isAbsolute(path)
    if (!isFile && supply.check !== undefined && startsWith(url, 'data:')) return withoutFile(url, context, nextLoad)
    const source = supply.load(loadOf(path, format, requests.take(url)), isFile, context.importAttributes !== undefined && hasRun(path, format))
    if (source !== undefined) {
      if (context.importAttributes === undefined) return required(source, context)
      // Nothing is left to be found out or checked; in enforce hooks of `module.register` could only answer the same.
      if (answersAlone && format === 'module' && ownKeys(context.importAttributes).length === 0) return { __proto__: null, source: moduleTextOf(source), format, shortCircuit: true } as unknown as LoadResult
      return imported(url, path, source, format, nextLoad)
    }
    mute.begin(path)
    try {
      return nextLoad(url, context)
    } finally {
      mute.end()
    }
  }

  /** Code that is in its URL, which a manifest can list by its digest: Node says what it is. */
  function withoutFile(url: string, context: LoadContext, nextLoad: (url: string, context: object) => LoadResult): LoadResult {
    const result = nextLoad(url, context)
    const content = contentOfResult(result.source)
    const format = result.format ?? undefined
    supply.load(loadOf(url, format, requests.take(url)), false, false, content)
    return content === undefined ? result : ({ __proto__: null, format, source: content.text ?? content.bytes, shortCircuit: true } as LoadResult)
  }

  /**
   * The next step for `import` takes this source, finds the format of an ambiguous file in it, and checks the import's attributes. Hooks in another thread
   * (`module.register`) are asked there, and may answer something else.
   */
  function imported(url: string, path: string, source: Source, format: string | undefined, nextLoad: (url: string, context: object) => LoadResult): LoadResult {
    const given = wantsBytes(format) ? bytesOf(source) : moduleTextOf(source)
    const result = nextLoad(url, { __proto__: null, source: given })
    return supply.check === undefined || result.source === given ? result : held(supply.check, path, result)
  }

  register({ load })
  supply.whenRequestWanted(hookResolution)
  if (supply.check === undefined) return
  holdApplicationHooks(supply.check, pathOf)
  holdRegister(supply.check)
}

/** The next step for `require` would read the file again. */
const required = (source: Source, { format }: LoadContext): LoadResult =>
  ({ __proto__: null, source: textOf(source), format, shortCircuit: true }) as unknown as LoadResult
