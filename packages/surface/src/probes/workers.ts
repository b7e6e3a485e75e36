import { normalPath, type Operation, primordials, type Probe } from '@overt/core'

const { append, defineProperty, getOwnPropertyDescriptor, ownKeys, startsWith } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy
const StringCaptured = String

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
  /** Where the class is a property: the global object, `node:worker_threads`. */
  readonly holders: readonly { readonly holder: object; readonly name: string }[]
  readonly folder: () => string
  /** Adds the preload to what a worker starts with. */
  readonly prepare: (start: WorkerStart) => WorkerStart
}

/** `worker.create`, and the preload in every worker. */
export const createWorkersProbe = ({ holders, folder, prepare }: Workers): Probe => ({
  events: ['worker.create'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation: Operation<Start> = audit.operation('worker.create', () => ({
      path: ({ file, code }: Start) => (code ? undefined : startsWith(file, 'file:') || startsWith(file, 'data:') || startsWith(file, 'blob:') || startsWith(file, 'http') ? file : normalPath(file, folder)),
      code: ({ file, code }: Start) => (code ? file : undefined),
      options: ({ options }: Start) => options,
    }))

    function replaceClass(holder: object, name: string): void {
      const original = (holder as Record<string, unknown>)[name] as Made | undefined
      if (original === undefined) return
      const wrapped: Made = new ProxyCaptured(original, {
        __proto__: null,
        construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
          const options = copyOf(given[1])
          // A URL is made text once, so that what runs is what was judged.
          const file: unknown = typeof given[0] === 'object' && given[0] !== null ? StringCaptured(given[0]) : given[0]
          if (operation.wanted !== 0) {
            const refusal = audit.raise(operation, { file: StringCaptured(file), code: options['eval'] === true, options: namesOf(options) })
            if (refusal !== undefined) throw refusal.error
          }
          const prepared = prepare({ file, options })
          const start = typeof given[0] === 'object' && prepared.file === file && typeof file === 'string' ? new URL(file) : prepared.file
          return construct(target, [start, prepared.options], newTarget === wrapped ? target : (newTarget as Made)) as object
        },
      } as ProxyHandler<Made>)
      const descriptor = getOwnPropertyDescriptor(holder, name)
      defineProperty(holder, name, { __proto__: null, writable: true, enumerable: descriptor?.enumerable === true, configurable: true, value: wrapped } as PropertyDescriptor)
      defineProperty(original.prototype as object, 'constructor', { __proto__: null, value: wrapped, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
    }

    for (let i = 0; i < holders.length; i++) {
      const one = holders[i]
      if (one !== undefined) replaceClass(one.holder, one.name)
    }
    return []
  },
})

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
