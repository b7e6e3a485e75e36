import { primordials } from '@overt/core'

const URLCaptured = URL
const RequestCaptured = Request
const StringCaptured = String
const part = (name: 'hostname' | 'port' | 'protocol'): ((url: URL) => string) =>
  Function.prototype.call.bind(Object.getOwnPropertyDescriptor(URL.prototype, name)?.get as () => string) as never
const hostname = part('hostname')
const portOf = part('port')
const protocolOf = part('protocol')
const urlOfRequest = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Request.prototype, 'url')?.get as () => string) as (request: unknown) => string

const ports: Readonly<Record<string, number | undefined>> = { 'http:': 80, 'https:': 443, 'ws:': 80, 'wss:': 443 }

/** Where a URL leads, and what to hand on in its place, so that it is what was judged. */
export interface UrlHost {
  readonly host: string
  readonly port: number
  readonly input: unknown
}

/** The host and port of what `fetch` and its kin are given, read once; undefined for what leads to no host. */
export function hostOfUrl(input: unknown): UrlHost | undefined {
  try {
    const isRequest = input instanceof RequestCaptured
    const url = new URLCaptured(isRequest ? urlOfRequest(input) : StringCaptured(input))
    const usual = ports[protocolOf(url)]
    if (usual === undefined) return undefined
    const given = portOf(url)
    const host = hostname(url)
    // An IPv6 address stands in brackets in a URL.
    const bare = primordials.startsWith(host, '[') ? primordials.slice(host, 1, -1) : host
    return { host: bare, port: given === '' ? usual : Number(given), input: isRequest ? input : url }
  } catch {
    return undefined
  }
}
