import { primordials } from '@overt/core'
import { methodOfRequests, type UrlOfRedirect, urlOfRedirects, type UrlOfRequest, urlOfRequests } from '@overt/surface'
import { whenRead } from './lazy.ts'

const { apply, getOwnPropertyDescriptor } = primordials

/** What a request says of itself, whatever the application made of its class. */
export interface ReadRequest {
  readonly url: UrlOfRequest
  readonly method: UrlOfRequest
}

/** Of what is behind `Deno[Deno.internal]`: what serves, and so makes requests. */
const serving = ['serveHttpOnListener', 'serveHttpOnConnection'] as const

/**
 * Deno's `Request`, taken when the application can first have one and not at the start, for Deno loads all of its `fetch` with it: when the global is first read, or something that serves, which
 * hands out requests though nobody names the class. Where one of these is no accessor, at once. (`deno serve` hands requests to a main module that names nothing; it runs no preload at all.)
 *
 * @returns the class as it was then; undefined as long as nobody can have a request
 */
export function createRequests(global: object, deno: typeof Deno): () => ReadRequest | undefined {
  const descriptor = getOwnPropertyDescriptor(global, 'Request')
  let taken: ReadRequest | undefined
  function take(): void {
    if (taken !== undefined) return
    const Request = classOf(global, descriptor)
    taken = { url: urlOfRequests(Request), method: methodOfRequests(Request) }
  }
  const internals = (deno as unknown as Record<symbol, object>)[deno.internal] ?? {}
  whenRead(global, ['Request'], take)
  whenRead(deno, ['serve'], take)
  whenRead(internals, serving, take)
  return () => taken
}

/** Of what serves a response that was kept: `caches`. */
const keeping = ['Response', 'caches', 'CacheStorage', 'Cache'] as const

/**
 * Deno's `Response`, taken as its `Request` is: when the application can first have one, or asks `fetch` for one.
 *
 * @returns where redirects led, of a response
 */
export function createRedirects(global: object): () => UrlOfRedirect {
  const descriptor = getOwnPropertyDescriptor(global, 'Response')
  let taken: UrlOfRedirect | undefined
  const take = (): UrlOfRedirect => (taken ??= urlOfRedirects(classOf(global, descriptor)))
  whenRead(global, keeping, take)
  return take
}

/** Deno's own class, whatever the application has put in its place. */
const classOf = (global: object, descriptor: PropertyDescriptor | undefined): { readonly prototype: object } =>
  (descriptor?.get === undefined ? descriptor?.value : apply(descriptor.get as never, global, [])) as { readonly prototype: object }
