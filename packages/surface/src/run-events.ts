import type { Audit, EventName, Operation } from '@overt/core'

/** What this process is about to run, as far as the runtime tells. */
export type Main = { readonly file: string } | { readonly code: string | undefined } | { readonly stdin: true }

export const runEvents: readonly EventName[] = ['run.file', 'run.eval', 'run.stdin']

/**
 * Raises `run.file`, `run.eval` or `run.stdin` when overt starts, for nothing of it has run then. Rules and the record see them.
 *
 * @param main undefined in a worker, which has its `worker.create`
 * @throws AuditError where a rule refuses: nothing runs
 */
export function raiseRun(audit: Audit, main: Main | undefined): void {
  if (main === undefined) return
  if ('file' in main) raise(audit, audit.operation('run.file', () => ({ path: (path: string) => path })), main.file)
  else if ('stdin' in main) raise(audit, audit.operation('run.stdin', () => ({})), undefined)
  else raise(audit, audit.operation('run.eval', () => ({ code: (code: string | undefined) => code })), main.code)
}

function raise<Call>(audit: Audit, operation: Operation<Call>, call: Call): void {
  const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, call)
  if (refusal !== undefined) throw refusal.error
}
