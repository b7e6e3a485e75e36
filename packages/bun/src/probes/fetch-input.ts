import { primordials } from '@overt/core'
import { type AskedOfFetch, type Connection, methodOfRequests, targetOfUrl, urlOfRequests } from '@overt/surface'

const { apply, defineProperty, getOwnPropertyDescriptor } = primordials
const { construct, getPrototypeOf } = Reflect
const RequestCaptured = Request
const RequestPrototype = Request.prototype
const StringCaptured = String
const create = Object.create as (prototype: object) => object
const urlOfRequest = urlOfRequests(Request)
const methodOfRequest = methodOfRequests(Request)
const getterOf = (name: 'url' | 'method'): unknown => getOwnPropertyDescriptor(RequestPrototype, name)?.get
const nativeUrl = getterOf('url')
const nativeMethod = getterOf('method')
const href = Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get as never

type Values = Readonly<Record<string, unknown>>
const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function'

/**
 * What Bun's `fetch` makes of its arguments: a text, a `URL`, a request, or any object with a `url`. Its options, and such an object, can have it connect to a socket of the file system
 * (`unix`) or to a proxy instead.
 */
export function askedOfFetch(input: unknown, options: unknown): AskedOfFetch {
  const around = detour(options)
  const method = around.method ?? 'GET'
  if (!isObject(input)) return { ...around, method, url: StringCaptured(input), input }
  const request = urlOfRequest(input)
  if (request !== undefined) {
    // One that is made of it has the method that its own class says.
    const handed: unknown = isItself(input) ? input : construct(RequestCaptured, [request, input])
    return { ...around, method: around.method ?? methodOfRequest(handed) ?? 'GET', url: request, input: handed }
  }
  const text = urlText(input) ?? StringCaptured(input)
  if (targetOfUrl(text) !== undefined) return { ...around, method, url: text, input: text }
  const url = StringCaptured((input as Values)['url'])
  const own = detour(input)
  const fixed = create(input)
  put(fixed, 'url', url)
  put(fixed, 'unix', own.unix)
  put(fixed, 'proxy', own.proxy)
  if (own.method !== undefined) put(fixed, 'method', own.method)
  return { url, method: around.method ?? own.method ?? 'GET', input: fixed, options: around.options, connection: around.connection ?? own.connection }
}

/** Bun asks a request for its `url` as any object: one that could say another, or another method, is not handed on. */
const isItself = (request: object): boolean =>
  getPrototypeOf(request) === RequestPrototype && getOwnPropertyDescriptor(request, 'url') === undefined && getOwnPropertyDescriptor(request, 'method') === undefined && getterOf('url') === nativeUrl && getterOf('method') === nativeMethod

function urlText(input: object): string | undefined {
  try {
    return apply<string>(href, input, [])
  } catch {
    return undefined
  }
}

function detour(options: unknown): { readonly options: unknown; readonly connection: Connection | undefined; readonly method?: string; readonly unix?: unknown; readonly proxy?: unknown } {
  if (!isObject(options)) return { options, connection: undefined }
  const { method: named, unix, proxy } = options as Values
  const method = named === undefined ? undefined : StringCaptured(named)
  const through = proxyOf(proxy)
  if (unix === undefined && through === undefined && method === undefined) return { options, connection: undefined }
  const fixed = create(options)
  put(fixed, 'unix', unix)
  put(fixed, 'proxy', through)
  if (method !== undefined) put(fixed, 'method', method)
  const target = typeof unix === 'string' || through === undefined ? undefined : targetOfUrl(through.url)
  const connection = typeof unix === 'string' ? { host: undefined, port: undefined, path: unix } : target === undefined || target.file !== undefined ? undefined : { ...target, path: undefined }
  return { options: fixed, connection, ...(method === undefined ? {} : { method }), unix, proxy: through }
}

/** A proxy is a URL, or an object that has one. */
function proxyOf(proxy: unknown): { readonly url: string } | undefined {
  if (proxy === undefined || proxy === null || proxy === '') return undefined
  if (!isObject(proxy)) return { url: StringCaptured(proxy) }
  const text = urlText(proxy)
  if (text !== undefined) return { url: text }
  const fixed = create(proxy)
  const url = StringCaptured((proxy as Values)['url'])
  put(fixed, 'url', url)
  return fixed as { readonly url: string }
}

function put(holder: object, name: string, value: unknown): void {
  defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}
