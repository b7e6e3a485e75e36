import { primordials } from '@overt/core'

const { append, construct, defineProperty, getOwnPropertyDescriptor, ProxyCaptured } = primordials

type Made = new (...given: never[]) => object

/**
 * Replaces a class by one whose making is judged first. Its name, its statics and `instanceof` are the original's, and `constructor` leads to the replacement.
 *
 * @param judge is given the arguments, which it may exchange by what it read, and throws what refuses
 * @param note is given what was made, and the arguments
 */
export function replaceClass(holder: object, name: string, judge: (given: unknown[]) => void, note?: (made: object, given: readonly unknown[]) => void): void {
  const descriptor = getOwnPropertyDescriptor(holder, name)
  const original = descriptor?.value as Made | undefined
  if (typeof original !== 'function') return
  const wrapped: Made = new ProxyCaptured(original, {
    __proto__: null,
    construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
      const list: unknown[] = []
      for (let i = 0; i < given.length; i++) append(list, given[i])
      judge(list)
      const made = construct<never, object>(target as never, list as never, newTarget === wrapped ? target : (newTarget as Made))
      note?.(made, list)
      return made
    },
  } as ProxyHandler<Made>)
  defineProperty(holder, name, { __proto__: null, ...descriptor, value: wrapped } as PropertyDescriptor)
  const { prototype } = original as { readonly prototype?: object }
  const inherited = prototype === undefined ? undefined : getOwnPropertyDescriptor(prototype, 'constructor')
  if (prototype !== undefined) defineProperty(prototype, 'constructor', { __proto__: null, ...inherited, value: wrapped } as PropertyDescriptor)
}
