/**
 * Audit hooks and Sigma rules for Deno: makes what a process does visible, and stoppable.
 *
 * Start with `deno run --preload jsr:@overt/deno/register app.ts`; what this module exports is for code that adds hooks, or raises events of its own.
 *
 * @module
 */
export { addAuditHook, audit, AuditError, type AuditFields, type AuditHook, type HookOptions } from './dist/register.js'
