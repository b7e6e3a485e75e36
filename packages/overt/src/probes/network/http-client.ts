import { urlToHttpOptions } from 'node:url'
import { type Audit, type Gap, type HttpAgents, type HttpOptions, httpRequestOf, readHttpArguments, refuseHttp, requestOperation } from '@overt/core'
import { type Constructor, inPlaceOf } from '../compiling-class.ts'
import { isLoaded } from '../builtin-loads.ts'
import { noteJudged, watchHead } from './http-head.ts'
import { type Method, replace } from '../patch.ts'
import { getBuiltinModule, URLCaptured } from '../../captured.ts'

/**
 * `http.request` for `http` and `https`: `ClientRequest`, which both construct, and which they take from its module when they are loaded: it is
 * replaced before them. A request that is refused fails as one whose agent cannot connect: it emits `error`, and nothing was connected.
 */
export function installHttpClient(audit: Audit): readonly Gap[] {
  const late = isLoaded('http')
  const operation = requestOperation(audit)
  const agents = getBuiltinModule('node:_http_agent' as 'node:http') as unknown as HttpAgents
  const client = getBuiltinModule('node:_http_client' as 'node:http') as { readonly ClientRequest: { readonly prototype: object } }
  replace(client, 'ClientRequest', (original) => inPlaceOf(original as unknown as Constructor, (given) => {
    if (operation.wanted === 0) return
    const options = readHttpArguments(given, { urlToHttpOptions, URL: URLCaptured }, agents)
    const refusal = audit.raise(operation, httpRequestOf(options))
    if (refusal !== undefined) refuseHttp(options, refusal.error)
  }, (make, given) => {
    const request = make()
    const call = operation.wanted === 0 ? undefined : httpRequestOf(given[0] as HttpOptions)
    if (call !== undefined) noteJudged(request, call)
    return request
  }, true) as unknown as Method)
  watchHead(audit, operation, client.ClientRequest.prototype)
  return late ? [{ event: 'http.request', reason: 'late', detail: '`http` was loaded before: its requests are not seen' }] : []
}
