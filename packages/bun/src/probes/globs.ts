import { type Method, primordials, type Probe, replace } from '@overt/core'
import { type Acted, actedOperations, beginningOf, givenPath, optionsAt } from '@overt/surface'

const { append, apply, construct, defineData, defineProperty, getOwnPropertyDescriptor, ProxyCaptured, weakGet, WeakMapCaptured, weakSet } = primordials

type Made = new (...given: never[]) => object

/**
 * `fs.list` of `Bun.Glob`, whose `scan` and `scanSync` list folders natively: told once, as the folder in which looking begins. The pattern decides which one that is, and is kept when
 * the glob is made, for Bun does not tell it again.
 */
export const createGlobsProbe = (bun: object, folder: () => string): Probe => ({
  events: ['fs.list'],
  capturable: true,
  bindings: [],
  install(audit) {
    const descriptor = getOwnPropertyDescriptor(bun, 'Glob')
    const original = descriptor?.value as Made | undefined
    if (original === undefined) return []
    const operation = actedOperations(audit, folder)('fs.list')
    const patterns = new WeakMapCaptured<object, string>()
    const wrapped: Made = new ProxyCaptured(original, {
      __proto__: null,
      construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
        const list: unknown[] = []
        for (let i = 0; i < given.length; i++) append(list, given[i])
        const made = construct<never, object>(target as never, list as never, newTarget === wrapped ? target : (newTarget as Made))
        // Bun takes a text and nothing else for a pattern.
        if (typeof list[0] === 'string') weakSet(patterns, made, list[0])
        return made
      },
    } as ProxyHandler<Made>)
    defineProperty(bun, 'Glob', { __proto__: null, ...descriptor, value: wrapped } as PropertyDescriptor)
    const prototype = original.prototype as object
    defineProperty(prototype, 'constructor', { __proto__: null, ...getOwnPropertyDescriptor(prototype, 'constructor'), value: wrapped } as PropertyDescriptor)

    const scanning = (scan: Method): Method => ({
      scan(this: unknown): unknown {
        if (operation.wanted === 0 || typeof this !== 'object' || this === null) return apply(scan, this, arguments)
        const given: unknown[] = []
        for (let i = 0; i < arguments.length; i++) append(given, arguments[i])
        const refusal = audit.raise(operation, acted(weakGet(patterns, this), given))
        if (refusal !== undefined) throw refusal.error
        return apply(scan, this, given)
      },
    }).scan
    replace(prototype, 'scan', scanning)
    replace(prototype, 'scanSync', scanning)
    return []
  },
})

/** scan(folder), scan({ cwd }) */
function acted(pattern: string | undefined, given: unknown[]): Acted {
  const alone = givenPath(given[0])
  if (alone !== undefined) given[0] = alone.value
  const { cwd } = alone === undefined ? optionsAt(given, 0, ['cwd']) : {}
  const named = alone ?? (cwd === undefined ? undefined : givenPath(cwd))
  if (alone === undefined && named !== undefined) defineData(given[0] as object, 'cwd', named.value, true, true, true)
  return beginningOf(pattern ?? '**', named?.text)
}
