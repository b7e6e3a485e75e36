/**
 * Starts overt in this thread, before the application: `bun --preload @overt/bun/register app.ts`.
 *
 * @module
 */

/** What an application may put into an event: texts, numbers, booleans, and lists of texts. */
export type AuditFields = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/**
 * An audit hook: it is called before an operation with the event's name and its fields, and refuses the operation by throwing; what it throws is what the
 * operation's caller gets. What it returns is ignored.
 */
export type AuditHook = (name: string, fields: Readonly<Record<string, unknown>>) => unknown

/** What {@link addAuditHook} takes besides the hook. */
export interface HookOptions {
  /** Names and patterns (`fs.*`) of the events to see; all where it is absent. */
  readonly events?: readonly string[]
}

/**
 * Adds an audit hook to this thread, for good (PEP 578's `sys.addaudithook`). Hooks are called in the order in which they were added, after the rules.
 *
 * @param hook called before each operation
 * @param options which events it sees
 * @returns whether it was added: a rule, or a hook before it, may refuse
 * @throws TypeError with the code `OVERT_HOOK` where `hook` is not a function
 * @example
 * ```ts
 * import { addAuditHook } from '@overt/bun'
 *
 * addAuditHook((name, fields) => {
 *   if (name === 'process.spawn') throw new Error(`no: ${String(fields.command_line)}`)
 * })
 * ```
 */
export declare const addAuditHook: (hook: AuditHook, options?: HookOptions) => boolean

/**
 * Raises an event of the application's own (`sys.audit`): rules judge it, hooks see it, the record holds it. With nobody listening it returns at once.
 *
 * @param name with a dot, and none of overt's own
 * @param fields what rules and hooks see
 * @throws OvertError `OVERT_USAGE` for a name or a field that cannot be used
 * @throws AuditError where a rule refuses, and whatever a hook throws
 * @example
 * ```ts
 * audit('billing.refund', { amount: 12 })
 * ```
 */
export declare const audit: (name: string, fields?: AuditFields) => void

/** Why a rule refused an operation. */
export declare class AuditError extends Error {
  /** A code of overt's closed list: `OVERT_AUDIT`, or `OVERT_FAULT` where the event could not be judged. */
  readonly code: string
  /** The event that was refused. */
  readonly event: string
  /** The id of the rule whose response was the strictest. */
  readonly rule: string
}
