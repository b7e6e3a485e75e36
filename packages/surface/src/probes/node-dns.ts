import { type Audit, type Method, type Operation, primordials, type Probe, replace, shared } from '@overt/core'
import { type Form, refuse } from './forms.ts'
import { textObject } from './given-path.ts'

const { apply } = primordials

/** A name that is about to be looked up. */
export interface Lookup {
  readonly host: string
  readonly family: number
}

/** The operation of `dns.lookup`. */
export const lookupOperation: (audit: Audit, program: string) => Operation<Lookup> = shared((audit, program) =>
  audit.operation('dns.lookup', () => ({ host: (call: Lookup) => call.host, family: (call: Lookup) => call.family, image: () => program })))

/** What the probe needs of the runtime. */
export interface NodeDns {
  readonly dns: object
  readonly promises: object
  readonly program: string
  readonly later: (work: () => void) => void
}

/**
 * `dns.lookup` of a function of the runtime's own, whose first argument is the name.
 *
 * @param form how it says that it failed
 */
export const lookingUp = (audit: Audit, program: string, form: Form, later: (work: () => void) => void) => {
  const operation = lookupOperation(audit, program)
  return (original: Method): Method => looking(audit, operation, original, form, later)
}

/** `dns.lookup` of `node:dns` and `node:dns/promises`. */
export const createNodeDnsProbe = ({ dns, promises, program, later }: NodeDns): Probe => ({
  events: ['dns.lookup'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = lookupOperation(audit, program)
    replace(dns, 'lookup', (original) => looking(audit, operation, original, 'callback', later))
    replace(promises, 'lookup', (original) => looking(audit, operation, original, 'promise', later))
    return []
  },
})

function looking(audit: Audit, operation: Operation<Lookup>, original: Method, form: Form, later: (work: () => void) => void): Method {
  return {
    lookup(this: unknown, host: unknown, options: unknown): unknown {
      // No name: an address in digits is answered without asking, and what is no text fails by itself.
      const given = operation.wanted === 0 ? undefined : typeof host === 'object' && host !== null ? textObject(host) : typeof host === 'string' ? { text: host, value: host } : undefined
      if (given === undefined || given.text === '' || isAddress(given.text)) return apply(original, this, arguments)
      const refusal = audit.raise(operation, { host: given.text, family: familyOf(options) })
      arguments[0] = given.value
      return refusal === undefined ? apply(original, this, arguments) : refuse(refusal.error, form, arguments, later)
    },
  }.lookup
}

function familyOf(options: unknown): number {
  const family: unknown = typeof options === 'object' && options !== null ? (options as { readonly family?: unknown }).family : options
  return family === 4 || family === 6 ? family : 0
}

const test = Function.prototype.call.bind(RegExp.prototype.test) as (pattern: RegExp, text: string) => boolean
const digits = /^(?:\d{1,3}\.){3}\d{1,3}$/
const hexadecimal = /^[0-9a-f:.]*:[0-9a-f:.]*(?:%.*)?$/i

/** The family of an address in digits; undefined for a name. */
export function addressFamily(host: string): 4 | 6 | undefined {
  if (test(digits, host)) return 4
  return test(hexadecimal, host) ? 6 : undefined
}

const isAddress = (host: string): boolean => addressFamily(host) !== undefined
