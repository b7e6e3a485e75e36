import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { listOf, optionsAt } from './acted-arguments.ts'
import { replaceClass } from './judged-class.ts'

const { apply, argumentAt, StringCaptured } = primordials

interface Compiling {
  readonly code: string
  readonly path: string | undefined
  readonly kind: 'script' | 'function' | 'module' | 'commonjs'
  readonly cachedData: boolean
}

/** What is called a script that is given no name. */
const unnamed = 'evalmachine.<anonymous>'

/** Functions of `node:vm` that compile their first argument, and where their options are. None of them ends in another. */
const functions = [
  { name: 'runInThisContext', at: 1, kind: 'script' },
  { name: 'runInContext', at: 2, kind: 'script' },
  { name: 'runInNewContext', at: 2, kind: 'script' },
  { name: 'createScript', at: 1, kind: 'script' },
  { name: 'compileFunction', at: 2, kind: 'function' },
] as const

/** What raises `code.compile` before a text is compiled. @throws what refuses */
type Before = (given: unknown[], options: number, kind: Compiling['kind']) => void

function createBefore(audit: Audit): Before {
  const operation = audit.operation('code.compile', () => ({
    code: (call: Compiling) => call.code,
    path: (call: Compiling) => call.path,
    kind: (call: Compiling) => call.kind,
    cached_data: (call: Compiling) => call.cachedData,
  }))
  return (given, at, kind) => {
    if (operation.wanted === 0 || given.length === 0 || (kind !== 'script' && typeof given[0] !== 'string')) return
    const code = StringCaptured(given[0])
    given[0] = code
    const named = argumentAt(given, at)
    const { filename, identifier, cachedData } = typeof named === 'string' ? { filename: named } : optionsAt(given, at, ['filename', 'identifier', 'cachedData'])
    const path = kind === 'module' ? identifier : (filename ?? (kind === 'script' ? unnamed : undefined))
    const refusal = audit.raise(operation, { code, path: typeof path === 'string' ? path : undefined, kind, cachedData: cachedData !== undefined })
    if (refusal !== undefined) throw refusal.error
  }
}

/** `code.compile` of `node:vm`. */
export const createVmProbe = (vm: object): Probe => ({
  events: ['code.compile'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const before = createBefore(audit)
    for (let i = 0; i < functions.length; i++) {
      const { name, at, kind } = functions[i] ?? functions[0]
      replace(vm, name, (original): Method => ({
        compile(this: unknown): unknown {
          const given = listOf(arguments)
          before(given, at, kind)
          return apply(original, this, given)
        },
      }).compile)
    }
    replaceClass(vm, 'Script', (given) => {
      before(given, 1, 'script')
    })
    replaceClass(vm, 'SourceTextModule', (given) => {
      before(given, 1, 'module')
    })
    return []
  },
})
