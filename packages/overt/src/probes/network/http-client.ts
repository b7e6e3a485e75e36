import { urlToHttpOptions } from 'node:url'
import { type Audit, type Gap, type Operation, primordials } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { isLoaded } from '../builtin-loads.ts'
import { noteJudged, watchHead } from './http-head.ts'
import { defaultPort, type HttpRequest, portOf, requestOperation } from './http-request.ts'
import { type Method, ownValue, replace } from '../patch.ts'
import { getBuiltinModule, URLCaptured } from '../../captured.ts'

const { apply, assign, endsWith, isArray, keys, slice, StringCaptured, toLowerCase, toUpperCase } = primordials

type Options = Record<PropertyKey, unknown>

interface Agent {
  readonly defaultPort?: unknown
}

/** Where Node finds the agent of a request that names none. */
interface Agents {
  readonly globalAgent: Agent
}

/**
 * `http.request` for `http` and `https`: `ClientRequest`, which both construct, and which they take from its module when they are loaded: it is
 * replaced before them. A request that is refused fails as one whose agent cannot connect: it emits `error`, and nothing was connected.
 */
export function installHttpClient(audit: Audit): readonly Gap[] {
  const late = isLoaded('http')
  const operation = requestOperation(audit)
  const agents = getBuiltinModule('node:_http_agent' as 'node:http') as unknown as Agents
  const client = getBuiltinModule('node:_http_client' as 'node:http') as { readonly ClientRequest: { readonly prototype: object } }
  replace(client, 'ClientRequest', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
    if (operation.wanted !== 0) before(audit, operation, given, agents)
  }, (make, given) => {
    const request = make()
    const call = operation.wanted === 0 ? undefined : callOf(given[0] as Options)
    if (call !== undefined) noteJudged(request, call)
    return request
  }, true) as unknown as Method)
  watchHead(audit, operation, client.ClientRequest.prototype)
  return late ? [{ event: 'http.request', reason: 'late', detail: '`http` was loaded before: its requests are not seen' }] : []
}

/** Makes of (url, options, callback) what `ClientRequest` makes of it, with each value read once, and raises the event. */
function before(audit: Audit, operation: Operation<HttpRequest>, given: unknown[], agents: Agents): void {
  const first = given[0]
  const isUrl = typeof first === 'string' || isUrlLike(first)
  const source = typeof first === 'string' ? urlToHttpOptions(new URLCaptured(first)) : isUrl ? urlToHttpOptions(first as URL) : undefined
  const second = isUrl ? given[1] : first
  const callback = isUrl ? (typeof second === 'function' ? second : given[2]) : given[1]
  const options = assign({ __proto__: null }, source, typeof second === 'function' ? undefined : second) as unknown as Options
  const { path, headers } = options
  if (path !== undefined && path !== null && typeof path !== 'string' && typeof path !== 'symbol') options['path'] = StringCaptured(path)
  if (typeof headers === 'object' && headers !== null && !isArray(headers)) options['headers'] = assign({ __proto__: null }, headers)
  readPort(options, agents)
  given[0] = options
  given[1] = callback
  given[2] = undefined
  const refusal = audit.raise(operation, callOf(options))
  if (refusal === undefined) return
  const { error } = refusal
  options['agent'] = {
    __proto__: null,
    protocol: schemeOf(options),
    addRequest(request: { onSocket: Method }): void {
      apply(request.onSocket, request, [null, error])
    },
  }
}

/** The port as Node finds it, read once and then the options' own: what is falsy there is the options' default, else the agent's. */
function readPort(options: Options, agents: Agents): void {
  const port = options['port'] || options['defaultPort'] || defaultPortOf(options, agents)
  if (port) options['port'] = port
}

/** Of an agent that is made for this request alone (`agent: false`) nothing is known but its protocol; without an agent Node takes 80. */
function defaultPortOf(options: Options, agents: Agents): unknown {
  const { agent } = options
  if (agent === false) return defaultPort(schemeOf(options))
  if (agent !== undefined && agent !== null) return (agent as Agent).defaultPort
  return typeof options['createConnection'] === 'function' ? 80 : ((options['_defaultAgent'] || agents.globalAgent) as Agent).defaultPort
}

/** As Node tells one (`internal/url`). */
function isUrlLike(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { href, protocol, auth, path } = value as Readonly<Record<string, unknown>>
  return !!href && !!protocol && auth === undefined && path === undefined
}

function schemeOf({ protocol, agent, _defaultAgent }: Options): string {
  return textOf(protocol) ?? protocolOf(agent) ?? protocolOf(_defaultAgent) ?? 'http:'
}

const protocolOf = (agent: unknown): string | undefined => textOf((agent as { readonly protocol?: unknown } | null | undefined)?.protocol)

function callOf(options: Options): HttpRequest {
  const scheme = schemeOf(options)
  const { hostname, host, port, path, method, headers } = options
  const named = textOf(hostname) ?? textOf(host) ?? 'localhost'
  return {
    method: toUpperCase(textOf(method) ?? 'GET'),
    scheme,
    host: named,
    port: portOf(port, scheme),
    path: textOf(path) ?? '/',
    protocol: endsWith(scheme, ':') ? slice(scheme, 0, -1) : scheme,
    userAgent: agentIn(headers),
  }
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** The user agent among headers: an object, a list of names and values in turn, or a list of pairs. */
function agentIn(headers: unknown): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined
  if (!isArray(headers)) {
    const names = keys(headers)
    for (let i = 0; i < names.length; i++) if (toLowerCase(names[i] ?? '') === 'user-agent') return textOf(ownValue(headers, names[i] ?? ''))
    return undefined
  }
  const paired = isArray(headers[0])
  for (let i = 0; i < headers.length; i += paired ? 1 : 2) {
    const pair = paired ? (headers[i] as readonly unknown[]) : [headers[i], headers[i + 1]]
    if (typeof pair[0] === 'string' && toLowerCase(pair[0]) === 'user-agent') return textOf(pair[1])
  }
  return undefined
}
