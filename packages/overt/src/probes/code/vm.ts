import process from 'node:process'
import { type Audit, type Gap, primordials, type Probe } from '@overt/core'
import type { CachedData } from './cached-data.ts'
import { type Claim, createBeforeCompile } from './compiling.ts'
import { bareOf, type Constructor, inPlaceOf, optionsOf } from '../compiling-class.ts'
import { bindingOf, type Method, ownValue, replace } from '../patch.ts'

const { apply, argumentAt, getPrototypeOf, isView, ownKeys, setPrototypeOf } = primordials

/** All options of `vm.compileFunction`. */
const functionOptions = ['filename', 'columnOffset', 'lineOffset', 'cachedData', 'produceCachedData', 'parsingContext', 'contextExtensions', 'importModuleDynamically'] as const
/** All that `vm.Module` reads of what its subclasses hand it. */
const moduleOptions = [
  'context', 'sourceText', 'syntheticExportNames', 'syntheticEvaluationSteps', 'identifier', 'lineOffset', 'columnOffset', 'cachedData', 'initializeImportMeta',
  'importModuleDynamically',
] as const

/**
 * `node:vm`: scripts, functions and modules that the application compiles under names that it chooses. `vm` itself is loaded for it, a tenth of a
 * millisecond: `vm.compileFunction` can be replaced nowhere else, and register.cjs has it loaded already, for the code cache.
 */
export function createVmProbe(claim: Claim, cachedDataOf: CachedData): Probe {
  return {
    events: ['code.compile'],
    capturable: true,
    bindings: [],
    install(audit: Audit): readonly Gap[] {
      const before = createBeforeCompile(audit, claim)
      const vm: object = process.getBuiltinModule('node:vm')
      // `vm.Script` calls the class that it extends with (code, filename, lineOffset, columnOffset, cachedData, ...), all checked.
      const Script = ownValue(vm, 'Script') as Constructor
      setPrototypeOf(Script, scriptClass(getPrototypeOf(Script) as Constructor, before, cachedDataOf))
      replace(vm, 'compileFunction', (original) =>
        ({
          compileFunction(this: unknown, code: unknown, _params: unknown, given: unknown): unknown {
            const options = given === undefined ? undefined : optionsOf(given, functionOptions)
            if (options !== undefined) {
              const { cachedData } = options
              if (cachedData !== undefined) options['cachedData'] = cachedDataOf(cachedData)
              arguments[2] = options
            }
            const path = options?.['filename']
            // What is no text is refused by the original, in its own words.
            if (typeof code === 'string') before(code, typeof path === 'string' ? path : undefined, 'function', options?.['cachedData'])
            return apply(original, this, arguments)
          },
        }).compileFunction)
      patchModules(vm, before, cachedDataOf)
      return []
    },
  }
}

type Before = ReturnType<typeof createBeforeCompile>

/** Only with `--experimental-vm-modules`. The class that the others extend compiles, and the application can extend it, too. */
function patchModules(vm: object, before: Before, cachedDataOf: CachedData): void {
  const original = ownValue(vm, 'Module') as Constructor | undefined
  if (original === undefined) return
  let wraps = false
  const replacement = inPlaceOf(original, (given) => {
    // Now, and not before: the first module of the process warns that they are experimental.
    if (!wraps) {
      wraps = true
      patchWraps(original, before, cachedDataOf)
    }
    const options = optionsOf(given[0], moduleOptions)
    if (options === undefined) return
    given[0] = options
    const { sourceText, identifier, cachedData } = options
    if (cachedData !== undefined) options['cachedData'] = cachedDataOf(cachedData)
    if (typeof sourceText === 'string') before(sourceText, typeof identifier === 'string' ? identifier : undefined, 'module', cachedData)
  })
  replace(vm, 'Module', () => replacement as unknown as Method)
  setPrototypeOf(ownValue(vm, 'SourceTextModule'), replacement)
  setPrototypeOf(ownValue(vm, 'SyntheticModule'), replacement)
}

/** What a module of `vm` keeps under a symbol is an object of native code, whose `constructor` compiles: (url, context, text, lineOffset, columnOffset, cachedData). */
function patchWraps(Module: Constructor, before: Before, cachedDataOf: CachedData): void {
  const module = bareOf(Module, [{ __proto__: null, sourceText: '', identifier: 'vm:overt', lineOffset: 0, columnOffset: 0 }])
  const keys = ownKeys(module)
  for (let i = 0; i < keys.length; i++) {
    const wrap = ownValue(module, keys[i] ?? '')
    if (typeof wrap !== 'object' || wrap === null) continue
    const native = ownValue(getPrototypeOf(wrap) as object, 'constructor') as Constructor | undefined
    if (native?.name !== 'ModuleWrap') continue
    inPlaceOf(native, (given) => {
      const url = given[0]
      const text = argumentAt(given, 2)
      const cachedData = argumentAt(given, 5)
      const cached = isView(cachedData)
      if (typeof text === 'string') before(text, typeof url === 'string' ? url : undefined, 'module', cached ? cachedData : undefined)
      if (cached) given[5] = cachedDataOf(cachedData)
    })
    return
  }
}

function scriptClass(original: Constructor, before: Before, cachedDataOf: CachedData): Constructor {
  return inPlaceOf(original, (given) => {
    const code = given[0]
    const path = argumentAt(given, 1)
    const cachedData = argumentAt(given, 4)
    if (typeof code === 'string' && typeof path === 'string') before(code, path, 'script', cachedData)
    if (cachedData !== undefined) given[4] = cachedDataOf(cachedData)
  })
}

/** The loader of ES modules compiles CommonJS with the binding's function, if it is loaded after the binding was patched. */
const loaders = 'node:internal/modules/'

/**
 * `process.binding('contextify')`: patched before the application has it.
 *
 * @param runtimeScript the nearest script that is not overt's, where that script is certainly the runtime's own; else empty
 */
export function createContextifyProbe(claim: Claim, runtimeScript: () => string, cachedDataOf: CachedData): Probe {
  return {
    events: ['code.compile'],
    capturable: false,
    bindings: ['contextify'],
    install(audit: Audit): readonly Gap[] {
      const binding = bindingOf('contextify')
      if (binding === undefined) return []
      const before = createBeforeCompile(audit, claim)
      const compiling = (kind: 'function' | 'commonjs', cachedAt: number) => (original: Method): Method =>
        ({
          compile(this: unknown, code: unknown, path: unknown): unknown {
            if (typeof code === 'string' && typeof path === 'string' && !primordials.startsWith(runtimeScript(), loaders)) before(code, path, kind, argumentAt(arguments, cachedAt))
            const cachedData = argumentAt(arguments, cachedAt)
            if (cachedData !== undefined) arguments[cachedAt] = cachedDataOf(cachedData)
            return apply(original, this, arguments)
          },
        }).compile
      replace(binding, 'compileFunction', compiling('function', 4))
      // compileFunctionForCJSLoader(code, filename, isSeaMain, shouldDetectModule)
      replace(binding, 'compileFunctionForCJSLoader', compiling('commonjs', 4))
      replace(binding, 'ContextifyScript', (original) => {
        const known = (original as unknown as Constructor).prototype as object
        const current = ownValue(known, 'constructor')
        // The class that stands in `vm.Script` already, where there is one.
        return (current === original ? scriptClass(original as unknown as Constructor, before, cachedDataOf) : current) as Method
      })
      return []
    },
  }
}
