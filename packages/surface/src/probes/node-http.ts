import { type Audit, type HttpAgents, httpRequestOf, type Method, primordials, type Probe, readHttpArguments, refuseHttp, replace, requestOperation, type UrlReading } from '@overt/core'
import { listOf } from './acted-arguments.ts'
import { replaceClass } from './judged-class.ts'

const { apply } = primordials

/** What the probe needs of the runtime. */
export interface NodeHttp {
  readonly http: HttpAgents & object
  /** `node:_http_client`, where the runtime has one: the same class. */
  readonly client: object | undefined
  /** `node:https`, where its functions do not construct the public `ClientRequest`. */
  readonly https: (HttpAgents & object) | undefined
  readonly url: Pick<UrlReading, 'urlToHttpOptions'>
}

const URLCaptured = URL
const functions = ['request', 'get'] as const

/** `http.request` of `node:http` and `node:https`. A request that is refused fails as one whose agent cannot connect: it emits `error`, and nothing was connected. */
export const createNodeHttpProbe = ({ http, client, https, url }: NodeHttp): Probe => ({
  events: ['http.request'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const operation = requestOperation(audit)
    const reading: UrlReading = { urlToHttpOptions: url.urlToHttpOptions, URL: URLCaptured }

    function before(given: unknown[], agents: HttpAgents, isSecure: boolean): void {
      const options = readHttpArguments(given, reading, agents)
      // What `https` does itself, before it makes the request.
      if (isSecure) options['_defaultAgent'] ??= agents.globalAgent
      const refusal = audit.raise(operation, httpRequestOf(options))
      if (refusal !== undefined) refuseHttp(options, refusal.error)
    }

    function watch(holder: HttpAgents & object, isSecure: boolean): void {
      for (let i = 0; i < functions.length; i++) {
        replace(holder, functions[i] ?? '', (original): Method => ({
          request(this: unknown): unknown {
            if (operation.wanted === 0) return apply(original, this, arguments)
            const given = listOf(arguments)
            before(given, holder, isSecure)
            return apply(original, this, given)
          },
        }).request)
      }
    }

    watch(http, false)
    if (https !== undefined) watch(https, true)
    replaceClass(http, 'ClientRequest', (given) => {
      if (operation.wanted !== 0) before(given, http, false)
    })
    if (client !== undefined) replace(client, 'ClientRequest', () => (http as unknown as { readonly ClientRequest: Method }).ClientRequest)
    return operation.wanted === 0 ? [] : [{ event: 'http.request', reason: 'partial', detail: 'requests of a session of `node:http2` are not seen; its connection is' }]
  },
})
