import { normalPath, type Operation, primordials, type Probe } from '@overt/core'
import { createExitWatch, type Ending } from './worker-exit.ts'

const { append, argumentAt, defineProperty, getOwnPropertyDescriptor, ownKeys, startsWith } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy
const StringCaptured = String
const URLCaptured = URL

type Made = new (...given: never[]) => object

/** What is about to run in a thread, read once. */
interface Start {
  /** A path or a URL, or the code itself. */
  readonly file: string
  readonly code: boolean
  readonly options: readonly string[]
}

/** What a worker is given, as it was read. */
export interface WorkerStart {
  readonly file: unknown
  readonly options: Readonly<Record<string, unknown>>
}

/** What the probe needs of the runtime. */
export interface Workers {
  /** Where the class is a property, the global object or `node:worker_threads`, and how its workers tell that they have ended, where they do. */
  readonly holders: readonly { readonly holder: object; readonly name: string; readonly ending?: Ending }[]
  readonly folder: () => string
  /** Adds the preload to what a worker starts with. */
  readonly prepare: (start: WorkerStart) => WorkerStart
}

/** `worker.create`, `worker.exit` where a worker tells it, and the preload in every worker. */
export const createWorkersProbe = ({ holders, folder, prepare }: Workers): Probe => ({
  events: holdersTell(holders) ? ['worker.create', 'worker.exit'] : ['worker.create'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation: Operation<Start> = audit.operation('worker.create', () => ({
      path: ({ file, code }: Start) => (code ? undefined : startsWith(file, 'file:') || startsWith(file, 'data:') || startsWith(file, 'blob:') || startsWith(file, 'http') ? file : normalPath(file, folder)),
      code: ({ file, code }: Start) => (code ? file : undefined),
      options: ({ options }: Start) => options,
    }))

    function replaceClass(holder: object, name: string, ending: Ending | undefined): void {
      const original = (holder as Record<string, unknown>)[name] as Made | undefined
      if (original === undefined) return
      const exits = ending === undefined ? undefined : createExitWatch(audit, ending)
      if (ending === 'emits exit') exits?.ofClass(original.prototype as object)
      const wrapped: Made = new ProxyCaptured(original, {
        __proto__: null,
        construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
          const options = copyOf(argumentAt(given, 1))
          // A URL is made text once, so that what runs is what was judged.
          const file: unknown = typeof given[0] === 'object' && given[0] !== null ? StringCaptured(given[0]) : given[0]
          if (operation.wanted !== 0) {
            const refusal = audit.raise(operation, { file: StringCaptured(file), code: options['eval'] === true, options: namesOf(options) })
            if (refusal !== undefined) throw refusal.error
          }
          const prepared = prepare({ file, options })
          const start = typeof given[0] === 'object' && prepared.file === file && typeof file === 'string' ? new URLCaptured(file) : prepared.file
          const worker = construct(target, [start, prepared.options], newTarget === wrapped ? target : (newTarget as Made)) as object
          if (ending === 'dispatches close') exits?.of(worker)
          return worker
        },
      } as ProxyHandler<Made>)
      const descriptor = getOwnPropertyDescriptor(holder, name)
      defineProperty(holder, name, { __proto__: null, writable: true, enumerable: descriptor?.enumerable === true, configurable: true, value: wrapped } as PropertyDescriptor)
      defineProperty(original.prototype as object, 'constructor', { __proto__: null, value: wrapped, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
    }

    for (let i = 0; i < holders.length; i++) {
      const one = holders[i]
      if (one !== undefined) replaceClass(one.holder, one.name, one.ending)
    }
    return []
  },
})

function holdersTell(holders: Workers['holders']): boolean {
  for (let i = 0; i < holders.length; i++) if (holders[i]?.ending !== undefined) return true
  return false
}

/** Every option, each read once. */
function copyOf(options: unknown): Readonly<Record<string, unknown>> {
  const copy = {} as Record<PropertyKey, unknown>
  if (typeof options !== 'object' || options === null) return copy
  const names = ownKeys(options)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (name !== undefined) defineProperty(copy, name, { __proto__: null, value: (options as Record<PropertyKey, unknown>)[name], writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  return copy
}

function namesOf(options: object): readonly string[] {
  const names: string[] = []
  const all = ownKeys(options)
  for (let i = 0; i < all.length; i++) if (typeof all[i] === 'string') append(names, all[i] as string)
  return names
}
