import { type Audit, type Method, primordials, type Refusal, requestOperation } from '@overt/core'
import { type Connection, createRaiseConnection } from './connecting.ts'
import { openOperation, opens } from './opening.ts'
import { requestOfUrl, targetOfUrl, type UrlOfRedirect } from './url-target.ts'

const { apply, argumentAt, hasOwn, then } = primordials
const reject = Promise.reject.bind(Promise) as (error: unknown) => Promise<never>

/** What a `fetch` was given, read once. */
export interface Asked {
  readonly url: string
  /** GET where neither the request nor the options say another. */
  readonly method: string
  /** What the runtime gets in place of the arguments, so that it does what was judged. */
  readonly input: unknown
  readonly options: unknown
  /** Where the options have it connect whatever the URL says. */
  readonly connection?: Connection | undefined
}

/** What a runtime's `fetch` has of its own. */
export interface Fetching {
  readonly program: string
  readonly folder: () => string
  /** Reads the arguments. */
  readonly asked: (input: unknown, options: unknown) => Asked
  /** Asked for before the runtime's `fetch` is called. */
  readonly redirects: () => UrlOfRedirect
}

/**
 * `fetch`: a request and its connection, or the opening of a file where the URL is one's. Where redirects lead is known when the answer is there, and told then: the application does not
 * get the answer of a request that is refused.
 */
export function createFetching(audit: Audit, { program, folder, asked, redirects }: Fetching): (original: Method) => Method {
  const connection = createRaiseConnection(audit, program, folder, false)
  const opening = openOperation(audit, folder)
  const request = requestOperation(audit)
  const raise = (url: string, method: string, through: Connection | undefined): Refusal | undefined => {
    const target = targetOfUrl(url)
    const asking = request.wanted === 0 ? undefined : requestOfUrl(url, method, 'fetch')
    const refused = asking === undefined ? undefined : audit.raise(request, asking)
    if (refused !== undefined || target === undefined) return refused
    if (target.file !== undefined) return opening.wanted === 0 ? undefined : audit.raise(opening, { path: target.file, flags: opens.read })
    return connection.wanted() ? connection.raise(through ?? { host: target.host, port: target.port, path: undefined }) : undefined
  }
  return (original) => ({
    fetch(this: unknown, given: unknown): unknown {
      if (!connection.wanted() && (opening.wanted | request.wanted) === 0) return apply(original, this, arguments)
      let call: Asked
      try {
        call = asked(given, argumentAt(arguments, 1))
      } catch (error) {
        // What a getter of the application throws, which the runtime would have met.
        return reject(error)
      }
      const { method } = call
      const through = hasOwn(call, 'connection') ? call.connection : undefined
      const refusal = raise(call.url, method, through)
      if (refusal !== undefined) return reject(refusal.error)
      arguments[0] = call.input
      if (arguments.length > 1) arguments[1] = call.options
      const redirectOf = redirects()
      return then(apply(original, this, arguments), (response: unknown) => {
        const url = redirectOf(response)
        const late = url === undefined ? undefined : raise(url, method, through)
        if (late !== undefined) throw late.error
        return response
      })
    },
  }).fetch
}
