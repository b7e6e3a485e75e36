import { type Audit, type Method, primordials, replace } from '@overt/core'
import type { Acted, ActedEvent, ActedOperation, ActedOperations, ReadActed } from './acted.ts'
import { listOf } from './acted-arguments.ts'
import { type Form, refuse } from './forms.ts'
import { replaceClass } from './judged-class.ts'
import { withExtras } from './function-extras.ts'

const { apply, hasOwn } = primordials

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
