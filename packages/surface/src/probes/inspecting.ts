import { type Method, primordials, type Probe, replace } from '@overt/core'

const { apply, NumberCaptured } = primordials

/** What is listened on where the call names neither. */
const usualHost = '127.0.0.1'
const usualPort = 9229

interface Listening {
  readonly host: string
  readonly port: number
}

/**
 * `inspector.open`, and `inspector.session`: whoever holds one reads closures, finds every original, and evaluates code unseen.
 *
 * @param inspector `node:inspector`, whose promises inherit its sessions
 */
export const createInspectorProbe = (inspector: { readonly Session: { readonly prototype: object } }): Probe => ({
  events: ['inspector.session', 'inspector.open'],
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
    const open = audit.operation('inspector.open', () => ({ host: (call: Listening) => call.host, port: (call: Listening) => call.port }))
    replace(inspector, 'open', (original): Method => ({
      open(this: unknown, port: unknown, host: unknown): unknown {
        const call = { host: typeof host === 'string' ? host : usualHost, port: port === undefined || port === null ? usualPort : NumberCaptured(port) }
        const refusal = open.wanted === 0 ? undefined : audit.raise(open, call)
        if (refusal !== undefined) throw refusal.error
        if (typeof port === 'object' && port !== null) arguments[0] = call.port
        return apply(original, this, arguments)
      },
    }).open)
    replace(inspector.Session.prototype, 'connect', connecting)
    replace(inspector.Session.prototype, 'connectToMainThread', connecting)
    return []
  },
})
