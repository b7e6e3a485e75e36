import Module from 'node:module'
import process from 'node:process'
import { primordials } from '@overt/core'
import { dirname } from '../../captured.ts'

const { apply, defineProperty } = primordials

/** `vm.compileFunction`, as far as it is used here. */
export type CompileFunction = (code: string, params: readonly string[], options: object) => Compiled
type Compiled = ((...given: readonly unknown[]) => unknown) & { cachedDataRejected?: boolean }

/** A module of Node's CommonJS loader. */
export interface CommonJsModule {
  readonly id: string
  exports: unknown
  require(request: string): unknown
}

interface Internals {
  readonly _cache: Readonly<Record<string, object | undefined>>
  readonly _extensions: object
  readonly _resolveFilename: (request: string, parent: object, isMain: boolean, options?: object) => string
  readonly _resolveLookupPaths: (request: string, parent: object) => unknown
  readonly createRequire: (filename: string) => NodeJS.Require
}

const internals = Module as unknown as Internals
// What Node itself puts into `require.main`.
const current = process as { readonly mainModule?: unknown }

/** Whether it is the entry: Node's own loader runs it, and notes more about it than is shown. */
export const isMain = (module: object): boolean => module === current.mainModule
const params = ['exports', 'require', 'module', '__filename', '__dirname'] as const

/** Compiles and runs CommonJS as Node's own `Module.prototype._compile` does, with a code cache where there is one. */
export interface Compiler {
  /** Compiles; a syntax error is V8's. */
  compile(source: string, filename: string, cachedData: Uint8Array | undefined): Compiled
  /** Runs what was compiled as the body of `module`. */
  run(compiled: Compiled, module: CommonJsModule, filename: string): unknown
}

/**
 * @param vm `node:vm` before anybody replaced anything in it
 * @param resolvesAsLoaded whether `require.resolve` is now what Node's CommonJS loader does by itself, without hooks
 * @returns undefined where this Node does not show what it notes about a module that is running
 */
export function createCompiler(vm: object, resolvesAsLoaded: () => boolean): Compiler | undefined {
  const { compileFunction, constants } = vm as { readonly compileFunction: CompileFunction; readonly constants?: { readonly USE_MAIN_CONTEXT_DEFAULT_LOADER?: symbol } }
  const importModuleDynamically = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER
  const executing = executingSymbol()
  if (importModuleDynamically === undefined || executing === undefined) return undefined

  return {
    compile: (source, filename, cachedData) => compileFunction(source, params, { __proto__: null, filename, cachedData, importModuleDynamically }),
    run(compiled, module, filename) {
      const { exports } = module
      const require = requireOf(module, filename, resolvesAsLoaded)
      const state = module as unknown as Record<symbol, unknown>
      // Where this is set, `require` of an ES module that imports this module is refused as a cycle.
      state[executing] = true
      const result = apply(compiled as never, exports, [exports, require, module, filename, dirname(filename)])
      state[executing] = false
      return result
    },
  }
}

/** Node's symbol for a module that is running: the preload's own module runs now. */
function executingSymbol(): symbol | undefined {
  const filenames = primordials.keys(internals._cache)
  for (let i = 0; i < filenames.length; i++) {
    const module = internals._cache[filenames[i] ?? '']
    const symbols = module === undefined ? [] : Object.getOwnPropertySymbols(module)
    const found = symbols.find(({ description }) => description === 'kIsExecuting')
    if (found !== undefined) return found
  }
  return undefined
}

/** The `require` of a module, as Node makes it. */
function requireOf(module: CommonJsModule, filename: string, resolvesAsLoaded: () => boolean): NodeJS.Require {
  function require(request: string): unknown {
    return module.require(request)
  }
  function resolve(request: string, options?: object): string {
    // What is no text Node refuses in its own words; hooks of the application's are asked by Node's own function.
    if (typeof request !== 'string' || !resolvesAsLoaded()) return internals.createRequire(filename).resolve(request, options)
    return internals._resolveFilename(request, module, false, options)
  }
  function paths(request: string): unknown {
    if (typeof request !== 'string') return internals.createRequire(filename).resolve.paths(request)
    return internals._resolveLookupPaths(request, module)
  }
  resolve.paths = paths
  require.resolve = resolve
  defineProperty(require, 'main', { __proto__: null, value: current.mainModule, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  const made = require as unknown as { extensions: object; cache: object }
  made.extensions = internals._extensions
  made.cache = internals._cache
  return require as unknown as NodeJS.Require
}
