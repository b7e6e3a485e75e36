import { primordials } from '@overt/core'
import type { Loader } from './kinds.ts'

const { defineProperty, hasOwn, indexOf, ownKeys, slice, startsWith } = primordials
const test = Function.prototype.call.bind(RegExp.prototype.test) as (pattern: RegExp, text: string) => boolean

/** The parts of `node:module` that loading by overt uses. */
export interface Modules {
  readonly prototype: { require: (this: CommonJsModule, request: string) => unknown; _compile: (this: CommonJsModule, text: string, file: string) => unknown }
  readonly _cache: Record<string, CommonJsModule | undefined>
  readonly _extensions: Record<string, (module: CommonJsModule, file: string) => void>
  readonly _resolveFilename: (request: string, parent: CommonJsModule) => string
  readonly _nodeModulePaths: (folder: string) => string[]
  readonly isBuiltin: (request: string) => boolean
  new (id: string, parent?: CommonJsModule): CommonJsModule
}

export interface CommonJsModule {
  id: string
  filename: string
  paths: string[]
  loaded: boolean
  exports: unknown
}

/** Bun's own parser, which names what a module imports and exports. */
export interface Transpiler {
  scan(text: string): { readonly exports: readonly string[]; readonly imports: readonly { readonly kind: string }[] }
  transformSync(text: string): string
}

const uses = /\b(?:module|exports|require|__filename|__dirname)\b/
const isEs = /\bimport\s*\.\s*meta\b|\bexport\s*\{/

/**
 * Whether code is CommonJS. Bun decides by what the code uses and not by package.json: a file that neither imports nor exports, and that names `module`, `exports` or
 * `require`, is.
 */
export function isCommonJs(extension: string, text: string, transpiler: Transpiler): boolean {
  if (extension === '.cjs' || extension === '.cts') return true
  if (extension === '.mjs' || extension === '.mts' || !test(uses, text) || test(isEs, text)) return false
  const { exports, imports } = transpiler.scan(text)
  for (let i = 0; i < imports.length; i++) if (imports[i]?.kind === 'import-statement') return false
  return exports.length === 0
}

/**
 * Text for `Module.prototype._compile`: Bun compiles it as it is, so types and JSX are taken out before. A first line for a shell is emptied (its end stays, so that the
 * numbers of lines do), and `this` is `module.exports`, as it is not there.
 */
export function compilable(text: string, loader: Loader, transpiler: Transpiler): string {
  const line = indexOf(text, '\n')
  const code = startsWith(text, '#!') ? (line === -1 ? '' : slice(text, line)) : text
  return `(function(){${loader === 'js' ? code : transpiler.transformSync(code)}\n}).apply(module.exports,arguments)`
}

/** What an `import` of a CommonJS module sees, as Bun itself makes it of `module.exports`. */
export function namespaceOf(exports: unknown): Record<string, unknown> {
  const names = { __proto__: null } as unknown as Record<string, unknown>
  const add = (name: string, value: unknown): void => {
    defineProperty(names, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  let byDefault: unknown = exports
  if ((typeof exports === 'object' && exports !== null) || typeof exports === 'function') {
    const given = exports as Record<string, unknown>
    const all = ownKeys(given)
    for (let i = 0; i < all.length; i++) {
      const name = all[i]
      if (typeof name !== 'string' || name === 'default' || name === '__esModule') continue
      try {
        add(name, given[name])
      } catch {
        // An accessor that throws is no name to import.
      }
    }
    if (given['__esModule'] === true && hasOwn(given, 'default')) byDefault = given['default']
  }
  add('default', byDefault)
  return names
}
