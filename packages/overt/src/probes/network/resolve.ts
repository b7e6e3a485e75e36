import { type Audit, type Gap, type Operation, primordials, type Readers } from '@overt/core'
import { refuseRequest } from './dns-refusal.ts'
import { nativeText } from '../native-text.ts'
import { bindingOf, type Method, ownValue, replace, uncurried } from '../patch.ts'
import { prototypeOf } from './socket.ts'
import { execPath } from '../../captured.ts'

const { apply, isArray, numberToString, weakAdd, weakHas, WeakSetCaptured } = primordials

interface Query {
  readonly host: string
  readonly type: string
  /** Of the resolver that asks, where the application set them. */
  readonly servers: () => string | undefined
}

const resolveFields = (): Readers<'dns.resolve', Query> => ({
  host: (call: Query) => call.host,
  type: (call: Query) => call.type,
  server: (call: Query) => call.servers(),
  image: () => execPath,
})

const reverseFields = (): Readers<'dns.reverse', string> => ({
  host: (address: string) => address,
  image: () => execPath,
})

/** What native code asks a name server for, by its function. */
const types = {
  queryAny: 'ANY', queryA: 'A', queryAaaa: 'AAAA', queryCaa: 'CAA', queryCname: 'CNAME', queryMx: 'MX', queryNs: 'NS', queryTlsa: 'TLSA', queryTxt: 'TXT', querySrv: 'SRV',
  queryPtr: 'PTR', queryNaptr: 'NAPTR', querySoa: 'SOA',
} as const
const queries = primordials.keys(types) as readonly (keyof typeof types)[]

const chosen = new WeakSetCaptured<object>()

const detail = 'the permission model hides the binding of `dns`'

/** `dns.reverse`, where the operating system is asked: `dns.lookupService`. */
export function installLookupService(audit: Audit): readonly Gap[] {
  const binding = bindingOf('cares_wrap')
  if (binding === undefined) return [{ event: 'dns.reverse', reason: 'unavailable', detail }]
  const reverse = audit.operation('dns.reverse', reverseFields)
  replace(binding, 'getnameinfo', (original) => asking(audit, reverse, original, (address) => address))
  return []
}

/** Asked for by both modules: done once, and what cannot be done said once. */
let isInstalled = false

/**
 * `dns.resolve`: a name server is asked, by `dns.resolve*`, a `Resolver`, or their promises. `dns.reverse`: by `dns.reverse`. The functions are those of a channel, looked up
 * at each call, and only the modules of `dns` give channels: so they wait for these, though `net` loads the binding (a start whose output is a pipe, a server).
 */
export function installResolve(audit: Audit): readonly Gap[] {
  if (isInstalled) return []
  const channel = prototypeOf('cares_wrap', 'ChannelWrap')
  if (channel === undefined) {
    isInstalled = true
    return [{ event: 'dns.resolve', reason: 'unavailable', detail }]
  }
  const resolve = audit.operation('dns.resolve', resolveFields)
  const reverse = audit.operation('dns.reverse', reverseFields)
  const getServers = uncurried(ownValue(channel, 'getServers') as Method)
  const serversOf = (resolver: unknown): string | undefined => (typeof resolver === 'object' && resolver !== null && weakHas(chosen, resolver) ? listed(getServers(resolver)) : undefined)

  for (let i = 0; i < queries.length; i++) {
    const name = queries[i] ?? 'queryA'
    const type = types[name]
    replace(channel, name, (original) => asking(audit, resolve, original, (host, self) => ({ host, type, servers: () => serversOf(self) })))
  }
  replace(channel, 'getHostByAddr', (original) => asking(audit, reverse, original, (address) => address))
  replace(channel, 'setServers', (original) => ({
    setServers(this: unknown): unknown {
      if (typeof this === 'object' && this !== null) weakAdd(chosen, this)
      return apply(original, this, arguments)
    },
  }).setServers)
  isInstalled = true
  return []
}

/** query(request, name) */
function asking<Call>(audit: Audit, operation: Operation<Call>, original: Method, call: (name: string, self: unknown) => Call): Method {
  return {
    query(this: unknown, request: unknown, name: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const asked = (arguments[1] = nativeText(name))
      const refusal = audit.raise(operation, call(asked, this))
      return refusal === undefined ? apply(original, this, arguments) : refuseRequest(request, refusal.error)
    },
  }.query
}

/** Native code lists pairs of address and port. */
function listed(servers: unknown): string {
  let text = ''
  if (!isArray(servers)) return text
  for (let i = 0; i < servers.length; i++) {
    const pair = servers[i] as readonly [string, number]
    const port = pair[1]
    text += (i === 0 ? '' : ', ') + pair[0] + (port === 53 ? '' : ':' + numberToString(port))
  }
  return text
}
