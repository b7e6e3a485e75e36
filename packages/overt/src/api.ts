import { createRequire } from 'node:module'
import type { AuditError as AuditErrorClass, EventFields, EventName, HookOptions } from '@overt/core'
import type { OpenHook } from './open-hook.ts'

/** One event and its fields. */
type EventArguments<Events> = { readonly [Name in keyof Events & string]: [name: Name, fields: Events[Name]] }[keyof Events & string]

/**
 * The application's own events and their fields, for the types of hooks and of {@link audit}. Declare yours:
 *
 * @example
 * declare module 'overt' {
 *   interface ApplicationEvents {
 *     'billing.refund': { readonly amount: number }
 *   }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- applications add to it
export interface ApplicationEvents {}

/**
 * An audit hook: it is called before an operation, and refuses it by throwing. What it throws is what the operation's caller gets. What it returns is
 * ignored. `fields` is frozen, and absent fields are those that the runtime does not know.
 */
export type AuditHook = (...event: EventArguments<Omit<EventFields, 'application.event'> & ApplicationEvents>) => void

/** What an application may put into an event. */
export type AuditFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

export type { EventFields, EventName, HookOptions, OpenHook }

interface Overt {
  readonly addAuditHook: (hook: AuditHook, options?: HookOptions) => boolean
  readonly audit: <Name extends string>(name: Name, fields?: Name extends keyof ApplicationEvents ? ApplicationEvents[Name] : AuditFields) => void
  readonly setOpenHook: (hook: OpenHook) => void
  readonly AuditError: typeof AuditErrorClass
}

const overt = createRequire(import.meta.url)('./register.cjs') as Overt

/**
 * Adds an audit hook to this thread, for good (PEP 578's `sys.addaudithook`). Hooks are called in the order in which they were added, after the rules; the
 * first that throws ends the chain. A hook that is added twice is called twice. Inside a hook no hook is called; rules still judge.
 *
 * @param options.events names and patterns (`fs.*`) of the events to see; all where it is absent
 * @returns whether it was added: a rule, or a hook before it, may refuse (`hook.add`); then it is recorded and said on standard error
 * @throws TypeError with the code `OVERT_HOOK` where `hook` is not a function
 * @throws OvertError `OVERT_HOOK` where a name in `events` means no event
 * @example
 * addAuditHook((name, fields) => {
 *   if (name === 'process.spawn') throw new Error(`no: ${fields.command_line}`)
 * })
 */
export const addAuditHook: Overt['addAuditHook'] = overt.addAuditHook

/**
 * Raises an event of the application's own (`sys.audit`): rules judge it, hooks see it, the record holds it. With nobody listening it checks nothing and
 * returns at once.
 *
 * @throws OvertError `OVERT_USAGE` for a name without a dot, one of overt's own, or a field that is no text, number, boolean or list of texts
 * @throws AuditError where a rule refuses, and whatever a hook throws
 * @example audit('billing.refund', { amount: 12 })
 */
export const audit: Overt['audit'] = overt.audit

/**
 * Sets the open hook of this thread, once (PEP 578's `PyFile_SetOpenCodeHook`): it supplies what runs in place of a file.
 *
 * @throws TypeError with the code `OVERT_HOOK` where `hook` is not a function
 * @throws OvertError `OVERT_OPEN_HOOK` where it is set already; AuditError, or what a hook throws, where `open_hook.set` is refused
 * @example setOpenHook((path) => (path.endsWith('.secret.js') ? decrypt(path) : undefined))
 */
export const setOpenHook: Overt['setOpenHook'] = overt.setOpenHook

/** Why a rule refused an operation: `event`, `rule` and `code` say which. */
export const AuditError: typeof AuditErrorClass = overt.AuditError
/** An instance of {@link AuditError}. */
export type AuditError = AuditErrorClass
