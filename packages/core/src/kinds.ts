import { askedIn, firstContextBit } from './context.ts'
import type { Engine, Interest } from './engine.ts'
import { fieldsOf } from './event-fields.ts'
import { eventsByName } from './event-names.ts'
import type { EventName } from './generated/events.ts'
import type { GivenPath, GivenReaders, Operation, ReadField, Value } from './operation.ts'
import { append, hasOwn } from './primordials.ts'

/** Declares a kind of operation; see `Audit.operation`. */
export type Declare = <Name extends EventName, Call>(
  name: Name,
  readers: () => GivenReaders<Name, Call>,
  key?: (call: NoInfer<Call>, mask: number) => string | undefined,
  path?: GivenPath<NoInfer<Call>>,
) => Operation<Call>

/** The kinds of operations of a thread: what probes have declared. */
export interface Kinds {
  readonly declare: Declare
  /** Works out anew who listens to each. */
  refresh(): void
  /** Takes in which fields rules read by now, forgets what was known of calls, and works out who listens. */
  renew(): void
}

/** A kind of operation, with what a probe declared of it. */
interface Declared<Call> {
  readonly made: Operation<Call>
  readonly key: Operation<Call>['key']
  readonly path: GivenPath<Call> | undefined
  /** The kind declared before this one. A list would be appended to by `Object.defineProperty`, some fifty times a start. */
  readonly before: Declared<never> | undefined
}

/**
 * @param current whether the rules that this thread's events are written for are in force; undefined where no others can come
 * @param interest what the rules look at by now
 * @param listeners who listens to an event, by its id, as bits of {@link Operation.wanted}
 */
export function createKinds(current: NonNullable<Engine['replaceable']>['isCurrent'] | undefined, interest: () => Interest, listeners: Uint8Array): Kinds {
  const named = eventsByName()
  let last: Declared<never> | undefined

  const declare: Declare = <Name extends EventName, Call>(
    name: Name,
    readers: () => GivenReaders<Name, Call>,
    given?: (call: NoInfer<Call>, mask: number) => string | undefined,
    path?: GivenPath<NoInfer<Call>>,
  ): Operation<Call> => {
    const event = named[name]
    if (event === undefined) throw new TypeError(`\`${name}\` is not an event of the schema`)
    const mask = interest().fields[event.id] ?? 0
    // `askedIn`, written out (audit.ts).
    const context = mask >>> firstContextBit
    // What is known of a call is known of it by the rules that are in force.
    const key = given === undefined || current === undefined ? given : (call: Call, asked: number): string | undefined => (current() ? given(call, asked) : undefined)
    const made: Operation<Call> = {
      event,
      fields: [],
      given: undefined,
      complete: () => {
        complete(one, readers())
      },
      key: context === 0 ? key : undefined,
      wanted: listeners[event.id] ?? 0,
      mask,
      context,
      cache: undefined,
      prefilters: undefined,
      runtimeOwn: undefined,
      changed: undefined,
    }
    const one: Declared<Call> = { made, key, path, before: last }
    last = one
    return made
  }

  function refresh(): void {
    for (let one = last; one !== undefined; one = one.before) {
      const { made } = one
      made.wanted = listeners[made.event.id] ?? 0
      made.changed?.(made.wanted)
    }
  }

  return {
    declare,
    refresh,
    renew() {
      for (let one = last; one !== undefined; one = one.before) {
        const { made, key, path } = one
        made.cache = undefined
        made.prefilters = undefined
        made.mask = interest().fields[made.event.id] ?? 0
        made.context = askedIn(made.mask)
        made.key = made.context === 0 ? key : undefined
        if (path !== undefined && made.complete === undefined) made.given = made.context === 0 ? givenOf(made.fields, path) : undefined
      }
      refresh()
    },
  }
}

/**
 * Takes the readers of an operation's fields, when it is first raised.
 *
 * INVARIANT: an operation is complete or not begun. The application may have it raised where the stack ends, or a deadline of `vm` does: then it is begun anew.
 */
function complete<Call>({ made, path }: Declared<Call>, readers: object): void {
  const fields: ReadField<Call>[] = []
  const declared = fieldsOf(made.event)
  for (let i = 0; i < declared.length; i++) {
    const field = declared[i]
    if (field === undefined || !hasOwn(readers, field.name)) continue
    const read = (readers as Readonly<Record<string, (call: Call) => Value>>)[field.name]
    if (read === undefined) continue
    append(fields, { bit: field.bit, name: field.name, kind: field.kind, read })
  }
  made.fields = fields
  // The path alone settles nothing where rules read the circumstances too.
  if (path !== undefined && made.context === 0) made.given = givenOf(fields, path)
  made.complete = undefined
}

function givenOf<Call>(fields: readonly ReadField<Call>[], { field, text }: GivenPath<Call>): Operation<Call>['given'] {
  for (let i = 0; i < fields.length; i++) {
    const one = fields[i]
    if (one?.name === field) return { bit: one.bit, text }
  }
  return undefined
}
