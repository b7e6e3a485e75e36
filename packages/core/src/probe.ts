import type { EventName } from './generated/events.ts'
import type { Audit } from './audit.ts'

/** The patches of one domain. A probe knows its domain and what {@link Audit} offers it; nothing else. */
export interface Probe {
  /** The events that it raises. */
  readonly events: readonly EventName[]
  /**
   * Whether the application can keep an original that was handed out before the probe was installed. Such a probe is installed at start where anything may
   * still ask for its events; when it is asked for later all the same, an `overt.gap` with reason `late` says so.
   */
  readonly capturable: boolean
  /**
   * The bindings of the runtime that it patches. It is installed when the runtime has loaded the first of them, or the application asks for one (`process.binding`), before
   * it is handed out.
   */
  readonly bindings: readonly string[]
  /**
   * Whether the runtime itself does nothing with what it patches that is an event, and nobody else has it before the application asks for a binding: it is installed then. It is at once
   * where other code has run before.
   */
  readonly onlyAsked?: true
  /** The module of the runtime that it patches, without `node:`: what is waited for in place of the bindings. It is installed at once where this runtime has none by this name. */
  readonly module?: string
  /**
   * Patches. Called once, when the first rule, hook or record asks for one of the events. Returns why an event cannot be raised here.
   *
   * @param isFirst whether nothing but the runtime has run in this thread, so that nobody else has what it patches
   */
  install(audit: Audit, isFirst?: boolean): readonly Gap[]
}

/** An event that this runtime cannot raise, and why. */
export interface Gap {
  readonly event: EventName
  readonly reason: string
  readonly detail: string
}
