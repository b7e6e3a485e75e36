import type { HttpRequest } from './http-request.ts'
import { defaultPort, portOf } from './http-request.ts'
import { ownValue } from './patch.ts'
import { apply, argumentAt, assign, endsWith, isArray, keys, slice, StringCaptured, toLowerCase, toUpperCase } from './primordials.ts'

/** The options of a request of `node:http`, as `ClientRequest` reads them. */
export type HttpOptions = Record<PropertyKey, unknown>

interface Agent {
  readonly defaultPort?: unknown
}

/** Where the runtime finds the agent of a request that names none. */
export interface HttpAgents {
  readonly globalAgent: Agent
}

/** `urlToHttpOptions` of `node:url`, and the runtime's `URL`, as they were. */
export interface UrlReading {
  readonly urlToHttpOptions: (url: URL) => object
  readonly URL: new (text: string) => URL
}

/** Exchanges the arguments (url, options, callback) of a request by what `ClientRequest` makes of them, each value read once: options and callback. */
export function readHttpArguments(given: unknown[], { urlToHttpOptions, URL }: UrlReading, agents: HttpAgents): HttpOptions {
  const first = given[0]
  const isUrl = typeof first === 'string' || isUrlLike(first)
  const source = typeof first === 'string' ? urlToHttpOptions(new URL(first)) : isUrl ? urlToHttpOptions(first as URL) : undefined
  const second = isUrl ? argumentAt(given, 1) : first
  const callback = isUrl ? (typeof second === 'function' ? second : argumentAt(given, 2)) : argumentAt(given, 1)
  const options = assign({ __proto__: null }, source, typeof second === 'function' ? undefined : second) as unknown as HttpOptions
  const { path, headers } = options
  if (path !== undefined && path !== null && typeof path !== 'string' && typeof path !== 'symbol') options['path'] = StringCaptured(path)
  if (typeof headers === 'object' && headers !== null && !isArray(headers)) options['headers'] = assign({ __proto__: null }, headers)
  readPort(options, agents)
  given[0] = options
  given[1] = callback
  given[2] = undefined
  return options
}

/** Has the request fail as one whose agent cannot connect: it emits `error`, and nothing is connected. */
export function refuseHttp(options: HttpOptions, error: unknown): void {
  options['agent'] = {
    __proto__: null,
    protocol: schemeOf(options),
    addRequest(request: { onSocket: (this: unknown, ...given: never[]) => unknown }): void {
      apply(request.onSocket, request, [null, error])
    },
  }
}

/** The port as Node finds it, read once and then the options' own: what is falsy there is the options' default, else the agent's. */
function readPort(options: HttpOptions, agents: HttpAgents): void {
  const port = options['port'] || options['defaultPort'] || defaultPortOf(options, agents)
  if (port) options['port'] = port
}

/** Of an agent that is made for this request alone (`agent: false`) nothing is known but its protocol; without an agent Node takes 80. */
function defaultPortOf(options: HttpOptions, agents: HttpAgents): unknown {
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

function schemeOf({ protocol, agent, _defaultAgent }: HttpOptions): string {
  return textOf(protocol) ?? protocolOf(agent) ?? protocolOf(_defaultAgent) ?? 'http:'
}

const protocolOf = (agent: unknown): string | undefined => textOf((agent as { readonly protocol?: unknown } | null | undefined)?.protocol)

/** What a request is, by the options that were read. */
export function httpRequestOf(options: HttpOptions): HttpRequest {
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
