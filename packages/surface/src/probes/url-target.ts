import { type HttpRequest, primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor, NumberCaptured } = primordials
const URLCaptured = URL
const part = (name: 'hostname' | 'pathname' | 'port' | 'protocol' | 'search'): ((url: URL) => string) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, name)?.get as () => string) as never
const decodeComponent = decodeURIComponent
const hostname = part('hostname')
const pathname = part('pathname')
const portOf = part('port')
const protocolOf = part('protocol')
const search = part('search')

const ports: Readonly<Record<string, number | undefined>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 }

/** Where a URL leads: to a host, or to a file. */
export type UrlTarget = { readonly file: undefined; readonly host: string; readonly port: number } | { readonly file: string }

/** Where a request leads, whatever the application has made of its class; undefined for what is none. */
export type UrlOfRequest = (input: unknown) => string | undefined

/** Takes what tells a request from the runtime's class `Request`, which must be as the runtime made it. The class is not asked what is one: the application can have it say anything. */
export function urlOfRequests(Request: { readonly prototype: object }): UrlOfRequest {
  return readerOf(Request, 'url')
}

function readerOf(Request: { readonly prototype: object }, name: 'url' | 'method'): UrlOfRequest {
  const read = getOwnPropertyDescriptor(Request.prototype, name)?.get as never
  return (input) => {
    if (typeof input !== 'object' || input === null) return undefined
    try {
      const found = apply<unknown>(read, input, [])
      return typeof found === 'string' ? found : undefined
    } catch {
      return undefined
    }
  }
}

/** Undefined for what leads to neither a host nor a file, and for what is no URL. */
export function targetOfUrl(text: string): UrlTarget | undefined {
  try {
    const url = new URLCaptured(text)
    const protocol = protocolOf(url)
    if (protocol === 'file:') return { file: decodeComponent(pathname(url)) }
    const usual = ports[protocol]
    if (usual === undefined) return undefined
    const given = portOf(url)
    const host = hostname(url)
    // An IPv6 address stands in brackets in a URL.
    return { file: undefined, host: primordials.startsWith(host, '[') ? primordials.slice(host, 1, -1) : host, port: given === '' ? usual : NumberCaptured(given) }
  } catch {
    return undefined
  }
}

/** What is asked for of a URL; undefined where that is no host. */
export function requestOfUrl(text: string, method: string, protocol: HttpRequest['protocol']): HttpRequest | undefined {
  const target = targetOfUrl(text)
  if (target === undefined || target.file !== undefined) return undefined
  const url = new URLCaptured(text)
  return { method: primordials.toUpperCase(method), scheme: protocolOf(url), host: target.host, port: target.port, path: pathname(url) + search(url), protocol, userAgent: undefined }
}

/** The method of a request, as {@link urlOfRequests}. */
export function methodOfRequests(Request: { readonly prototype: object }): UrlOfRequest {
  return readerOf(Request, 'method')
}

/** The URL that a request was led to by redirects, of what answers it; undefined where there were none. */
export type UrlOfRedirect = (response: unknown) => string | undefined

/** As {@link urlOfRequests}, of the runtime's class `Response`. */
export function urlOfRedirects(Response: { readonly prototype: object }): UrlOfRedirect {
  const { prototype } = Response
  const url = getOwnPropertyDescriptor(prototype, 'url')?.get as () => string
  const redirected = getOwnPropertyDescriptor(prototype, 'redirected')?.get as () => boolean
  return (response) => (apply(redirected, response, []) ? apply(url, response, []) : undefined)
}
