import { primordials } from '@overt/core'
import type { RaiseConnection } from './connecting.ts'
import { replaceClass } from './judged-class.ts'
import { targetOfUrl } from './url-target.ts'

const { StringCaptured } = primordials

/** `net.connect` of a class whose first argument is the URL that it connects to, of which the text is read once. */
export function replaceConnectingClass(holder: object, name: string, connection: { readonly raise: RaiseConnection; readonly wanted: () => boolean }): void {
  replaceClass(holder, name, (given) => {
    if (!connection.wanted() || given.length === 0) return
    const url = StringCaptured(given[0])
    given[0] = url
    const target = targetOfUrl(url)
    // What is no URL is left to the platform's own error.
    const refusal = target === undefined || target.file !== undefined ? undefined : connection.raise({ ...target, path: undefined })
    if (refusal !== undefined) throw refusal.error
  })
}
