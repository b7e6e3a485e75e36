import { statSync } from 'node:fs'
import process from 'node:process'
import { primordials } from '@overt/core'
import { withOption } from '../../node-options.ts'
import { type Handover, isHanded, optionsVariable } from '../children.ts'
import { areBindingsHidden, whenBindingLoaded } from '../builtin-loads.ts'
import { bindingOf, ownValue } from '../patch.ts'
import { absolute } from '../path.ts'
import { execPath, platform } from '../../captured.ts'

const { append, apply, endsWith, hasOwn, indexOf, lastIndexOf, numberToString, ownKeys, slice, toLowerCase } = primordials
const { env: environment } = process
const getuid = process.getuid as (() => number) | undefined

/** What is about to be started, all of it read once: primitives, and lists of nobody else's. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** `NAME=value`, with what overt hands over. */
  readonly environment: readonly string[]
  readonly detached: boolean
}

export function joined(parts: readonly string[]): string {
  let text = ''
  for (let i = 0; i < parts.length; i++) text += (i === 0 ? '' : ' ') + (parts[i] ?? '')
  return text
}

/** This process's arguments as it was started. */
export const ownCommandLine: string = [execPath].concat(process.execArgv, process.argv.slice(1)).join(' ')

let name: string | undefined

/** The user's name, or the number where there is no name. */
export function user(): string {
  if (name === undefined) {
    let found: { readonly username: string } | undefined
    try {
      // The runtime loads its binding now, if nobody has had it loaded before.
      if (userInfo === undefined) bindingOf('os')
      found = userInfo?.()
    } catch {
      // A user that the system has no entry for.
    }
    name = found?.username ?? (getuid === undefined ? '' : numberToString(apply<number>(getuid, process, [])))
  }
  return name
}

type UserInfo = () => { readonly username: string } | undefined

/** Taken from the binding when the runtime has loaded it, before anybody has it. The permission model hides the binding: there it is the function of `node:os`, taken at once. */
let userInfo: UserInfo | undefined
if (areBindingsHidden()) userInfo = (process.getBuiltinModule('node:os') as { userInfo: UserInfo }).userInfo
else whenBindingLoaded('os', takeUserInfo)

function takeUserInfo(): void {
  const binding = bindingOf('os')
  const native = binding === undefined ? undefined : ownValue(binding, 'getUserInfo')
  if (typeof native !== 'function') return
  // What went wrong is written into the second argument.
  userInfo = () => apply(native as never, undefined, [{ __proto__: null, encoding: 'utf8' }, {}])
}

const regular = 0o100000
const kinds = 0o170000
const executable = 0o111
const statOptions = { __proto__: null, throwIfNoEntry: false, bigint: false } as const

/** The program that execvp(3) finds: by the child's PATH, from the child's folder; as it was given where it is not found. */
export function programOf(command: Command, isProgram: IsProgram): string {
  const { file } = command
  if (platform === 'win32') return file
  const folder = absolute(command.cwd)
  if (indexOf(file, '/') !== -1) return absolute(file, folder)
  const path = variable(command, 'PATH') ?? '/usr/bin:/bin'
  let start = 0
  while (start <= path.length) {
    let end = indexOf(path, ':', start)
    if (end === -1) end = path.length
    const place = absolute(slice(path, start, end) + '/' + file, folder)
    const whole = end === start ? absolute(file, folder) : place
    if (isProgram(whole)) return whole
    start = end + 1
  }
  return file
}

/** Whether a path leads to a regular file that may be executed. */
export type IsProgram = (path: string) => boolean

/** Where there is no native engine to ask: through `fs`, which the application can change. */
export function isProgram(path: string): boolean {
  try {
    const found = statSync(path, statOptions as never) as { readonly mode: number } | undefined
    return found !== undefined && (found.mode & kinds) === regular && (found.mode & executable) !== 0
  } catch {
    return false
  }
}

function variable(command: Command, asked: string): string | undefined {
  const pairs = command.environment
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] ?? ''
    const equals = indexOf(pair, '=')
    if (equals !== -1 && slice(pair, 0, equals) === asked) return slice(pair, equals + 1)
  }
  return undefined
}

/**
 * Names of variables that the child gets with another value than this process has, or that only one of both has. What overt itself hands over is no change.
 */
export function changedVariables(command: Command, handover: Handover): readonly string[] {
  const changed: string[] = []
  const pairs = command.environment
  const given = { __proto__: null } as unknown as Record<string, boolean>
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] ?? ''
    const equals = indexOf(pair, '=', 1)
    const key = equals === -1 ? pair : slice(pair, 0, equals)
    // The first counts.
    if (given[key] === true) continue
    given[key] = true
    if (isHanded(key, handover)) continue
    const value = slice(pair, equals + 1)
    const own = hasOwn(environment, key) ? environment[key] : undefined
    if (key === optionsVariable ? value !== withOption(handover.option, own) : own !== value) append(changed, key)
  }
  const own = ownKeys(environment)
  for (let i = 0; i < own.length; i++) {
    const key = own[i]
    if (typeof key === 'string' && given[key] !== true) append(changed, key)
  }
  return changed
}

/** Whether a shell is started with a line to run: `sh -c`, `bash -lc`, `cmd /d /s /c`, `pwsh -Command`. */
export function isShellLine(command: Command): boolean {
  const file = toLowerCase(command.file)
  const base = slice(file, (lastIndexOf(file, '/') > lastIndexOf(file, '\\') ? lastIndexOf(file, '/') : lastIndexOf(file, '\\')) + 1)
  const program = endsWith(base, '.exe') ? slice(base, 0, -4) : base
  const isCmd = program === 'cmd'
  const isPowerShell = program === 'powershell' || program === 'pwsh'
  if (!isCmd && !isPowerShell && !endsWith(program, 'sh')) return false
  for (let i = 1; i < command.args.length; i++) {
    const argument = toLowerCase(command.args[i] ?? '')
    if (isCmd) {
      if (argument === '/c' || argument === '/k') return true
    } else if (slice(argument, 0, 1) !== '-') return false
    else if (isPowerShell ? slice(argument, 0, 2) === '-c' || slice(argument, 0, 2) === '-e' : slice(argument, 0, 2) !== '--' && indexOf(argument, 'c') !== -1) return true
  }
  return false
}
