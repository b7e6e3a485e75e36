import process from 'node:process'
import { type Audit, primordials, type Probe, type Readers } from '@overt/core'
import { type Handover, optionsVariable } from './children.ts'
import { withOption } from '../node-options.ts'
import { absolute } from './path.ts'

const { append, defineProperty, getOwnPropertyDescriptor, isArray, ownKeys, startsWith } = primordials
const { construct } = Reflect
const { getBuiltinModule } = process
const URLCaptured = URL
const ProxyCaptured = Proxy
const StringCaptured = String
const toText: (url: URL) => string = Function.prototype.call.bind(URL.prototype.toString) as never

/** What is about to run in a thread, all of it read once. */
interface Start {
  /** A path or a URL, or the code itself. */
  readonly file: string
  readonly code: boolean
  readonly options: readonly string[]
}

const isUrl = (file: string): boolean => startsWith(file, 'data:') || startsWith(file, 'file:')

const fields: Readers<'worker.create', Start> = {
  path: ({ file, code }: Start) => (code ? undefined : isUrl(file) ? file : absolute(file)),
  code: ({ file, code }: Start) => (code ? file : undefined),
  options: ({ options }: Start) => options,
}

type Options = Record<PropertyKey, unknown>

/**
 * `worker.create`, and the preload in every worker: options of a worker can leave out what its parent was started with (`execArgv: []`, `env: {}`). The public
 * `Worker` is a proxy that reads the options once. The module is loaded for that at start: code could take the original in too many ways to wait for one.
 */
export const createWorkerProbe = ({ option, preload }: Handover): Probe => ({
  events: ['worker.create'],
  capturable: false,
  bindings: [],
  install(audit: Audit) {
    const operation = audit.operation('worker.create', fields)
    const threads = getBuiltinModule('node:worker_threads') as { Worker: object }
    const original = threads.Worker as new () => object
    const handler: ProxyHandler<new () => object> = {
      construct(target, given: readonly unknown[], newTarget) {
        const made = newTarget === wrapped ? target : newTarget
        const file = fileOf(given[0])
        const options = given[1]
        // What cannot be used is left to the platform's own error.
        if (file === undefined || (options !== undefined && (typeof options !== 'object' || options === null))) return construct(target, given, made) as object
        const names: string[] = []
        const copy = options === undefined ? undefined : optionsOf(options as Options, names, option, preload)
        if (operation.wanted !== 0) {
          const refusal = audit.raise(operation, { file: file.text, code: Boolean(copy?.['eval']), options: names })
          if (refusal !== undefined) throw refusal.error
        }
        return construct(target, [file.given, copy], made) as object
      },
    }
    const wrapped = new ProxyCaptured(original, { __proto__: null, ...handler } as ProxyHandler<new () => object>)
    redefine(threads, 'Worker', wrapped)
    redefine(original.prototype as object, 'constructor', wrapped)
    return []
  },
})

/** What is run, as text, and as the platform gets it: a URL is made anew, so that it is the one that was judged. */
function fileOf(file: unknown): { readonly text: string; readonly given: unknown } | undefined {
  if (typeof file === 'string') return { text: file, given: file }
  if (typeof file !== 'object' || file === null) return undefined
  const { href } = file as { readonly href?: unknown }
  if (typeof href !== 'string') return undefined
  const url = new URLCaptured(href)
  return { text: toText(url), given: url }
}

/** Every option that Node reads may be inherited. */
const known = ['argv', 'env', 'eval', 'execArgv', 'stdin', 'stdout', 'stderr', 'workerData', 'trackUnmanagedFds', 'transferList', 'resourceLimits', 'name', 'type'] as const

/** The options, each read once, with the preload where they would leave it out. */
function optionsOf(options: Options, names: string[], option: string, preload: string): Options {
  const copy = { __proto__: null } as unknown as Options
  const own = ownKeys(options)
  for (let i = 0; i < own.length; i++) {
    const key = own[i]
    if (key === undefined) continue
    copy[key] = options[key]
    if (typeof key === 'string') append(names, key)
  }
  for (let i = 0; i < known.length; i++) {
    const name = known[i] ?? ''
    if (!(name in copy) && options[name] !== undefined) copy[name] = options[name]
  }
  const { execArgv, env } = copy
  // An environment of its own brings its own NODE_OPTIONS, which run before `execArgv`; process.env itself stands for the options of this thread.
  if (typeof env === 'object' && env !== null && env !== process.env) copy['env'] = withVariable(env as Options, option)
  else if (isArray(execArgv)) copy['execArgv'] = withPreload(execArgv, preload)
  return copy
}

/** The option goes before all others, in a list of its own. */
function withPreload(execArgv: readonly unknown[], preload: string): readonly unknown[] {
  const list: unknown[] = []
  const { length } = execArgv
  append(list, '--require')
  append(list, preload)
  for (let i = execArgv[0] === '--require' && execArgv[1] === preload ? 2 : 0; i < length; i++) append(list, execArgv[i])
  return list
}

function withVariable(env: Options, option: string): Options {
  const copy = {} as Options
  const names = ownKeys(env)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (typeof name === 'string') defineProperty(copy, name, { __proto__: null, value: env[name], writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  const before = getOwnPropertyDescriptor(copy, optionsVariable)?.value as unknown
  const value = withOption(option, before === undefined ? undefined : StringCaptured(before))
  defineProperty(copy, optionsVariable, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  return copy
}

function redefine(holder: object, name: string, value: unknown): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  defineProperty(holder, name, { __proto__: null, ...descriptor, value } as PropertyDescriptor)
}
