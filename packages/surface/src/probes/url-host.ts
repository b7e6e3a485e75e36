import { primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor } = primordials
const URLCaptured = URL
const StringCaptured = String
const part = (name: 'hostname' | 'port' | 'protocol'): ((url: URL) => string) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, name)?.get as () => string) as never
const hostname = part('hostname')
const portOf = part('port')
const protocolOf = part('protocol')

const ports: Readonly<Record<string, number | undefined>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 }

/** Where a URL leads, and what to hand on in its place, so that it is what was judged. */
export interface UrlHost {
  readonly host: string
  readonly port: number
  readonly input: unknown
}

/** Where a request leads, whatever the application has made of its class; undefined for what is none. */
export type UrlOfRequest = (input: unknown) => string | undefined

/** Takes what tells a request from the runtime's class `Request`, which must be as the runtime made it. The class is not asked what is one: the application can have it say anything. */
export function urlOfRequests(Request: { readonly prototype: object }): UrlOfRequest {
  const read = getOwnPropertyDescriptor(Request.prototype, 'url')?.get as never
  return (input) => {
    if (typeof input !== 'object' || input === null) return undefined
    try {
      const url = apply<unknown>(read, input, [])
      return typeof url === 'string' ? url : undefined
    } catch {
      return undefined
    }
  }
}

/**
 * The host and port of what `fetch` and its kin are given, read once; undefined for what leads to no host.
 *
 * @param urlOfRequest undefined as long as nobody can have a request
 */
export function hostOfUrl(input: unknown, urlOfRequest: UrlOfRequest | undefined): UrlHost | undefined {
  try {
    const asked = urlOfRequest?.(input)
    const url = new URLCaptured(asked ?? StringCaptured(input))
    const usual = ports[protocolOf(url)]
    if (usual === undefined) return undefined
    const given = portOf(url)
    const host = hostname(url)
    // An IPv6 address stands in brackets in a URL.
    const bare = primordials.startsWith(host, '[') ? primordials.slice(host, 1, -1) : host
    return { host: bare, port: given === '' ? usual : Number(given), input: asked === undefined ? url : input }
  } catch {
    return undefined
  }
}
