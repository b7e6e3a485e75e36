import type { Platform } from './platform.ts'
import { append } from './primordials.ts'

/** A JavaScript audit hook: it sees every event that it asked for, and refuses an operation by throwing. What it returns is ignored. */
export type Hook = (name: string, fields: Readonly<Record<string, unknown>>) => unknown

/** Why an operation does not go on: exactly what a hook threw, or the error of a rule. */
export interface Refusal {
  readonly error: unknown
  /** Whether a hook refused, and not a rule. */
  readonly hook: boolean
}

/** Hooks of one thread, in the order in which they were added. They cannot be removed (PEP 578). */
export interface HookChain {
  readonly length: number
  /** `events`: bits by event id, or undefined for all. */
  add(hook: Hook, events: Uint8Array | undefined): void
  /** Whether any hook asked for this event. */
  wants(event: number): boolean
  /** Calls the hooks that asked for the event; the first that throws ends the chain. Inside a hook nothing is called: rules still judge there. */
  run(event: number, name: string, fields: Readonly<Record<string, unknown>>): Refusal | undefined
}

/** @param reportPromise called once, when a hook returns a promise: it has decided nothing */
export function createHookChain(platform: Platform, reportPromise: () => void): HookChain {
  const hooks: { readonly hook: Hook; readonly events: Uint8Array | undefined }[] = []
  let promiseSeen = false
  let event = 0
  let name = ''
  let fields: Readonly<Record<string, unknown>> = {}
  let refusal: Refusal | undefined

  // One function for every call, so that nothing is made on the way. INVARIANT: `platform.enter` does not call it again while it runs.
  function callAll(): void {
    const currentEvent = event
    const currentName = name
    const currentFields = fields
    const length = hooks.length
    for (let i = 0; i < length; i++) {
      const entry = hooks[i]
      if (entry === undefined || (entry.events !== undefined && entry.events[currentEvent] !== 1)) continue
      const { hook } = entry
      try {
        const returned = hook(currentName, currentFields)
        if (!promiseSeen && typeof returned === 'object' && returned !== null && isPromiseLike(returned)) {
          promiseSeen = true
          reportPromise()
        }
      } catch (error) {
        refusal = { error, hook: true }
        return
      }
    }
  }

  return {
    get length() {
      return hooks.length
    },
    add: (hook, events) => {
      append(hooks, { hook, events })
    },
    wants(id) {
      for (let i = 0; i < hooks.length; i++) {
        const events = hooks[i]?.events
        if (events === undefined || events[id] === 1) return true
      }
      return false
    },
    run(id, eventName, eventFields) {
      const before = refusal
      event = id
      name = eventName
      fields = eventFields
      refusal = undefined
      if (!platform.enter(callAll)) {
        refusal = before
        return undefined
      }
      const found: Refusal | undefined = refusal
      refusal = undefined
      return found
    },
  }
}

function isPromiseLike(value: object): boolean {
  return typeof (value as { then?: unknown }).then === 'function'
}
