import { type Own, primordials } from '@overt/core'

const { defineProperty, getOwnPropertyDescriptor } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy

type Made = new () => object

/** `ShadowRealm`, in which all of Bun's functions are there once more, and not replaced: each that is made is a gap. */
export function watchRealms(global: object, own: Own): void {
  const descriptor = getOwnPropertyDescriptor(global, 'ShadowRealm')
  const realm = descriptor?.value as (Made & { readonly prototype: object }) | undefined
  if (realm === undefined) return
  const watched = new ProxyCaptured(realm, {
    __proto__: null,
    construct(target: Made, _given: readonly unknown[], newTarget: unknown): object {
      own('overt.gap', { event: 'worker.create', reason: 'unaudited_child', detail: 'in a ShadowRealm nothing is replaced' })
      return construct<never, object>(target as never, [] as never, newTarget === watched ? target : (newTarget as Made))
    },
  } as ProxyHandler<Made>)
  defineProperty(global, 'ShadowRealm', { __proto__: null, ...descriptor, value: watched } as PropertyDescriptor)
  defineProperty(realm.prototype, 'constructor', { __proto__: null, ...getOwnPropertyDescriptor(realm.prototype, 'constructor'), value: watched } as PropertyDescriptor)
}
