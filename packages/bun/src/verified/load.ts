import { primordials } from '@overt/core'
import type { Verifier } from '@overt/surface'
import { type CommonJsModule, compilable, isCommonJs, type Modules, namespaceOf, type Transpiler } from './commonjs.ts'
import { extensionOf, fileOf, type Kind, kindOf, type Loader } from './kinds.ts'

const { apply, decode, defineProperty, getPrototypeOf, keys, lastIndexOf, parse, slice, startsWith } = primordials

/** What the application's code is loaded with. */
export interface Loading {
  readonly verifier: Verifier
  readonly modules: Modules
  readonly addPlugin: (plugin: Parameters<typeof Bun.plugin>[0]) => void
  readonly bun: Pick<typeof Bun, 'JSONC' | 'main' | 'TOML' | 'Transpiler' | 'YAML'>
  /** A file as it is; throws what the runtime throws. */
  readonly read: (path: string) => Uint8Array
  /** `process`: its main module is one of overt's making. */
  readonly process: { mainModule?: unknown }
}

/** Modules that are no files. `http:` is looked for as a file by Bun. */
const unlisted = ['data', 'blob'] as const

/**
 * Verified open of every module: `import`, `require`, JSON, TypeScript, with a `?query` or without. A file is read once, compared with the manifest, and those bytes run.
 *
 * Bun has one hook for loading, which cannot give it CommonJS: that is compiled here, by `Module.prototype._compile` as it was at the start. A native addon is compared and
 * then read once more by the system.
 */
export function installVerifiedLoad({ verifier, modules, addPlugin, bun, read, process }: Loading): void {
  const { prototype, _cache: cache, _extensions: extensions } = modules
  const { isBuiltin, _nodeModulePaths: pathsOf, _resolveFilename: resolve } = modules
  const { require, _compile: compile } = prototype
  const transpilers: Readonly<Record<Loader, Transpiler>> = { js: new bun.Transpiler({ loader: 'jsx' }), jsx: new bun.Transpiler({ loader: 'jsx' }), ts: new bun.Transpiler({ loader: 'ts' }), tsx: new bun.Transpiler({ loader: 'tsx' }) }
  const { JSONC, TOML, YAML, main } = bun
  /** What `require` has read and compared, and Bun is about to ask for. */
  let ahead: { readonly path: string; readonly bytes: Uint8Array } | undefined

  /** Monitor: what is there runs, in the same way. */
  const bytesOf = (path: string): Uint8Array => verifier.file(path) ?? read(path)

  function valueOf(form: 'json' | 'jsonc' | 'yaml' | 'toml' | 'text', text: string): unknown {
    if (form === 'text') return text
    if (form === 'yaml') return YAML.parse(text)
    if (form === 'toml') return TOML.parse(text)
    try {
      return parse(text)
    } catch {
      // Bun allows comments in every file of JSON.
      return JSONC.parse(text)
    }
  }

  /** Runs a CommonJS module of bytes that were compared, or answers with the one that runs already. */
  function run(path: string, text: string, loader: Loader, parent: CommonJsModule | undefined, made = new modules(path, parent)): unknown {
    const known = cache[path]
    if (known !== undefined) return known.exports
    made.filename = path
    made.paths = pathsOf(slice(path, 0, lastIndexOf(path, '/')))
    cache[path] = made
    if (path === main) {
      made.id = '.'
      process.mainModule = made
    }
    let whole = false
    try {
      apply(compile, made, [compilable(text, loader, transpilers[loader]), path])
      whole = true
    } finally {
      if (!whole) Reflect.deleteProperty(cache, path)
    }
    made.loaded = true
    return made.exports
  }

  function values(path: string, form: 'json' | 'jsonc' | 'yaml' | 'toml' | 'text', bytes: Uint8Array): unknown {
    const known = cache[path]
    if (known !== undefined) return known.exports
    const made = new modules(path)
    made.filename = path
    made.exports = valueOf(form, decode(bytes))
    made.loaded = true
    cache[path] = made
    return made.exports
  }

  addPlugin({
    name: 'overt verified open',
    setup(build) {
      // Bun calls this again when plugins were cleared: a list's iterator may be the application's then.
      for (let i = 0; i < unlisted.length; i++) {
        const namespace = unlisted[i] ?? 'data'
        build.onResolve({ filter: /./, namespace }, ({ path }) => {
          verifier.unlisted(`${namespace}:${path}`)
          return undefined
        })
      }
      // Bun takes the `?query` for a part of the path: a filter by the end of a name would be got round with one.
      build.onLoad({ filter: /.*/ }, ({ path: module }) => {
        const path = fileOf(module)
        const kind = kindOf(path)
        const bytes = ahead?.path === path ? ahead.bytes : bytesOf(path)
        ahead = undefined
        if ('value' in kind) return { loader: 'object', exports: namespaceOf(values(path, kind.value, bytes)) }
        if ('addon' in kind) return { loader: 'object', exports: namespaceOf(apply(require, new modules(path), [path])) }
        if ('path' in kind) return { loader: 'object', exports: { default: path } }
        const text = decode(bytes)
        // Bun takes JSX in every file of JavaScript.
        if (!isCommonJs(extensionOf(path), text, transpilers[kind.code])) return { contents: text, loader: kind.code === 'js' ? 'jsx' : kind.code }
        return { loader: 'object', exports: namespaceOf(run(path, text, kind.code, undefined)) }
      })
    },
  })

  function load(path: string, kind: Kind, parent: CommonJsModule, request: string): unknown {
    const known = cache[path]
    if (known !== undefined) return known.exports
    const bytes = bytesOf(path)
    if ('value' in kind) return values(path, kind.value, bytes)
    if ('path' in kind) return path
    if ('code' in kind) {
      const text = decode(bytes)
      if (isCommonJs(extensionOf(path), text, transpilers[kind.code])) return run(path, text, kind.code, parent)
      ahead = { path, bytes }
    }
    try {
      return apply(require, parent, [request])
    } finally {
      ahead = undefined
    }
  }

  prototype.require = {
    require(this: CommonJsModule, request: string): unknown {
      if (isBuiltin(request) || request === 'bun' || startsWith(request, 'bun:') || startsWith(request, 'data:')) return apply(require, this, [request])
      const path = resolve(request, this)
      if (isBuiltin(path)) return apply(require, this, [request])
      const file = fileOf(path)
      return load(file, kindOf(file), this, request)
    },
  }.require
  const compileOther = {
    _compile(this: CommonJsModule, text: string, file: string): unknown {
      // Text of the application's own, whatever name it is given.
      verifier.unlisted(file)
      return apply(compile, this, [text, file])
    },
  }._compile
  prototype._compile = compileOther
  // Bun's modules have a prototype of their own.
  define(getPrototypeOf(new modules('')) ?? prototype, '_compile', compileOther)
  const names = keys(extensions)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    extensions[name] = (module, path) => {
      module.exports = load(path, kindOf(path), module, path)
    }
  }
}

const define = (holder: object, name: string, value: unknown): void => {
  defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}
