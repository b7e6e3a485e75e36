import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Command, define, givenPath, type Parent, readOnce, spawnOperation, variables, withVariables } from '@overt/surface'
import { settleProperty, whenRead } from '../lazy.ts'

const { append, apply, argumentAt, concat, defineProperty, getOwnPropertyDescriptor, isArray } = primordials
const { construct } = Reflect
const ProxyCaptured = Proxy
const WeakMapCaptured = WeakMap
const get = Function.prototype.call.bind(WeakMap.prototype.get) as <Value>(map: WeakMap<object, Value>, key: object) => Value | undefined
const set = Function.prototype.call.bind(WeakMap.prototype.set) as <Value>(map: WeakMap<object, Value>, key: object, value: Value) => unknown
const StringCaptured = String
const nothing: Readonly<Record<string, string>> = { __proto__: null as never }

/** What is judged of the options, and what a child's variables depend on. */
const judged = ['args', 'cwd', 'env', 'detached', 'clearEnv'] as const

type Made = new (...given: never[]) => object

/** The class, whose methods start, and the functions that start at once. */
const names = ['Command', 'spawn', 'spawnAndWait', 'spawnAndWaitSync'] as const
/** What Deno 1 started processes with; it is still there. */
const older = 'run'
const methods = ['spawn', 'output', 'outputSync'] as const

/** What is started of Deno: a class with three methods that start, and functions that take the same arguments. */
interface Starts {
  readonly Command: Made
}

/** `process.spawn` of `Deno.Command`, `Deno.spawn` and its kin. */
export const createDenoCommandsProbe = (deno: Starts & object, parent: Parent): Probe => ({
  events: ['process.spawn'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = spawnOperation(audit, parent)
    whenRead(deno, names, () => {
      replaceStarts(audit, operation, deno, parent)
    })
    whenRead(deno, [older], () => {
      settleProperty(deno, older)
      replace(deno, older, (method) => running(audit, operation, method, parent))
    })
    return []
  },
})

function replaceStarts(audit: Audit, operation: Operation<Command>, deno: Starts & object, parent: Parent): void {
  const commands = new WeakMapCaptured<object, Start>()
  for (let i = 0; i < names.length; i++) settleProperty(deno, names[i] ?? '')
  const original = deno.Command
  for (let i = 0; i < methods.length; i++) replace(original.prototype as object, methods[i] ?? '', (method) => starting(audit, operation, method, commands))
  const wrapped: Made = new ProxyCaptured(original, {
    __proto__: null,
    construct(target: Made, given: readonly unknown[], newTarget: unknown): object {
      const start = read(given, parent)
      const made = construct(target, start.fixed, newTarget === wrapped ? target : (newTarget as Made)) as object
      set(commands, made, start)
      return made
    },
  } as ProxyHandler<Made>)
  defineProperty(deno, 'Command', { __proto__: null, ...getOwnPropertyDescriptor(deno, 'Command'), value: wrapped } as PropertyDescriptor)
  defineProperty(original.prototype as object, 'constructor', { __proto__: null, value: wrapped, writable: true, enumerable: false, configurable: true } as PropertyDescriptor)
  for (let i = 1; i < names.length; i++) replace(deno, names[i] ?? '', (method) => started(audit, operation, method, parent))
}

function starting(audit: Audit, operation: Operation<Command>, original: Method, commands: WeakMap<object, Start>): Method {
  return {
    spawn(this: unknown): unknown {
      const start = typeof this !== 'object' || this === null ? undefined : get(commands, this)
      if (start !== undefined) judge(audit, operation, start)
      return apply(original, this, arguments)
    },
  }.spawn
}

/** Deno.spawn(file, args?, options?): on what Deno lacks these functions, nothing is replaced. */
function started(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  return {
    spawn(this: unknown, file: unknown, second: unknown, third: unknown): unknown {
      const listed = isArray(second)
      const options = (listed ? third : second) as Readonly<Record<string, unknown>> | undefined
      const start = read([file, listed ? { __proto__: options ?? null, args: second } : options], parent)
      judge(audit, operation, start)
      const { fixed } = start
      return apply(original, this, listed ? [fixed[0], (fixed[1] as { readonly args: unknown }).args, fixed[1]] : fixed)
    },
  }.spawn
}

/** Deno.run({ cmd: [file, ...args], cwd, env, clearEnv }) */
function running(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  return {
    run(this: unknown, options: unknown): unknown {
      const list: unknown = typeof options === 'object' && options !== null ? (options as { readonly cmd?: unknown }).cmd : undefined
      if (!isArray(list)) return apply(original, this, arguments)
      const args: unknown[] = []
      for (let i = 1; i < list.length; i++) append(args, list[i])
      const start = read([list[0], { __proto__: options, args }], parent)
      judge(audit, operation, start)
      const { fixed } = start
      const file = fixed[0] as string
      const given = fixed[1] as { readonly args: readonly string[] }
      define(given, 'cmd', concat([file], given.args))
      return apply(original, this, [given])
    },
  }.run
}

/** What is judged, what is handed on in its place, and what says, before it starts, that it will not be audited. */
interface Start {
  readonly command: Command
  readonly fixed: readonly unknown[]
  readonly starting: () => void
}

function judge(audit: Audit, operation: Operation<Command>, { command, starting: say }: Start): void {
  const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
  if (refusal !== undefined) throw refusal.error
  say()
}

/** The arguments, each read once. */
function read(given: readonly unknown[], { children }: Parent): Start {
  const file = textOf(given[0])
  const asked = argumentAt(given, 1)
  const fixed = readOnce(typeof asked === 'object' && asked !== null ? asked : {}, judged)
  const args: string[] = []
  const list = fixed['args']
  if (isArray(list)) for (let i = 0; i < list.length; i++) append(args, StringCaptured(list[i]))
  const cwd = givenPath(fixed['cwd'])
  const command: Command = { file, args: concat([file], args), cwd: cwd?.text, detached: fixed['detached'] === true, environment: variables(fixed['env']) }
  // A URL is an object that the application can change.
  if (cwd !== undefined) define(fixed, 'cwd', cwd.value)
  const handedArgs = children.args(file, args)
  define(fixed, 'args', handedArgs)
  const alone = fixed['clearEnv'] === true
  const handed = children.variables(command.environment, alone)
  // What is there besides comes from this process's environment: a variable that the child is not to have is empty.
  define(fixed, 'env', withVariables(command.environment ?? nothing, handed, !alone))
  return {
    command,
    fixed: [file, fixed],
    starting: () => {
      children.starting(file, concat([file], handedArgs), command.environment, alone, handed)
    },
  }
}

/** A path, or a file URL. */
const textOf = (value: unknown): string => givenPath(value)?.text ?? StringCaptured(value)
