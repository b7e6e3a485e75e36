import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { createRaiseListening, listOf } from '@overt/surface'

const { apply } = primordials

/** `net.bind` and `net.listen` of `node:net`: `_listen2`, in which the servers of `node:http` and `node:tls` end too. A server that is refused emits `error`. */
export const createServersProbe = (net: { readonly Server: { readonly prototype: object } }, folder: () => string, later: (work: () => void) => void): Probe => ({
  events: ['net.bind', 'net.listen'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const listening = createRaiseListening(audit, folder)
    replace(net.Server.prototype, '_listen2', (original): Method => ({
      _listen2(this: unknown, address: unknown, port: unknown): unknown {
        if (!listening.wanted()) return apply(original, this, arguments)
        const given = listOf(arguments)
        const text = typeof address === 'string' ? address : undefined
        const isPipe = typeof port === 'number' && port < 0
        const refusal = listening.listen({ host: isPipe ? undefined : text, port: isPipe || typeof port !== 'number' ? undefined : port, path: isPipe ? text : undefined })
        if (refusal === undefined) return apply(original, this, given)
        later(() => {
          apply((this as { emit: Method }).emit, this, ['error', refusal.error])
        })
        return undefined
      },
    })._listen2)
    return []
  },
})
