import { primordials } from '@overt/core'
import { like, ownValue } from '../patch.ts'
import { inspected, preventExtensions } from '../../captured.ts'

const { append, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys, ProxyCaptured, reflectGet, reflectHas, setPrototypeOf, TypeErrorCaptured } = primordials

type Class = new (...given: never[]) => object

/**
 * What the application gets in place of a class. `util.inspect` reads properties of what lies behind a proxy, and an accessor that the application puts on `Function.prototype` is handed
 * that then: so what lies behind is a function that makes nothing, with the properties of the class. It prints as the class does.
 */
export function classInPlaceOf(original: Class, construct: (given: readonly unknown[], newTarget: object, isOwn: boolean) => object): Class {
  const base = getPrototypeOf(original)
  const printed = `[class ${nameOf(original)} extends ${nameOf(base)}]`
  const behind = like(function (): never {
    throw new TypeErrorCaptured('Illegal constructor')
  }, original)
  setPrototypeOf(behind, base)
  const keys = ownKeys(original)
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? ''
    defineProperty(behind, key, { __proto__: null, ...getOwnPropertyDescriptor(original, key) } as PropertyDescriptor)
  }
  const print = function (this: unknown): unknown {
    return this === wrapped ? printed : this
  }
  defineProperty(behind, inspected, { __proto__: null, value: print, configurable: true } as PropertyDescriptor)
  /** Only `util.inspect` sees it. */
  const isHidden = (key: PropertyKey): boolean => key === inspected && ownValue(behind, inspected) === print
  const wrapped: object = new ProxyCaptured(behind, {
    __proto__: null,
    get: (_behind: object, key: PropertyKey, receiver: unknown): unknown => reflectGet(isHidden(key) ? (base as object) : behind, key, receiver),
    getOwnPropertyDescriptor: (_behind: object, key: PropertyKey): PropertyDescriptor | undefined => (isHidden(key) ? undefined : getOwnPropertyDescriptor(behind, key)),
    has: (_behind: object, key: PropertyKey): boolean => reflectHas(isHidden(key) ? (base as object) : behind, key),
    ownKeys(): (string | symbol)[] {
      const all = ownKeys(behind)
      const shown: (string | symbol)[] = []
      for (let i = 0; i < all.length; i++) {
        const key = all[i]
        if (key !== undefined && !isHidden(key)) append(shown, key)
      }
      return shown
    },
    preventExtensions(): boolean {
      // What is not there for others must not be there then.
      if (isHidden(inspected)) deleteProperty(behind, inspected)
      return preventExtensions(behind)
    },
    construct: (_behind: unknown, given: readonly unknown[], newTarget: object) => construct(given, newTarget, newTarget === wrapped),
    apply(): never {
      throw new TypeErrorCaptured(`Class constructor ${nameOf(original)} cannot be invoked without 'new'`)
    },
  } as ProxyHandler<object>)
  return wrapped as Class
}

function nameOf(of: object | null): string {
  const name = of === null ? undefined : ownValue(of, 'name')
  return typeof name === 'string' ? name : ''
}
