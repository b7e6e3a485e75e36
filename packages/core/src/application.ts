import type { ThreadAudit } from './audit.ts'
import { OvertError } from './error.ts'
import { eventNamed } from './event-names.ts'
import type { Value } from './operation.ts'
import { append, getOwnPropertyDescriptor, indexOf, isArray, keys, StringCaptured } from './primordials.ts'

/** What `audit()` takes: text, numbers, booleans, and lists of texts. */
export type ApplicationFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/**
 * Raises an event of the application's own (sys.audit). With nobody listening it checks nothing and returns at once, as in CPython.
 *
 * @throws OvertError `OVERT_USAGE` for a name without a dot or one of overt's own, fields that are no object, or a field that is no text, number, boolean or list of texts
 * @throws AuditError when a rule refuses, and whatever a hook throws
 */
export function createApplicationAudit(thread: ThreadAudit): (name: string, fields?: ApplicationFields) => void {
  return function audit(name: string, fields: ApplicationFields = {}): void {
    if (thread.wanted(1) === 0) return
    if (typeof name !== 'string' || indexOf(name, '.') === -1) throw usage(`the event \`${nameOf(name)}\` needs a name with a dot, like \`billing.refund\``)
    if (eventNamed(name) !== undefined) throw usage(`the event \`${name}\` is overt's own: choose another name`)
    // What JavaScript passes is held to no type.
    const given: unknown = fields
    if (typeof given !== 'object' || given === null || isArray(given)) throw usage(`the fields of the event \`${name}\` must be an object, like \`{ amount: 12 }\``)
    const copy = { __proto__: null } as unknown as Record<string, Value>
    const names = keys(fields)
    for (let i = 0; i < names.length; i++) {
      const field = names[i] ?? ''
      copy[field] = checked(name, field, getOwnPropertyDescriptor(fields, field)?.value)
    }
    const refusal = thread.raiseNamed(name, copy, names)
    if (refusal !== undefined) throw refusal.error
  }
}

const nameOf = (name: unknown): string => StringCaptured(name)

const usage = (message: string): OvertError => new OvertError('OVERT_USAGE', message)

function checked(event: string, field: string, value: unknown): Value {
  if (value === undefined || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (!isArray(value)) throw usage(`field \`${field}\` of the event \`${event}\` must be a text, a number, a boolean or a list of texts`)
  const list: string[] = []
  for (let i = 0; i < value.length; i++) {
    const element: unknown = value[i]
    if (typeof element !== 'string') throw usage(`field \`${field}\` of the event \`${event}\` must hold nothing but texts`)
    append(list, element)
  }
  return list
}
