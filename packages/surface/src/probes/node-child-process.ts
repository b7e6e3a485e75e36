import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'
import { define, readOnce } from './read-once.ts'
import { type Command, type Parent, spawnOperation } from './spawning.ts'
import type { Children } from '../children/children.ts'

const { append, apply, argumentAt, concat, hasOwn, indexOf, isArray, keys, slice } = primordials
const StringCaptured = String
const nothing: Readonly<Record<string, string>> = { __proto__: null as never }

/** What the probe needs of the runtime. */
export interface NodeChildProcess {
  readonly childProcess: { readonly ChildProcess: { readonly prototype: object } } & object
  readonly parent: Parent
  readonly later: (work: () => void) => void
}

/**
 * `process.spawn` in `node:child_process`. What is not synchronous ends in `ChildProcess.prototype.spawn`; the three synchronous functions have nothing
 * public below them.
 */
export const createNodeChildProcessProbe = ({ childProcess, parent }: NodeChildProcess): Probe => ({
  events: ['process.spawn'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = spawnOperation(audit, parent)
    replace(childProcess.ChildProcess.prototype, 'spawn', (original) => spawning(audit, operation, original, parent))
    replace(childProcess, 'spawnSync', (original) => synchronous(audit, operation, original, false, parent))
    replace(childProcess, 'execFileSync', (original) => synchronous(audit, operation, original, false, parent))
    replace(childProcess, 'execSync', (original) => synchronous(audit, operation, original, true, parent))
    return []
  },
})

/** What is judged of the options of `ChildProcess.prototype.spawn`. */
const ofAChild = ['file', 'args', 'cwd', 'detached', 'envPairs'] as const

