import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'
import { type Acted, type ActedEvent, type ActedOperation, type ActedOperations, actedOperations } from './acted.ts'
import { listOf, type PathOfDescriptor } from './acted-arguments.ts'
import { watchHandles } from './file-handles.ts'
import { type Form, refuse } from './forms.ts'
import { replaceClass } from './judged-class.ts'
import { withExtras } from './function-extras.ts'

const { apply, hasOwn } = primordials

/** Reads what a call acts on, each argument once, and puts back what was read, so that it is what is done. Nothing where there is nothing to judge: the platform's own error. */
export type ReadActed = (given: unknown[], self: unknown) => readonly Acted[]

/** A function that acts on files, and on what object; or a class, of which making one is the operation. */
export interface Actor {
  readonly holder: object
  readonly name: string
  readonly form: Form | 'class'
  readonly event: ActedEvent
  readonly read: ReadActed
  /** What it answers where it is refused, for a function that never fails. */
  readonly refused?: false
  /** What is called in place of the original, which would end in another function of the list. */
  readonly instead?: Method
}

/** What the probe needs of the runtime. */
export interface Acting {
  /** Asked when the probe is installed: what is loaded for it may keep functions that probes before it replace. */
  readonly list: () => readonly Actor[]
  /** The events of the list that this probe is for. */
  readonly events: readonly ActedEvent[]
  readonly folder: () => string
  readonly later: (work: () => void) => void
  /** The object of the promises of `node:fs`, whose `open` gives handles, asked for as the list is, and how their files are told. */
  readonly handles: { readonly promises: () => object; readonly pathOf: PathOfDescriptor } | undefined
}

/** `fs.mkdir`, `fs.list`, `fs.chmod` and the others that take a file by its name or its descriptor: each function of a list, none of which ends in another of the list. */
export const createActingProbe = ({ list, events, folder, later, handles }: Acting): Probe => ({
  events,
  capturable: true,
  bindings: [],
  install(audit) {
    const operations = actedOperations(audit, folder)
    const actors = list()
    for (let i = 0; i < actors.length; i++) {
      const actor = actors[i]
      if (actor !== undefined && isOneOf(events, actor.event)) put(audit, operations, actor, later)
    }
    if (handles !== undefined) watchHandles(audit, operations, handles.promises(), handles.pathOf, later)
    return []
  },
})

function isOneOf(events: readonly string[], event: string): boolean {
  for (let i = 0; i < events.length; i++) if (events[i] === event) return true
  return false
}

/** Replaces one function, or class, by one that is judged first. */
export function put(audit: Audit, operations: ActedOperations, actor: Actor, later: (work: () => void) => void): void {
  const { holder, name, form, event, read } = actor
  const operation = operations(event)
  if (form !== 'class') {
    replace(holder, name, (original) => withExtras(original, (method) => acting(audit, operation, method, actor, form, later)))
    return
  }
  replaceClass(holder, name, (given) => {
    const refusal = operation.wanted === 0 ? undefined : judged(audit, operation, read(given, undefined))
    if (refusal !== undefined) throw refusal.error
  })
}

function acting(audit: Audit, operation: ActedOperation, original: Method, actor: Actor, form: Form, later: (work: () => void) => void): Method {
  const { read } = actor
  // What an actor does not have is not what `Object.prototype` has.
  const refused = hasOwn(actor, 'refused') ? actor.refused : undefined
  const instead = hasOwn(actor, 'instead') ? (actor.instead ?? original) : original
  return {
    act(this: unknown): unknown {
      if (operation.wanted === 0) return apply(original, this, arguments)
      const given = listOf(arguments)
      let acted: readonly Acted[]
      try {
        acted = read(given, this)
      } catch (error) {
        // What a getter of the application throws, which the runtime would have met.
        return refuse(error, form === 'callback' ? 'sync' : form, given, later)
      }
      const refusal = judged(audit, operation, acted)
      if (refusal === undefined) return apply(acted.length === 0 ? original : instead, this, given)
      return refused === undefined ? refuse(refusal.error, form, given, later) : answer(refused, form, given, later)
    },
  }.act
}

function judged(audit: Audit, operation: ActedOperation, acted: readonly Acted[]): ReturnType<Audit['raise']> {
  for (let i = 0; i < acted.length; i++) {
    const refusal = audit.raise(operation, acted[i] as Acted)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

const resolve = Promise.resolve.bind(Promise) as (value: unknown) => Promise<unknown>

function answer(value: false, form: Form, given: readonly unknown[], later: (work: () => void) => void): unknown {
  if (form === 'promise') return resolve(value)
  const last = given[given.length - 1]
  if (form === 'sync' || typeof last !== 'function') return value
  later(() => {
    apply(last as (answer: false) => void, undefined, [value])
  })
  return undefined
}
