import { primordials } from '@overt/core'

const { apply, getPrototypeOf, hasOwn, ownKeys } = primordials
const ProxyCaptured = Proxy
const StringCaptured = String
const { get: reflectGet } = Reflect
const create = Object.create as (prototype: object | null) => Record<string, string | undefined>

/**
 * What stands behind `process.env`: Deno's own object looks the variables up by `Deno.env`, which has a probe, and would raise each of them again. This one
 * uses the functions that were there before.
 *
 * @param env `Deno.env`
 * @param own `process.env`
 */
export function variablesOf(env: typeof Deno.env, own: object): Record<string, string | undefined> {
  const { delete: remove, get, has, set, toObject } = env
  const read = (name: string): string | undefined => (isName(name) ? apply(get, env, [name]) : undefined)
  return new ProxyCaptured(create(getPrototypeOf(own)), {
    __proto__: null,
    get: (target: object, name: string | symbol, receiver: unknown): unknown => (typeof name === 'string' ? (read(name) ?? reflectGet(target, name, receiver)) : reflectGet(target, name, receiver)),
    has: (target: object, name: string | symbol): boolean => (typeof name === 'string' && isName(name) && apply(has, env, [name])) || name in target,
    ownKeys: (): (string | symbol)[] => ownKeys(apply(toObject, env, [])),
    getOwnPropertyDescriptor(_target: object, name: string | symbol): PropertyDescriptor | undefined {
      const value = typeof name === 'string' ? read(name) : undefined
      return value === undefined ? undefined : ({ __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
    },
    defineProperty(_target: object, name: string | symbol, descriptor: PropertyDescriptor): boolean {
      apply(set, env, [StringCaptured(name), StringCaptured(hasOwn(descriptor, 'value') ? descriptor.value : undefined)])
      return true
    },
    set(_target: object, name: string | symbol, value: unknown): boolean {
      apply(set, env, [StringCaptured(name), StringCaptured(value)])
      return true
    },
    deleteProperty(_target: object, name: string | symbol): boolean {
      if (typeof name === 'string' && isName(name)) apply(remove, env, [name])
      return true
    },
  } as ProxyHandler<Record<string, string | undefined>>)
}

/** `Deno.env` throws for a name that no variable can have; `process.env` answers that there is none. */
const isName = (name: string): boolean => name !== '' && primordials.indexOf(name, '=') === -1 && primordials.indexOf(name, '\0') === -1
