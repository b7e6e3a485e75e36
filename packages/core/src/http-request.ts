import type { Audit } from './audit.ts'
import type { Operation } from './operation.ts'
import { endsWith, floor, indexOf, lastIndexOf, NumberCaptured, numberToString, slice, startsWith } from './primordials.ts'
import { shared } from './shared.ts'

/** An HTTP request that is about to be made. */
export interface HttpRequest {
  readonly method: string
  /** `http:`, `https:`, `ws:` or `wss:`. */
  readonly scheme: string
  readonly host: string
  readonly port: number
  /** With the query. */
  readonly path: string
  readonly protocol: string
  readonly userAgent: string | undefined
}

/** The operation that every way to make a request raises. */
export const requestOperation: (audit: Audit) => Operation<HttpRequest> = shared((audit) =>
  audit.operation('http.request', () => ({
    method: (call: HttpRequest) => call.method,
    url: (call: HttpRequest) => urlOf(call),
    host: (call: HttpRequest) => call.host,
    port: (call: HttpRequest) => call.port,
    path: (call: HttpRequest) => call.path,
    protocol: (call: HttpRequest) => call.protocol,
    user_agent: (call: HttpRequest) => call.userAgent,
  })))

const isSecure = (scheme: string): boolean => scheme === 'https:' || scheme === 'wss:'

/** What a client of this scheme uses where no port is named. */
export const defaultPort = (scheme: string): number => (isSecure(scheme) ? 443 : 80)

/** What is asked for, whole: as a proxy is told it. */
export function urlOf({ method, scheme, host, port, path }: HttpRequest): string {
  // A proxy is asked for a name and a port alone.
  if (method === 'CONNECT' && !startsWith(path, '/')) return path
  // A proxy is asked for a whole URL.
  if (startsWith(path, 'http://') || startsWith(path, 'https://')) return path
  const name = indexOf(host, ':') !== -1 && !startsWith(host, '[') ? '[' + host + ']' : host
  return scheme + '//' + name + (port === defaultPort(scheme) ? '' : ':' + numberToString(port)) + path
}

/** Host and port of `host:port`, `[host]:port`, or either without a port. */
export function authorityOf(text: string, scheme: string): { readonly host: string; readonly port: number } {
  const colon = lastIndexOf(text, ':')
  const hasPort = colon !== -1 && !endsWith(text, ']') && (indexOf(text, ':') === colon || startsWith(text, '['))
  const host = hasPort ? slice(text, 0, colon) : text
  return { host: startsWith(host, '[') ? slice(host, 1, -1) : host, port: hasPort ? portOf(slice(text, colon + 1), scheme) : defaultPort(scheme) }
}

/** A port, as a number or in digits; the scheme's own for anything else. */
export function portOf(value: unknown, scheme: string): number {
  const number = typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? NumberCaptured(value) : -1
  return floor(number) === number && number >= 0 && number <= 0xffff ? number : defaultPort(scheme)
}
