import { primordials, withOption } from '@overt/core'
import { type Handover, isHanded, optionsVariable, type Variable } from '../children.ts'
import { absolute } from '../path.ts'
import { environment, platform } from '../../captured.ts'

const { append, endsWith, hasOwn, indexOf, lastIndexOf, ownKeys, slice, toLowerCase } = primordials

/** What is about to be started, all of it read once: primitives, and lists of nobody else's. */
export interface Command {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  /** `NAME=value`, with what overt hands over. */
  readonly environment: readonly string[]
  readonly detached: boolean
}

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
export function changedVariables(command: Command, handover: Handover, more: readonly Variable[]): readonly string[] {
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
    if (value !== expected(key, own, handover, more)) append(changed, key)
  }
  const own = ownKeys(environment)
  for (let i = 0; i < own.length; i++) {
    const key = own[i]
    if (typeof key === 'string' && given[key] !== true) append(changed, key)
  }
  return changed
}

/** What the child has where the application changed nothing. */
function expected(key: string, own: string | undefined, { option }: Handover, more: readonly Variable[]): string | undefined {
  if (key === optionsVariable) return withOption(option, own)
  for (let i = 0; i < more.length; i++) {
    const variable = more[i]
    if (variable?.name === key) return variable.value(own)
  }
  return own
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
