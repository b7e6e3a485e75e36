import { primordials, type Probe } from '@overt/core'

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, ownKeys, SafeSet, setAdd, setHas } = primordials
const objectPrototype: object = Object.prototype
const { defineProperty: reflectDefine, deleteProperty, get: reflectGet, has: reflectHas, set: reflectSet, setPrototypeOf } = Reflect
const ProxyCaptured = Proxy

type Variables = Record<string, string | undefined>

/** What the probe needs of the runtime: the object whose `env` it replaces. */
export interface Environment {
  readonly process: { readonly env: Variables }
  /** What stands behind it, where that is another object than the one that is there. */
  readonly real?: Variables
  /** Variables that the runtime's own JavaScript looks up by `process.env` while the application runs. */
  readonly ofTheRuntime: readonly string[]
}

interface Read {
  readonly name: string
}

/** `env.read`, `env.list`, `env.set` and `env.delete`, by a Proxy in place of `process.env`. The variables that follow a list are not raised one by one. */
export const createEnvironmentProbe = ({ process, real: given, ofTheRuntime }: Environment): Probe => ({
  events: ['env.read', 'env.list', 'env.set', 'env.delete'],
  capturable: true,
  bindings: [],
  install(audit) {
    const read = audit.operation('env.read', () => ({ name: (call: Read) => call.name }), (call: Read) => call.name)
    const list = audit.operation('env.list', () => ({}), () => '')
    const set = audit.operation('env.set', () => ({ name: (call: Read) => call.name }))
    const remove = audit.operation('env.delete', () => ({ name: (call: Read) => call.name }))
    const real = given ?? process.env
    const ignored = new SafeSet()
    for (let i = 0; i < ofTheRuntime.length; i++) setAdd(ignored, ofTheRuntime[i] ?? '')
    // Keys that a listing gave and that have not been read since: `{...process.env}` reads each once.
    let listed = new SafeSet()

    function raiseRead(name: string): void {
      if (setHas(ignored, name) || (!hasOwn(real, name) && name in objectPrototype)) return
      const refusal = audit.raise(read, { name })
      if (refusal !== undefined) throw refusal.error
    }

    function raiseChange(operation: typeof set, name: string | symbol): void {
      const refusal = operation.wanted === 0 || typeof name !== 'string' ? undefined : audit.raise(operation, { name })
      if (refusal !== undefined) throw refusal.error
    }

    const proxy: Variables = new ProxyCaptured(
      real,
      freeze({
        __proto__: null,
        get(_target: Variables, name: string | symbol, receiver: unknown): unknown {
          if (read.wanted !== 0 && typeof name === 'string' && !taken(name)) raiseRead(name)
          return receiver === proxy ? real[name as string] : reflectGet(real, name, receiver)
        },
        getOwnPropertyDescriptor(_target: Variables, name: string | symbol): PropertyDescriptor | undefined {
          if (read.wanted !== 0 && typeof name === 'string' && !setHas(listed, name) && hasOwn(real, name)) raiseRead(name)
          return getOwnPropertyDescriptor(real, name)
        },
        ownKeys(): (string | symbol)[] {
          const keys = ownKeys(real)
          if ((list.wanted | read.wanted) !== 0) {
            const refusal = list.wanted === 0 ? undefined : audit.raise(list, undefined)
            if (refusal !== undefined) throw refusal.error
            listed = new SafeSet()
            for (let i = 0; i < keys.length; i++) if (typeof keys[i] === 'string') setAdd(listed, keys[i] as string)
          }
          return keys
        },
        has: (_target: Variables, name: string | symbol): boolean => reflectHas(real, name),
        set(_target: Variables, name: string | symbol, value: unknown, receiver: unknown): boolean {
          raiseChange(set, name)
          return receiver === proxy ? reflectSet(real, name, value) : reflectSet(real, name, value, receiver)
        },
        defineProperty(_target: Variables, name: string | symbol, descriptor: PropertyDescriptor): boolean {
          raiseChange(set, name)
          return reflectDefine(real, name, descriptor)
        },
        deleteProperty(_target: Variables, name: string | symbol): boolean {
          raiseChange(remove, name)
          return deleteProperty(real, name)
        },
        getPrototypeOf: (): object | null => getPrototypeOf(real),
        setPrototypeOf: (_target: Variables, prototype: object | null): boolean => setPrototypeOf(real, prototype),
      } as ProxyHandler<Variables>),
    )

    /** Whether this is the one read of a variable that follows a list; it is taken once. */
    function taken(name: string): boolean {
      return setHas(listed, name) && forget(listed, name)
    }

    const descriptor = getOwnPropertyDescriptor(process, 'env')
    defineProperty(process, 'env', { __proto__: null, writable: true, enumerable: true, configurable: true, ...(descriptor?.get === undefined ? descriptor : {}), value: proxy } as PropertyDescriptor)
    return []
  },
})

const forget = Function.prototype.call.bind(Set.prototype.delete as never) as (set: Set<string>, name: string) => boolean
