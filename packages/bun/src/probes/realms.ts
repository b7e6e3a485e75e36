import { type Method, type Own, primordials, type Probe, replace } from '@overt/core'
import { replaceClass } from '@overt/surface'

const { apply } = primordials

interface Realm {
  readonly prototype: object
}

/**
 * `ShadowRealm`, in which all of Bun's functions are there once more, and not replaced. Making one is a `worker.create`, without path, code or options; what its `evaluate` is given is a
 * `code.eval`. Each is a gap as well, for what runs in it is not seen.
 */
export const createRealmsProbe = (global: object, own: Own): Probe => ({
  events: ['worker.create', 'code.eval'],
  capturable: true,
  bindings: [],
  install(audit) {
    const realm = (global as { readonly ShadowRealm?: Realm }).ShadowRealm
    if (realm === undefined) return []
    const creating = audit.operation('worker.create', () => ({ options: () => [] }))
    const evaluating = audit.operation('code.eval', () => ({ code: (code: string) => code, length: (code: string) => code.length, kind: () => 'eval' }))
    replace(realm.prototype, 'evaluate', (original): Method => ({
      evaluate(this: unknown, code: unknown): unknown {
        const refusal = evaluating.wanted === 0 || typeof code !== 'string' ? undefined : audit.raise(evaluating, code)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).evaluate)
    replaceClass(global, 'ShadowRealm', () => {
      const refusal = creating.wanted === 0 ? undefined : audit.raise(creating, undefined)
      if (refusal !== undefined) throw refusal.error
      own('overt.gap', { event: 'worker.create', reason: 'unaudited_child', detail: 'in a ShadowRealm nothing is replaced' })
    })
    return []
  },
})
