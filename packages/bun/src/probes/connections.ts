import { type Audit, like, type Method, primordials, type Probe, replace, requestOperation } from '@overt/core'
import { createFetching, createRaiseConnection, lookingUp, optionsAt, type RaiseConnection, replaceConnectingClass, sessionOperation, settledAt, targetOfUrl, urlOfRedirects } from '@overt/surface'
import { askedOfFetch } from './fetch-input.ts'

const { apply, defineData, defineProperty, getOwnPropertyDescriptor, NumberCaptured } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>
const StringCaptured = String
const urlOfRedirect = urlOfRedirects(Response)
const run = (work: () => void): void => {
  work()
}

/** `http.request` of `fetch` and `WebSocket`; `tls.connect` of `Bun.connect`; `net.connect`, with `dns.lookup` where a name is given, of `Bun.connect` and `fetch`, which opens files too. */
export const createBunConnectionsProbe = (bun: object, global: object, program: string, folder: () => string): Probe => ({
  events: ['http.request', 'tls.connect', 'net.connect', 'dns.lookup', 'fs.open'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const connection = createRaiseConnection(audit, program, folder, false)
    replace(bun, 'connect', (original) => connecting(audit, connection.wanted, connection.raise, original))
    const fetching = createFetching(audit, { program, folder, asked: askedOfFetch, redirects: () => urlOfRedirect })
    replace(global, 'fetch', (original) => withPreconnect(fetching(original), original, connection.raise))
    const { dns } = bun as { readonly dns: object }
    replace(dns, 'lookup', lookingUp(audit, program, 'promise', run))
    replace(dns, 'prefetch', lookingUp(audit, program, 'sync', run))
    const request = requestOperation(audit)
    replaceConnectingClass(global, 'WebSocket', { ...connection, request, raiseRequest: (call) => audit.raise(request, call), protocol: 'websocket' })
    return [{ event: 'net.connect', reason: 'unavailable', detail: '`Bun.fetch` and `Bun.FetchSession` cannot be replaced, and read `file:` URLs too; nor is what Bun has of its own as undici, ws, node-fetch, isomorphic-fetch and @vercel/fetch; `fetch` is seen' }]
  },
})

function connecting(audit: Audit, wanted: () => boolean, raise: RaiseConnection, original: Method): Method {
  const session = sessionOperation(audit)
  return {
    connect(this: unknown, options: unknown): unknown {
      if ((!wanted() && session.wanted === 0) || typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const given: unknown[] = [options]
      const fixed = optionsAt(given, 0, ['hostname', 'port', 'tls', 'unix'])
      const { unix } = fixed
      const hostname = StringCaptured(settledAt(fixed, 'hostname', StringCaptured))
      const port = NumberCaptured(settledAt(fixed, 'port', NumberCaptured))
      const tls = [fixed['tls']]
      const { rejectUnauthorized } = optionsAt(tls, 0, ['rejectUnauthorized'])
      if (tls[0] !== fixed['tls']) defineData(fixed, 'tls', tls[0], true, true, true)
      const isSecure = tls[0] !== undefined && tls[0] !== false
      const secured = session.wanted === 0 || !isSecure ? undefined : audit.raise(session, { host: unix === undefined ? hostname : undefined, port: unix === undefined ? port : undefined, verify: rejectUnauthorized !== false })
      if (secured !== undefined) return reject(secured.error)
      const refusal = !wanted() ? undefined : raise(
        unix === undefined ? { host: hostname, port, path: undefined } : { host: undefined, port: undefined, path: StringCaptured(unix) },
      )
      return refusal === undefined ? apply(original, this, given) : reject(refusal.error)
    },
  }.connect
}

/** `fetch.preconnect`, which connects too. */
function withPreconnect(fetch: Method, original: Method, raise: RaiseConnection): Method {
  const descriptor = getOwnPropertyDescriptor(original, 'preconnect')
  if (typeof descriptor?.value !== 'function') return fetch
  const preconnects = descriptor.value as Method
  const { preconnect } = {
    preconnect(this: unknown, url: unknown): unknown {
      const text = StringCaptured(url)
      const target = targetOfUrl(text)
      const refusal = target === undefined || target.file !== undefined ? undefined : raise({ ...target, path: undefined })
      if (refusal !== undefined) throw refusal.error
      arguments[0] = text
      return apply(preconnects, this, arguments)
    },
  }
  return defineProperty(fetch, 'preconnect', { __proto__: null, ...descriptor, value: like(preconnect, preconnects) } as PropertyDescriptor)
}
