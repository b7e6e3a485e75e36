import { type Audit, type Method, type Operation, primordials, type Probe, replace, replaceEach } from '@overt/core'
import { type Form, refuse } from './forms.ts'
import { type GivenPath, textObject } from './given-path.ts'

const { apply, hasOwn, slice, StringCaptured, toUpperCase } = primordials

interface Query {
  readonly host: string
  readonly type: string
}

const ofType = ['resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNaptr', 'resolveNs', 'resolvePtr', 'resolveSoa', 'resolveSrv', 'resolveTlsa', 'resolveTxt'] as const

/** An object whose functions ask a name server: `node:dns`, its promises, the prototype of a `Resolver`, `Bun.dns`. */
export interface Asking {
  readonly holder: object
  readonly form: Form
  /** Whether any object is made a text there, as Deno's own functions do. */
  readonly converts?: boolean
  /** The name of its `resolve`, where it is another. */
  readonly named?: string
  /** Whether its other functions end in those of another object of the list. */
  readonly lookupServiceOnly?: boolean
}

interface NodeDns {
  readonly Resolver: { readonly prototype: object }
}

/** The resolvers of `node:dns` and of its promises, in which their functions end on Deno; on Bun these end in `Bun.dns`. */
export const resolversOf = (dns: NodeDns, promises: NodeDns): readonly Asking[] => [
  { holder: dns.Resolver.prototype, form: 'callback' },
  { holder: promises.Resolver.prototype, form: 'promise' },
]

/** What the probe needs of the runtime. */
export interface Resolving {
  readonly asking: readonly Asking[]
  readonly program: string
  readonly later: (work: () => void) => void
}

/** `dns.resolve` by `resolve`, `resolve4` and their kin; `dns.reverse` by `reverse` and `lookupService`. */
export const createResolveProbe = ({ asking, program, later }: Resolving): Probe => ({
  events: ['dns.resolve', 'dns.reverse'],
  capturable: true,
  bindings: [],
  install(audit) {
    const resolve = audit.operation('dns.resolve', () => ({ host: (call: Query) => call.host, type: (call: Query) => call.type, image: () => program }))
    const reverse = audit.operation('dns.reverse', () => ({ host: (call: Query) => call.host, image: () => program }))
    for (let i = 0; i < asking.length; i++) {
      const one = asking[i]
      if (one === undefined) continue
      const { holder, form } = one
      // What is not said is not what `Object.prototype` says.
      const converts = hasOwn(one, 'converts') && one.converts === true
      const named = hasOwn(one, 'named') ? one.named : undefined
      const lookupServiceOnly = hasOwn(one, 'lookupServiceOnly') && one.lookupServiceOnly === true
      const judged = (operation: Operation<Query>, type: (second: unknown) => string) => (original: Method) => querying(audit, operation, original, form, type, converts, later)
      replace(holder, 'lookupService', judged(reverse, () => ''))
      if (lookupServiceOnly) continue
      replace(holder, 'reverse', judged(reverse, () => ''))
      replace(holder, named ?? 'resolve', judged(resolve, (second) => (typeof second === 'string' ? toUpperCase(second) : 'A')))
      replaceEach(holder, ofType, (original, method) => judged(resolve, () => typeOf(method))(original))
    }
    return []
  },
})

const typeOf = (method: string): string => (method === 'resolve4' ? 'A' : method === 'resolve6' ? 'AAAA' : toUpperCase(slice(method, 'resolve'.length)))

function querying(audit: Audit, operation: Operation<Query>, original: Method, form: Form, type: (second: unknown) => string, converts: boolean, later: (work: () => void) => void): Method {
  return {
    query(this: unknown, host: unknown, second: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const given = typeof host === 'string' ? { text: host, value: host } : typeof host !== 'object' || host === null ? undefined : (textObject(host) ?? (converts ? converted(host) : undefined))
      // What is no name is left to the platform's own error.
      if (given === undefined) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { host: given.text, type: type(second) })
      arguments[0] = given.value
      return refusal === undefined ? apply(original, this, arguments) : refuse(refusal.error, form, arguments, later)
    },
  }.query
}

function converted(host: object): GivenPath {
  const text = StringCaptured(host)
  return { text, value: text }
}
