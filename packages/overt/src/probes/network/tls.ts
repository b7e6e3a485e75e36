import { type Audit, type Gap, portOf, primordials, type Readers } from '@overt/core'
import { noteOrigins, originOfHandle } from './origins.ts'
import { kept } from '../kept.ts'
import { ownValue, replace } from '../patch.ts'
import { destroyed, ownerOf, prototypeOf } from './socket.ts'

const { apply } = primordials

interface Session {
  readonly host: string | undefined
  readonly port: number | undefined
  readonly verify: boolean
}

const fields = (): Readers<'tls.connect', Session> => ({
  host: (call: Session) => call.host,
  port: (call: Session) => call.port,
  verify: (call: Session) => call.verify,
})

/**
 * `tls.connect`: native code begins the handshake of a client, once its socket is connected, whoever made it. A refusal destroys the socket with the very error.
 */
export function installTls(audit: Audit): readonly Gap[] {
  const wrap = prototypeOf('tls_wrap', 'TLSWrap')
  if (wrap === undefined) return [{ event: 'tls.connect', reason: 'unavailable', detail: 'the permission model hides the binding of `tls`' }]
  const operation = audit.operation('tls.connect', fields)
  noteOrigins(audit, operation, wrap)
  replace(wrap, 'start', (original) => ({
    start(this: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const owner = ownerOf(this)
      const refusal = audit.raise(operation, sessionOf(owner), 0, originOfHandle(this))
      if (refusal === undefined) return apply(original, this, arguments)
      if (!destroyed(owner, refusal.error)) throw refusal.error
      return undefined
    },
  }).start)
  return []
}

/** What `tls.connect` was given; of a TLSSocket that was made without it, whether it checks. */
function sessionOf(socket: object | undefined): Session {
  const options = socket === undefined ? undefined : kept(socket, 'connect-options')
  if (typeof options === 'object' && options !== null) {
    const port = ownValue(options, 'port')
    return {
      host: textOf(ownValue(options, 'servername')) ?? textOf(ownValue(options, 'host')),
      port: port === undefined || port === null ? undefined : portOf(port, 'https:'),
      verify: ownValue(options, 'rejectUnauthorized') !== false,
    }
  }
  const made = socket === undefined ? undefined : ownValue(socket, '_tlsOptions')
  return { host: undefined, port: undefined, verify: typeof made === 'object' && made !== null && ownValue(made, 'rejectUnauthorized') === true }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
