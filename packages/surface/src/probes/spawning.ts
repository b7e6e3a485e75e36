import { type Audit, normalPath, type Operation, primordials } from '@overt/core'
import type { Children } from '../children/children.ts'

const { append, endsWith, hasOwn, indexOf, keys, lastIndexOf, slice, toLowerCase } = primordials

/** A process that is about to be started, all of it read once. */
export interface Command {
  readonly file: string
  /** The name of the program first. */
  readonly args: readonly string[]
  readonly cwd: string | undefined
  readonly detached: boolean
  /** What the child gets, where it is not this process's own environment. */
  readonly environment: Readonly<Record<string, string>> | undefined
}

/** What describes this process in the events of its children. */
export interface Parent {
  readonly program: string
  readonly commandLine: string
  readonly folder: () => string
  /** This process's variables; undefined where they may not be read. */
  readonly environment: () => Readonly<Record<string, string>> | undefined
  /** Whether a path leads to a program. */
  readonly isProgram: (path: string) => boolean
  readonly children: Children
}

/** The operation of `process.spawn`. */
export const spawnOperation = (audit: Audit, parent: Parent): Operation<Command> =>
  audit.operation('process.spawn', () => ({
    file: (call: Command) => programOf(call, parent),
    args: (call: Command) => call.args,
    command_line: (call: Command) => joined(call.args),
    cwd: (call: Command) => (call.cwd === undefined ? parent.folder() : normalPath(call.cwd, parent.folder)),
    shell: isShellLine,
    detached: (call: Command) => call.detached,
    env_changed: (call: Command) => changed(call.environment, parent.environment()),
    parent_file: () => parent.program,
    parent_command_line: () => parent.commandLine,
  }))

/** A list of arguments as one line. */
export function joined(parts: readonly string[]): string {
  let text = ''
  for (let i = 0; i < parts.length; i++) text += (i === 0 ? '' : ' ') + (parts[i] ?? '')
  return text
}

/** The program that execvp(3) finds by PATH; as it was given where it is not found. */
function programOf({ file, cwd, environment }: Command, { folder, isProgram, environment: own }: Parent): string {
  if (indexOf(file, '/') !== -1) return normalPath(file, () => cwd ?? folder())
  const path = environment?.['PATH'] ?? own()?.['PATH'] ?? '/usr/bin:/bin'
  for (let start = 0; start <= path.length; ) {
    let end = indexOf(path, ':', start)
    if (end === -1) end = path.length
    const place = normalPath(slice(path, start, end) + '/' + file, () => cwd ?? folder())
    if (isProgram(place)) return place
    start = end + 1
  }
  return file
}

/** Names of variables that differ, never values. */
function changed(environment: Command['environment'], own: Command['environment']): readonly string[] {
  const names: string[] = []
  if (environment === undefined || own === undefined) return names
  const given = keys(environment)
  for (let i = 0; i < given.length; i++) {
    const name = given[i] ?? ''
    if (!hasOwn(own, name) || own[name] !== environment[name]) append(names, name)
  }
  const had = keys(own)
  for (let i = 0; i < had.length; i++) if (!hasOwn(environment, had[i] ?? '')) append(names, had[i] ?? '')
  return names
}

/** Whether a shell is started with a line to run: `sh -c`, `bash -lc`, `cmd /d /s /c`. */
function isShellLine({ file, args }: Command): boolean {
  const lower = toLowerCase(file)
  const separator = lastIndexOf(lower, '/') > lastIndexOf(lower, '\\') ? lastIndexOf(lower, '/') : lastIndexOf(lower, '\\')
  const base = slice(lower, separator + 1)
  const isCmd = base === 'cmd' || base === 'cmd.exe'
  if (!isCmd && !endsWith(base, 'sh')) return false
  for (let i = 1; i < args.length; i++) {
    const argument = toLowerCase(args[i] ?? '')
    if (isCmd ? argument === '/c' : slice(argument, 0, 1) === '-' && slice(argument, 0, 2) !== '--' && indexOf(argument, 'c') !== -1) return true
    if (!isCmd && slice(argument, 0, 1) !== '-') return false
  }
  return false
}
