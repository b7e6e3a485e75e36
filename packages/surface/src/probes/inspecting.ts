import { type Method, primordials, type Probe, replace } from '@overt/core'

const { apply } = primordials

/**
 * `inspector.session`: whoever holds one reads closures, finds every original, and evaluates code unseen.
 *
 * @param inspector `node:inspector`, whose promises inherit its sessions
 */
export const createInspectorProbe = (inspector: { readonly Session: { readonly prototype: object } }): Probe => ({
  events: ['inspector.session'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = audit.operation('inspector.session', () => ({}))
    const connecting = (original: Method): Method => ({
      connect(this: unknown): unknown {
        const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, undefined)
        if (refusal !== undefined) throw refusal.error
        return apply(original, this, arguments)
      },
    }).connect
    replace(inspector.Session.prototype, 'connect', connecting)
    replace(inspector.Session.prototype, 'connectToMainThread', connecting)
    return []
  },
})
