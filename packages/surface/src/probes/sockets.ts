import { type HttpRequest, type Operation, primordials, type Refusal } from '@overt/core'
import type { RaiseConnection } from './connecting.ts'
import { replaceClass } from './judged-class.ts'
import { requestOfUrl, targetOfUrl } from './url-target.ts'

const { StringCaptured } = primordials

/** How a class says what it asks for: its connection, and its request. */
export interface Connecting {
  readonly raise: RaiseConnection
  readonly wanted: () => boolean
  readonly request: Operation<HttpRequest>
  readonly raiseRequest: (call: HttpRequest) => Refusal | undefined
  readonly protocol: 'websocket' | 'eventsource'
}

/** `http.request` and `net.connect` of a class whose first argument is the URL that it connects to, of which the text is read once. */
export function replaceConnectingClass(holder: object, name: string, { raise, wanted, request, raiseRequest, protocol }: Connecting): void {
  replaceClass(holder, name, (given) => {
    if ((!wanted() && request.wanted === 0) || given.length === 0) return
    const url = StringCaptured(given[0])
    given[0] = url
    const target = targetOfUrl(url)
    // What is no URL is left to the platform's own error.
    if (target === undefined || target.file !== undefined) return
    const call = request.wanted === 0 ? undefined : requestOfUrl(url, 'GET', protocol)
    const refusal = (call === undefined ? undefined : raiseRequest(call)) ?? (wanted() ? raise({ ...target, path: undefined }) : undefined)
    if (refusal !== undefined) throw refusal.error
  })
}
