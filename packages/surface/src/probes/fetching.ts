import { type Audit, type Method, primordials, requestOperation } from '@overt/core'
import { type Connection, createRaiseConnection } from './connecting.ts'
import { openOperation, opens } from './opening.ts'
import { requestOfUrl, targetOfUrl } from './url-target.ts'

const { apply, argumentAt, hasOwn } = primordials
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
}

/** `fetch`: a request and its connection, or the opening of a file where the URL is one's. */
export function createFetching(audit: Audit, { program, folder, asked }: Fetching): (original: Method) => Method {
  const connection = createRaiseConnection(audit, program, folder, false)
  const opening = openOperation(audit, folder)
  const request = requestOperation(audit)
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
      const target = targetOfUrl(call.url)
      const asking = request.wanted === 0 ? undefined : requestOfUrl(call.url, call.method, 'fetch')
      const refused = asking === undefined ? undefined : audit.raise(request, asking)
      const refusal = refused ?? (
        target?.file !== undefined
          ? opening.wanted === 0 ? undefined : audit.raise(opening, { path: target.file, flags: opens.read })
          : target === undefined || !connection.wanted() ? undefined : connection.raise((hasOwn(call, 'connection') ? call.connection : undefined) ?? { host: target.host, port: target.port, path: undefined }))
      if (refusal !== undefined) return reject(refusal.error)
      arguments[0] = call.input
      if (arguments.length > 1) arguments[1] = call.options
      return apply(original, this, arguments)
    },
  }).fetch
}
