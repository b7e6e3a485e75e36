import type { Platform } from './platform.ts'
import { append } from './primordials.ts'

/** The slot of the guard that all hooks from there on share: the runtime package has those behind it for itself. */
const lastSlot = 59

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
  /**
   * Calls the hooks that asked for the event; the first that throws ends the chain. What a hook does itself is judged, recorded, and seen by the other
   * hooks; only the hook itself is not called inside itself. Were no hook called there, any package could add one to be unseen in it.
   */
  run(event: number, name: string, fields: Readonly<Record<string, unknown>>): Refusal | undefined
}

/** @param reportPromise called once, when a hook returns a promise: it has decided nothing */
export function createHookChain(platform: Platform, reportPromise: () => void): HookChain {
  const hooks: { readonly hook: Hook; readonly events: Uint8Array | undefined }[] = []
  let promiseSeen = false
  let name = ''
  let fields: Readonly<Record<string, unknown>> = {}
  let current: Hook | undefined
  let refusal: Refusal | undefined

  // One function for every call, so that nothing is made on the way. It takes what it needs before the hook runs: that may raise events of its own.
  function callCurrent(): void {
    const hook = current
    if (hook === undefined) return
    try {
      const returned = hook(name, fields)
      if (!promiseSeen && typeof returned === 'object' && returned !== null && isPromiseLike(returned)) {
        promiseSeen = true
        reportPromise()
      }
    } catch (error) {
      refusal = { error, hook: true }
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
      const { length } = hooks
      for (let i = 0; i < length; i++) {
        const entry = hooks[i]
        if (entry === undefined || (entry.events !== undefined && entry.events[id] !== 1)) continue
        current = entry.hook
        name = eventName
        fields = eventFields
        refusal = undefined
        if (!platform.enter(callCurrent, i < lastSlot ? i : lastSlot)) continue
        const found: Refusal | undefined = refusal
        refusal = undefined
        if (found !== undefined) return found
      }
      return undefined
    },
  }
}

function isPromiseLike(value: object): boolean {
  return typeof (value as { then?: unknown }).then === 'function'
}
