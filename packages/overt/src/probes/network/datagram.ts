import process from 'node:process'
import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { connectOperation } from './connecting.ts'
import { nativeText } from '../native-text.ts'
import { type Method, ownValue, replace } from '../patch.ts'
import { type Name, namesOf, notPermitted, prototypeOf } from './socket.ts'
import { execPath, nextTick } from '../../captured.ts'

const { apply, numberToString } = primordials

interface Sending {
  readonly host: string | undefined
  readonly name: Name
}

interface Binding {
  readonly address: string
  readonly port: number
  readonly family: 4 | 6
}

const sendFields = (): Readers<'net.send', Sending> => ({
  host: (call: Sending) => call.host,
  address: (call: Sending) => call.name.address,
  port: (call: Sending) => call.name.port,
  protocol: () => 'udp',
  initiated: () => true,
  image: () => execPath,
})

const bindFields = (): Readers<'net.bind', Binding> => ({
  address: (call: Binding) => call.address,
  port: (call: Binding) => call.port,
  family: (call: Binding) => call.family,
  protocol: () => 'udp',
})

/**
 * `net.send`, and `net.bind` and `net.connect` of UDP. The functions answer with a number, and what they threw would be nobody's: a refusal is EPERM, as the
 * system's firewall answers. Where there is a callback for one datagram, it gets the refusal itself.
 */
export function installDatagram(audit: Audit): readonly Gap[] {
  const udp = prototypeOf('udp_wrap', 'UDP')
  if (udp === undefined) return [{ event: 'net.send', reason: 'unavailable', detail: 'the permission model hides the binding of `dgram`' }]
  const send = audit.operation('net.send', sendFields, keyOf)
  const bind = audit.operation('net.bind', bindFields)
  const connect = connectOperation(audit)
  const peername = namesOf(udp, 'getpeername')

  replace(udp, 'send', sending)
  replace(udp, 'send6', sending)
  replace(udp, 'bind', (original) => binding(original, 4))
  replace(udp, 'bind6', (original) => binding(original, 6))
  replace(udp, 'connect', (original) => connecting(original, 4))
  replace(udp, 'connect6', (original) => connecting(original, 6))
  return []

  // send(request, list, count, port, address, hasCallback), or without port and address where the socket is connected.
  function sending(original: Method): Method {
    return {
      send(this: unknown, request: unknown, _list: unknown, _count: unknown, port: unknown, to: unknown): unknown {
        if (send.wanted === 0) return apply(original, this, arguments)
        let name: Name
        if (arguments.length > 4) {
          const address = nativeText(to)
          const number = numberOf(port)
          arguments[3] = number
          arguments[4] = address
          name = { __proto__: null, address, port: number } as Name
        } else name = peername(this as object)
        const asked = typeof request === 'object' && request !== null ? ownValue(request, 'address') : undefined
        const refusal = audit.raise(send, { host: typeof asked === 'string' && asked !== name.address ? asked : undefined, name })
        return refusal === undefined ? apply(original, this, arguments) : refuse(request, refusal.error)
      },
    }.send
  }

  function binding(original: Method, family: 4 | 6): Method {
    return {
      bind(this: unknown, to: unknown, port: unknown): unknown {
        if (bind.wanted === 0) return apply(original, this, arguments)
        const address = (arguments[0] = nativeText(to))
        const number = (arguments[1] = numberOf(port))
        return audit.raise(bind, { address, port: number, family }) === undefined ? apply(original, this, arguments) : notPermitted
      },
    }.bind
  }

  function connecting(original: Method, family: 4 | 6): Method {
    return {
      connect(this: unknown, to: unknown, port: unknown): unknown {
        if (connect.wanted === 0) return apply(original, this, arguments)
        const address = (arguments[0] = nativeText(to))
        const number = (arguments[1] = numberOf(port))
        const refusal = audit.raise(connect, { host: undefined, address, port: number, family, protocol: 'udp' })
        return refusal === undefined ? apply(original, this, arguments) : notPermitted
      },
    }.connect
  }
}

/** Settles every field; a host has no space in it. */
const keyOf = ({ host, name }: Sending): string | undefined =>
  name.address === undefined || name.port === undefined ? undefined : numberToString(name.port) + ' ' + name.address + ' ' + (host ?? '')

/** As native code reads a port, once: of the number 16 bits. */
const numberOf = (port: unknown): number => ((port as number) >>> 0) & 0xffff

function refuse(request: unknown, error: unknown): number {
  const callback = typeof request === 'object' && request !== null ? ownValue(request, 'callback') : undefined
  if (typeof callback !== 'function' || error === undefined || error === null) return notPermitted
  apply(nextTick, process, [callback, error])
  return 0
}