function spawning(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  const { children } = parent
  return {
    spawn(this: unknown, options: unknown): unknown {
      if (typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const fixed = readOnce(options, ofAChild)
      const args = texts(fixed['args'])
      const file = StringCaptured(fixed['file'])
      const command: Command = { file, args: args.length === 0 ? [file] : args, cwd: settledFolder(fixed), detached: fixed['detached'] === true, environment: pairs(fixed['envPairs']) }
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
      if (refusal !== undefined) throw refusal.error
      define(fixed, 'file', file)
      const list = handedOver(args, file, children)
      define(fixed, 'args', list)
      const environment = command.environment ?? parent.environment()
      const handed = environment === undefined ? nothing : children.variables(environment, true)
      if (environment !== undefined) define(fixed, 'envPairs', pairsOf(withVariables(environment, handed, false)))
      children.starting(file, list.length === 0 ? [file] : list, environment, environment !== undefined, handed)
      arguments[0] = fixed
      return apply(original, this, arguments)
    },
  }.spawn
}

/** spawnSync(file, args, options), execFileSync the same, execSync(line, options). */
function synchronous(audit: Audit, operation: Operation<Command>, original: Method, line: boolean, parent: Parent): Method {
  const { children } = parent
  return {
    spawnSync(this: unknown, first: unknown): unknown {
      if (typeof first !== 'string') return apply(original, this, arguments)
      const second = argumentAt(arguments, 1)
      const listed = !line && isArray(second)
      const at = line || !listed ? 1 : 2
      const options = argumentAt(arguments, at)
      // As the runtime itself copies them: what a prototype has is no option.
      const fixed = { __proto__: null, ...(typeof options === 'object' ? options : undefined) } as unknown as Record<string, unknown>
      const given = listed ? texts(second) : []
      const shell: unknown = line ? (fixed['shell'] ?? true) : fixed['shell']
      const command = commandOf(first, given, fixed, shell)
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
      if (refusal !== undefined) throw refusal.error
      const list = listed && isNothing(shell) ? children.args(first, given) : given
      const environment = command.environment ?? parent.environment()
      // Deno adds this process's own variables to those that it is given: one that the child is not to have is empty.
      const handed = environment === undefined ? nothing : children.variables(environment, false)
      if (environment !== undefined) define(fixed, 'env', withVariables(environment, handed, true))
      children.starting(command.file, listed && isNothing(shell) ? concat([first], list) : command.args, environment, false, handed)
      if (environment === undefined && (typeof options !== 'object' || options === null)) return apply(original, this, listed ? [first, list] : [first])
      return apply(original, this, listed ? [first, list, fixed] : [first, fixed])
    },
  }.spawnSync
}

/** The arguments, and what makes an audited child of it behind the program's name. */
export function handedOver(args: readonly string[], file: string, children: Children): readonly string[] {
  if (args.length === 0) return args
  const rest: string[] = []
  for (let i = 1; i < args.length; i++) append(rest, args[i] ?? '')
  return concat([args[0] ?? ''], children.args(file, rest))
}

function commandOf(file: string, given: readonly string[], options: Record<string, unknown>, shell: unknown): Command {
  const rest = { cwd: settledFolder(options), detached: false, environment: variables(options['env']) }
  const args = [file]
  for (let i = 0; i < given.length; i++) append(args, given[i] ?? '')
  if (isNothing(shell)) return { file, args, ...rest }
  let words = ''
  for (let i = 0; i < args.length; i++) words += (i === 0 ? '' : ' ') + (args[i] ?? '')
  const program = typeof shell === 'string' ? shell : '/bin/sh'
  return { file: program, args: [program, '-c', words], ...rest }
}

const isNothing = (shell: unknown): boolean => shell === undefined || shell === null || shell === false || shell === ''

/** The folder that is named in some options; a URL is replaced by one that nobody can change. */
function settledFolder(options: Record<string, unknown>): string | undefined {
  const given = givenPath(options['cwd'])
  if (given === undefined || given.text === '') return undefined
  define(options, 'cwd', given.value)
  return given.text
}

function texts(list: unknown): string[] {
  const copy: string[] = []
  if (isArray(list)) for (let i = 0; i < list.length; i++) append(copy, StringCaptured(list[i]))
  return copy
}

function pairs(list: unknown): Command['environment'] {
  if (!isArray(list)) return undefined
  const environment = { __proto__: null } as unknown as Record<string, string>
  for (let i = 0; i < list.length; i++) {
    const pair = StringCaptured(list[i])
    const equals = indexOf(pair, '=')
    if (equals > 0) environment[slice(pair, 0, equals)] = slice(pair, equals + 1)
  }
  return environment
}

function pairsOf(environment: Readonly<Record<string, string>>): string[] {
  const list: string[] = []
  const names = keys(environment)
  for (let i = 0; i < names.length; i++) append(list, `${names[i] ?? ''}=${environment[names[i] ?? ''] ?? ''}`)
  return list
}

/**
 * An environment with what is handed to the child in it, first: of several variables of one name the first counts, and the name of one that the application gives can have a `=` in it.
 *
 * @param isAdded whether the runtime adds it to its own environment: what the child is not to have is empty then
 */
export function withVariables(environment: Readonly<Record<string, string>>, handed: Readonly<Record<string, string>>, isAdded: boolean): Record<string, string> {
  const all = { __proto__: null } as unknown as Record<string, string>
  const others = keys(handed)
  for (let i = 0; i < others.length; i++) {
    const value = handed[others[i] ?? ''] ?? ''
    if (value !== '' || isAdded) all[others[i] ?? ''] = value
  }
  const names = keys(environment)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? ''
    const equals = indexOf(name, '=')
    if (!hasOwn(handed, equals === -1 ? name : slice(name, 0, equals))) all[name] = environment[name] ?? ''
  }
  return all
}

/** An environment that was given as an object. */
export function variables(given: unknown): Command['environment'] {
  if (typeof given !== 'object' || given === null) return undefined
  const environment = { __proto__: null } as unknown as Record<string, string>
  const names = keys(given)
  for (let i = 0; i < names.length; i++) {
    const value = (given as Readonly<Record<string, unknown>>)[names[i] ?? '']
    if (value !== undefined) environment[names[i] ?? ''] = StringCaptured(value)
  }
  return environment
}
