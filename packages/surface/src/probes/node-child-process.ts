import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'
import { define, readOnce } from './read-once.ts'
import { type Command, configurationFor, type Parent, spawnOperation } from './spawning.ts'

const { append, apply, argumentAt, isArray } = primordials
const StringCaptured = String

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

const same: NonNullable<Parent['handOver']> = (_file, args) => args
/** What is judged of the options of `ChildProcess.prototype.spawn`. */
const ofAChild = ['file', 'args', 'cwd', 'detached', 'envPairs'] as const

function spawning(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  const handOver = parent.handOver ?? same
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
      define(fixed, 'args', handedOver(args, file, handOver))
      const configured = configurationFor(parent, command.environment, command.environment !== undefined)
      if (configured !== undefined) define(fixed, 'envPairs', withPair(fixed['envPairs'], configured))
      arguments[0] = fixed
      return apply(original, this, arguments)
    },
  }.spawn
}

/** spawnSync(file, args, options), execFileSync the same, execSync(line, options). */
function synchronous(audit: Audit, operation: Operation<Command>, original: Method, line: boolean, parent: Parent): Method {
  const handOver = parent.handOver ?? same
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
      if (listed) arguments[1] = isNothing(shell) ? handOver(first, given) : given
      const configured = configurationFor(parent, command.environment, command.environment !== undefined)
      const environment = configured === undefined ? undefined : (variables(command.environment ?? parent.environment()) as Record<string, string> | undefined)
      if (configured !== undefined && environment !== undefined) {
        environment[configured[0]] = configured[1]
        define(fixed, 'env', environment)
      } else if (typeof options !== 'object' || options === null) return apply(original, this, arguments)
      else if (command.environment !== undefined) define(fixed, 'env', command.environment)
      return apply(original, this, listed ? [first, arguments[1], fixed] : [first, fixed])
    },
  }.spawnSync
}

/** The arguments, and what makes an audited child of it behind the program's name. */
function handedOver(args: readonly string[], file: string, handOver: NonNullable<Parent['handOver']>): readonly string[] {
  if (args.length === 0) return args
  const rest: string[] = []
  for (let i = 1; i < args.length; i++) append(rest, args[i] ?? '')
  return primordials.concat([args[0] ?? ''], handOver(file, rest))
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
    const equals = primordials.indexOf(pair, '=')
    if (equals > 0) environment[primordials.slice(pair, 0, equals)] = primordials.slice(pair, equals + 1)
  }
  return environment
}

/** Pairs of an environment with one in the place of what they had by its name. */
function withPair(list: unknown, pair: readonly [string, string]): string[] {
  const prefix = `${pair[0]}=`
  const kept: string[] = []
  const all = texts(list)
  for (let i = 0; i < all.length; i++) if (!primordials.startsWith(all[i] ?? '', prefix)) append(kept, all[i] ?? '')
  append(kept, prefix + pair[1])
  return kept
}

/** An environment that was given as an object. */
export function variables(given: unknown): Command['environment'] {
  if (typeof given !== 'object' || given === null) return undefined
  const environment = { __proto__: null } as unknown as Record<string, string>
  const names = primordials.keys(given)
  for (let i = 0; i < names.length; i++) {
    const value = (given as Readonly<Record<string, unknown>>)[names[i] ?? '']
    if (value !== undefined) environment[names[i] ?? ''] = StringCaptured(value)
  }
  return environment
}
