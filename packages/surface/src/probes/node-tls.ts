import { type Audit, type Method, type Operation, portOf, primordials, type Probe, replace } from '@overt/core'
import { listOf, optionsAt } from './acted-arguments.ts'

const { apply, argumentAt, construct, hasOwn } = primordials

/** A session of TLS that is about to begin. */
export interface Session {
  readonly host: string | undefined
  readonly port: number | undefined
  /** Whether the certificate is checked. */
  readonly verify: boolean
}

/** The operation of `tls.connect`. */
export const sessionOperation = (audit: Audit): Operation<Session> =>
  audit.operation('tls.connect', () => ({ host: (call: Session) => call.host, port: (call: Session) => call.port, verify: (call: Session) => call.verify }))

type Made = new (...given: never[]) => object

/** What the probe needs of the runtime. */
export interface NodeTls {
  readonly tls: { readonly TLSSocket: Made } & object
  readonly net: { readonly Socket: Made }
  readonly later: (work: () => void) => void
}

/** `tls.connect` of `node:tls`, in which `https` and `http2` end. What is refused is a socket that is destroyed with the error, and was never connected. */
export const createNodeTlsProbe = ({ tls, net, later }: NodeTls): Probe => ({
  events: ['tls.connect'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = sessionOperation(audit)
    const { TLSSocket } = tls
    const { Socket } = net
    replace(tls, 'connect', (original): Method => ({
      connect(this: unknown): unknown {
        if (operation.wanted === 0) return apply(original, this, arguments)
        const given = listOf(arguments)
        const refusal = audit.raise(operation, sessionOf(given))
        if (refusal === undefined) return apply(original, this, given)
        const socket = construct<never, object>(TLSSocket as never, [construct<never, object>(Socket as never, [] as never)] as never)
        later(() => {
          apply((socket as { destroy: (error: unknown) => void }).destroy, socket, [refusal.error])
        })
        return socket
      },
    }).connect)
    return []
  },
})

const names = ['host', 'port', 'rejectUnauthorized', 'servername'] as const
type Given = Record<(typeof names)[number], unknown>

/** connect(options, done), connect(port, host, options, done), connect(port, options, done): options are read once, and those that come second or third override all before them. */
function sessionOf(given: unknown[]): Session {
  const first: unknown = given[0]
  const isFirst = typeof first === 'object' && first !== null
  const session: Given = { host: isFirst ? undefined : argumentAt(given, 1), port: isFirst ? undefined : first, rejectUnauthorized: undefined, servername: undefined }
  take(session, given, 0)
  take(session, given, typeof argumentAt(given, 1) === 'object' && argumentAt(given, 1) !== null ? 1 : 2)
  const { host, port: number, rejectUnauthorized, servername } = session
  return {
    host: textOf(servername) ?? textOf(host),
    port: number === undefined || number === null ? undefined : portOf(number, 'https:'),
    verify: rejectUnauthorized !== false,
  }
}

/** What options say, and be it that something is undefined. */
function take(session: Given, given: unknown[], at: number): void {
  const asked = argumentAt(given, at)
  if (typeof asked !== 'object' || asked === null) return
  const options = optionsAt(given, at, names)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? 'host'
    if (options[name] !== undefined || hasOwn(asked, name)) session[name] = options[name]
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
