import { type Audit, like, type Method, normalPath, type Operation, ownValue, primordials, type Probe, replace } from '@overt/core'
import { type Parent, variables, withVariables } from '@overt/surface'
import { readLine } from './shell-line.ts'

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getOwnPropertySymbols, getPrototypeOf, ownKeys, setPrototypeOf, symbolDescription } = primordials

/** A line that Bun's shell is about to be given. */
interface Line {
  readonly text: string
  /** The folder that the shell was told; undefined for the process's own. */
  readonly cwd: string | undefined
}

/** A shell as Bun makes it: a tag for templates, with what it was told in properties that are named by symbols. */
type Shell = Method & { readonly Shell?: unknown; readonly ShellPromise?: { readonly prototype: object }; readonly escape?: unknown }

/**
 * `process.spawn` of `Bun.$`, whose lines name programs and files that Bun itself opens, lists and removes (`cat`, `ls`, `rm`): one for each line, with the whole of it, when it is
 * written. No program is named: what is started, if anything is, is in the line. Its children are handed the preload.
 */
export const createShellProbe = (bun: object, parent: Parent): Probe => ({
  events: ['process.spawn'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = audit.operation('process.spawn', () => ({
      command_line: (line: Line) => line.text,
      cwd: (line: Line) => (line.cwd === undefined ? parent.folder() : normalPath(line.cwd, parent.folder)),
      shell: () => true,
      detached: () => false,
      parent_file: () => parent.program,
      parent_command_line: () => parent.commandLine,
    }))
    const original = ownValue(bun, '$') as Shell
    const promise = original.ShellPromise?.prototype
    const setEnvironment = promise === undefined ? undefined : (ownValue(promise, 'env') as Method)
    if (promise !== undefined) replace(promise, 'env', (env) => settingEnvironment(env, parent))
    defineProperty(bun, '$', { __proto__: null, ...getOwnPropertyDescriptor(bun, '$'), value: judged(audit, operation, original, parent, setEnvironment) } as PropertyDescriptor)
    return []
  },
})

/** A shell that judges each line before Bun has it, and is told and asked as the original is. */
function judged(audit: Audit, operation: Operation<Line>, original: Shell, parent: Parent, setEnvironment: Method | undefined): Method {
  const { children } = parent
  const escape = ownValue(original, 'escape') as ((text: string) => string) | undefined
  const told = (name: string): unknown => {
    const names = getOwnPropertySymbols(original)
    for (let i = 0; i < names.length; i++) if (symbolDescription(names[i] as symbol) === name) return (original as unknown as Record<symbol, unknown>)[names[i] as symbol]
    return undefined
  }
  const { shell } = {
    shell(this: unknown, ...given: unknown[]): unknown {
      const line = readLine(given, escape ?? ((text) => text))
      if (line === undefined) return apply(original, this, given)
      const cwd = told('cwd')
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, { text: line.text, cwd: typeof cwd === 'string' ? cwd : undefined })
      if (refusal !== undefined) throw refusal.error
      const environment = variables(told('env')) ?? variables(parent.environment()) ?? {}
      const handed = children.variables(environment, true)
      children.starting('/bin/sh', ['sh', '-c', line.text], environment, true, handed)
      const promise = apply(original, this, line.handed)
      if (setEnvironment !== undefined) apply(setEnvironment, promise, [withVariables(environment, handed, false)])
      return promise
    },
  }
  const names = ownKeys(original)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string | symbol
    const descriptor = getOwnPropertyDescriptor(original, name)
    if (descriptor === undefined) continue
    defineProperty(shell, name, typeof name === 'symbol' ? throughTo(original, name, descriptor) : ({ __proto__: null, ...descriptor, ...(name === 'Shell' ? { value: judgedClass(audit, operation, descriptor.value as Made, parent, setEnvironment) } : {}) } as PropertyDescriptor))
  }
  return setPrototypeOf(shell, getPrototypeOf(original)) as Method
}

/** What a shell was told is told to the one behind it. */
function throughTo(original: object, name: symbol, { enumerable = false }: PropertyDescriptor): PropertyDescriptor {
  const holder = original as Record<symbol, unknown>
  return {
    __proto__: null,
    enumerable,
    configurable: true,
    get: () => holder[name],
    set(value: unknown) {
      holder[name] = value
    },
  } as PropertyDescriptor
}

type Made = new () => object

/** `Bun.$.Shell`, which makes shells of their own. */
function judgedClass(audit: Audit, operation: Operation<Line>, original: Made, parent: Parent, setEnvironment: Method | undefined): Made {
  const made = function (this: unknown): unknown {
    return new.target === undefined ? apply(original as never, this, []) : judged(audit, operation, construct(original, []) as Shell, parent, setEnvironment)
  }
  made.prototype = original.prototype as object
  return setPrototypeOf(like(made, original), getPrototypeOf(original)) as Made
}

/** `env` of a line that has not begun: what its children are handed is in it whatever it says. */
const settingEnvironment = (original: Method, parent: Parent): Method => ({
  env(this: unknown, given: unknown): unknown {
    // What is no environment is left to Bun's own error.
    const environment = given === undefined ? variables(parent.environment()) : variables(given)
    if (environment === undefined) return apply(original, this, arguments)
    return apply(original, this, [withVariables(environment, parent.children.variables(environment, true), false)])
  },
}).env
