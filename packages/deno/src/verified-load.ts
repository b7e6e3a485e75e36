import { normalPath, primordials } from '@overt/core'
import { type Verifier, verifyAddons, watchExtensions } from '@overt/surface'
import { facadeSource } from './facades.ts'
import { vendoredPath } from './vendored.ts'
import { watchLoadHooks } from './verified-hooks.ts'

const { apply, decode, defineProperty, endsWith, indexOf, lastIndexOf, parse, slice, startsWith } = primordials
const URLCaptured = URL
const pathname = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, 'pathname')?.get as () => string) as (url: URL) => string
const decodeUri = decodeURIComponent
// Encoding a whole module by a method of the language's own: `Uint8Array.prototype.toBase64` (ES2026).
const toBase64 = Function.prototype.call.bind((Uint8Array.prototype as unknown as { toBase64: () => string }).toBase64) as (bytes: Uint8Array) => string

interface Context {
  readonly format?: string | null
  readonly importAttributes?: Readonly<Record<string, string>>
  readonly conditions?: readonly string[]
}
interface Loaded {
  readonly source?: string | null
  readonly format?: string | null | undefined
  readonly shortCircuit?: boolean
}
type LoadHook = (url: string, context: Context, next: (url: string, context: Context) => Loaded) => Loaded
type ResolveHook = (specifier: string, context: Context, next: (specifier: string, context: Context) => { readonly url: string }) => { readonly url: string }

/** The parts of `node:module` that verified loading uses. */
export interface LoadingModules {
  registerHooks(hooks: { readonly load: LoadHook } | { readonly resolve: ResolveHook }): { deregister(): void }
  readonly prototype: { load(file: string): unknown }
  readonly _extensions: object
}

/** Modules that Deno translates: it is given the verified bytes as a `data:` URL of that type, and keeps the module's own name. */
const types = [
  ['.wasm', 'application/wasm'],
  ['.ts', 'application/typescript'],
  ['.mts', 'application/typescript'],
  ['.tsx', 'text/tsx'],
  ['.jsx', 'text/jsx'],
] as const

function typeOf(path: string): string | undefined {
  for (let i = 0; i < types.length; i++) if (endsWith(path, types[i]?.[0] ?? '')) return types[i]?.[1]
  return undefined
}

/**
 * Verified open of every module: `import`, `require`, JSON, TypeScript, WebAssembly. A file is read once, compared with the manifest, and those bytes run. The module of a URL is the
 * file of it that lies below the root (vendored.ts).
 *
 * An ES module that `require` asks for is the exception: what it imports fails under any load hook of Deno's, so while it is loaded the files are read, compared, and
 * then read again by Deno.
 *
 * What the application loads without a request, by a function of `require.extensions` or by `process.dlopen`, no hook is asked about: it is compared, and then read again by Deno.
 *
 * @param process of Deno
 * @param isOwn whether a `data:` URL is overt's own
 */
export function installVerifiedLoad(modules: LoadingModules, process: object, verifier: Verifier, isOwn: (url: string) => boolean): void {
  const { cwd, readFileSync } = Deno
  // The application's calls of it are watched (caller/compiling.ts).
  const { registerHooks } = modules
  const whatIsThere = (path: string): Uint8Array | undefined => {
    try {
      return readFileSync(path)
    } catch {
      return undefined
    }
  }
  const load: LoadHook = (url, context, next) => {
    if (startsWith(url, 'node:')) return next(url, context)
    // Deno has not prepared what stands in for a builtin where the module that imports it came from here.
    if (isOwn(url)) return { source: facadeSource(url), format: 'module', shortCircuit: true }
    const path = startsWith(url, 'file:') ? pathOf(url) : vendoredPath(verifier.root, url)
    if (path === undefined) {
      verifier.unlisted(url)
      return next(url, context)
    }
    // Monitor: what is there runs, handed over in the same way, for Deno's own next step fails for some modules.
    const bytes = verifier.file(path) ?? whatIsThere(path)
    // An addon is loaded by its path.
    if (bytes === undefined || endsWith(path, '.node')) return next(url, context)
    const type = typeOf(path)
    const attribute = context.importAttributes?.['type']
    // `with { type: 'text' }` and its kin: read again by Deno.
    if (attribute !== undefined && attribute !== 'json') return next(url, context)
    if (type !== undefined && !isRequire(context)) {
      next(`data:${type};base64,${toBase64(bytes)}`, context)
      return { source: null, shortCircuit: true }
    }
    return { source: decode(bytes), format: endsWith(path, '.json') ? 'json' : context.format, shortCircuit: true }
  }
  let depth = 0
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context)
      if (depth > 0 && !startsWith(resolved.url, 'node:')) {
        if (startsWith(resolved.url, 'file:')) verifier.file(pathOf(resolved.url))
        else verifier.unlisted(resolved.url)
      }
      return resolved
    },
  })
  watchExtensions(modules._extensions, (file) => {
    verifier.file(normalPath(file, cwd))
  })
  verifyAddons(process, verifier, cwd)
  let hook = registerHooks({ load })
  watchLoadHooks(modules, verifier, isOwn)
  const original = modules.prototype.load
  defineProperty(modules.prototype, 'load', {
    __proto__: null,
    value: function (this: unknown, file: string): unknown {
      if (!isModule(file, readFileSync)) return apply(original, this, [file])
      verifier.file(file)
      if (depth++ === 0) hook.deregister()
      try {
        return apply(original, this, [file])
      } finally {
        if (--depth === 0) hook = registerHooks({ load })
      }
    },
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor)
}

function isRequire({ conditions }: Context): boolean {
  for (let i = 0; conditions !== undefined && i < conditions.length; i++) if (conditions[i] === 'require') return true
  return false
}

function pathOf(url: string): string {
  const query = indexOf(url, '?')
  return decodeUri(pathname(new URLCaptured(query === -1 ? url : slice(url, 0, query))))
}

/** Whether `require` would load a file as an ES module. */
function isModule(file: string, readFileSync: (path: string) => Uint8Array): boolean {
  if (endsWith(file, '.mjs') || endsWith(file, '.mts')) return true
  if (!endsWith(file, '.js') && !endsWith(file, '.ts')) return false
  for (let folder = file; folder !== ''; ) {
    folder = slice(folder, 0, lastIndexOf(folder, '/'))
    try {
      const found = parse(decode(readFileSync(`${folder}/package.json`)))
      return typeof found === 'object' && found !== null && (found as { type?: unknown }).type === 'module'
    } catch {
      // There is none: the next folder up.
    }
  }
  return false
}
