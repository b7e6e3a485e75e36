import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Command, configurationFor, type Parent, spawnOperation } from './spawning.ts'

const { append, apply, defineProperty, isArray } = primordials
const create = Object.create as (prototype: object) => object
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

function spawning(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  const handOver = parent.handOver ?? same
  return {
    spawn(this: unknown, options: unknown): unknown {
      if (typeof options !== 'object' || options === null) return apply(original, this, arguments)
      const read = options as Readonly<Record<string, unknown>>
      const args = texts(read['args'])
      const file = StringCaptured(read['file'])
      const command: Command = { file, args: args.length === 0 ? [file] : args, cwd: text(read['cwd']), detached: read['detached'] === true, environment: pairs(read['envPairs']) }
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
      if (refusal !== undefined) throw refusal.error
      const fixed = create(options)
      define(fixed, 'file', file)
      define(fixed, 'args', args.length === 0 ? args : [args[0] ?? ''].concat(handOver(file, args.slice(1))))
      const configured = configurationFor(parent, command.environment, command.environment !== undefined)
      if (configured !== undefined) define(fixed, 'envPairs', withPair(read['envPairs'], configured))
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
      const listed = !line && isArray(arguments[1])
      const at = line || !listed ? 1 : 2
      const options = (typeof arguments[at] === 'object' && arguments[at] !== null ? arguments[at] : {}) as Readonly<Record<string, unknown>>
      const given = listed ? texts(arguments[1]) : []
      const shell: unknown = line ? (options['shell'] ?? true) : options['shell']
      const command = commandOf(first, given, options, shell)
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
      if (refusal !== undefined) throw refusal.error
      if (listed) arguments[1] = isNothing(shell) ? handOver(first, given) : given
      const configured = configurationFor(parent, command.environment, command.environment !== undefined)
      const environment = configured === undefined ? undefined : (variables(command.environment ?? parent.environment()) as Record<string, string> | undefined)
      if (configured !== undefined && environment !== undefined) {
        const fixed = create(options)
        environment[configured[0]] = configured[1]
        define(fixed, 'env', environment)
        arguments[at] = fixed
        if (arguments.length <= at) return apply(original, this, listed ? [first, arguments[1], fixed] : [first, fixed])
      }
      return apply(original, this, arguments)
    },
  }.spawnSync
}

function commandOf(file: string, given: readonly string[], options: Readonly<Record<string, unknown>>, shell: unknown): Command {
  const rest = { cwd: text(options['cwd']), detached: false, environment: variables(options['env']) }
  const args = [file]
  for (let i = 0; i < given.length; i++) append(args, given[i] ?? '')
  if (isNothing(shell)) return { file, args, ...rest }
  let words = ''
  for (let i = 0; i < args.length; i++) words += (i === 0 ? '' : ' ') + (args[i] ?? '')
  const program = typeof shell === 'string' ? shell : '/bin/sh'
  return { file: program, args: [program, '-c', words], ...rest }
}

const isNothing = (shell: unknown): boolean => shell === undefined || shell === null || shell === false || shell === ''

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

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

const define = (holder: object, name: string, value: unknown): void => {
  defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
}
