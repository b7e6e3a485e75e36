import process from 'node:process'
import { type Audit, type Operation, primordials, type ThreadAudit, wordsOf } from '@overt/core'
import { optionName, virtualMainOption } from './options-given.ts'
import { scriptsOnStack } from './own-script.ts'
import { absolute } from './probes/path.ts'

const { startsWith } = primordials

/** How the runtime was started: the name of the script of its own that its stack begins with. */
const entry = /^node:internal\/main\/([a-z_]+)/
const most = 200

/** What this process is about to run, as the runtime was asked for it. */
export interface Run {
  readonly preloads: readonly string[]
  /** The main script; undefined where there is none. */
  readonly file: string | undefined
  /** The code of the command line; undefined where there is none. */
  readonly code: string | undefined
  readonly stdin: boolean
  readonly repl: boolean
}

/**
 * Raises `run.preload` for each preload after overt's own, and then `run.file`, `run.eval`, `run.stdin` or `run.repl`: when overt starts, for nothing of them has
 * run then. Rules and the record see them; a hook that a later preload adds does not. A worker raises none: it has `worker.create`.
 *
 * @throws AuditError where a rule refuses: the runtime says it and ends, and nothing runs
 */
export function raiseRun(audit: ThreadAudit, preload: string): void {
  const run = runOf(preload)
  const path = (text: string): string => text
  const file = audit.operation('run.file', () => ({ path }))
  const code = audit.operation('run.eval', () => ({ code: path }))
  const stdin = audit.operation('run.stdin', () => ({}))
  const repl = audit.operation('run.repl', () => ({}))
  const preloading = audit.operation('run.preload', () => ({ path }))
  for (const one of run.preloads) raise(audit, preloading, one)
  if (run.file !== undefined) raise(audit, file, run.file)
  if (run.code !== undefined) raise(audit, code, run.code)
  if (run.stdin) raise(audit, stdin, undefined)
  if (run.repl) raise(audit, repl, undefined)
}

function raise<Call>(audit: Audit, operation: Operation<Call>, call: Call): void {
  if (operation.wanted === 0) return
  const refusal = audit.raise(operation, call)
  if (refusal !== undefined) throw refusal.error
}

function runOf(preload: string): Run {
  const how = started()
  const main = process.argv[1]
  const { _eval: code } = process as unknown as { readonly _eval?: string }
  const isWorker = how === 'worker_thread'
  return {
    preloads: isWorker ? [] : preloadsAfter(preload, wordsOf(process.env['NODE_OPTIONS'] ?? ''), process.execArgv),
    file: how !== 'run_main_module' ? undefined : (virtualMain(process.execArgv) ?? (main === undefined ? undefined : absolute(main))),
    code: how === 'eval_string' || how === 'repl' ? code : undefined,
    stdin: how === 'eval_stdin',
    repl: how === 'repl',
  }
}

/** Where the stack does not tell, for overt was loaded by `--import`: a script or code of the command line. */
function started(): string {
  const found = scriptsOnStack(most).map((name) => entry.exec(name)?.[1]).findLast((one) => one !== undefined)
  if (found !== undefined) return found
  if ((process as { readonly _eval?: string })._eval !== undefined) return 'eval_string'
  return process.argv[1] === undefined ? '' : 'run_main_module'
}

/** The folder or archive that `--vfs-load` names, whose main script runs then; a script on the command line is an argument. */
function virtualMain(words: readonly string[]): string | undefined {
  const at = words.findIndex((word) => optionName(word) === virtualMainOption)
  const word = words[at]
  if (word === undefined) return undefined
  const equals = word.indexOf('=')
  return absolute(equals === -1 ? (words[at + 1] ?? '') : word.slice(equals + 1))
}

/** The options that name preloads: Node runs all that are required, those of NODE_OPTIONS first, and then all that are imported. */
export function preloadsAfter(preload: string, ...words: readonly (readonly string[])[]): readonly string[] {
  const named = (long: string, short: string): readonly string[] =>
    words.flatMap((list) => list.flatMap((word, i) => (startsWith(word, `${long}=`) ? [word.slice(long.length + 1)] : word === long || word === short ? [list[i + 1] ?? ''] : [])))
  const required = named('--require', '-r').map(located)
  const isOwn = (one: string): boolean => one === preload || one === ownName
  return [...required.slice(required.findIndex(isOwn) + 1), ...named('--import', '--import').map(located)].filter((one) => !isOwn(one))
}

/** What an application's options call overt's own preload. */
const ownName = 'overt/register'

/** A path as it is, absolute; a name of a package, and a URL, as it was given. */
const located = (request: string): string => (/^(?:\/|\.\.?(?:\/|$))/.test(request) ? absolute(request) : request)
