import { type Audit, type Method, type Operation, primordials, type Probe, type Refusal, replace } from '@overt/core'
import { type Command, define, handedOver, type Opening, openOperation, opens, type Parent, readOnce, spawnOperation, variables, withVariables } from '@overt/surface'
import { fileName } from './file-name.ts'
import { createSinkGuard } from './file-sinks.ts'

const { append, apply, isArray } = primordials
const StringCaptured = String
/** What is judged of the options. */
const judged = ['cmd', 'cwd', 'env', 'detached'] as const
/** What a child writes to; of `stdio` all but the first. */
const outputs = ['stdout', 'stderr', 'stdio'] as const

/** `process.spawn` of `Bun.spawn` and `Bun.spawnSync`, in which `node:child_process` ends too, and `fs.open` of the files that a child writes to. */
export const createBunCommandsProbe = (bun: object, parent: Parent): Probe => ({
  events: ['process.spawn'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = spawnOperation(audit, parent)
    const guard = createSinkGuard(audit, parent.folder)
    const opening = openOperation(audit, parent.folder)
    const writing = (options: Readonly<Record<string, unknown>>): Refusal | undefined => writingTo(audit, opening, options)
    replace(bun, 'spawn', (original) => spawning(audit, operation, original, parent, writing, (child) => {
      guard((child as { readonly stdin?: unknown } | undefined)?.stdin)
    }))
    replace(bun, 'spawnSync', (original) => spawning(audit, operation, original, parent, writing, () => undefined))
    return []
  },
})

/** spawn(list, options) or spawn({ cmd: list, ...options }): each is read once, and handed on as it was read. */
function spawning(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent, writing: (options: Readonly<Record<string, unknown>>) => Refusal | undefined, guard: (child: unknown) => void): Method {
  const { children } = parent
  return {
    spawn(this: unknown, first: unknown, second: unknown): unknown {
      const listed = isArray(first)
      const options = listed ? second : first
      if (!listed && (typeof first !== 'object' || first === null)) return apply(original, this, arguments)
      const fixed = readOnce(typeof options === 'object' && options !== null ? options : {}, judged)
      settleOutputs(fixed)
      const cmd: unknown = listed ? first : fixed['cmd']
      const given: string[] = []
      if (isArray(cmd)) for (let i = 0; i < cmd.length; i++) append(given, StringCaptured(cmd[i]))
      const cwd = fixed['cwd']
      const command: Command = {
        file: given[0] ?? '',
        args: given,
        cwd: typeof cwd === 'string' && cwd !== '' ? cwd : undefined,
        detached: fixed['detached'] === true,
        environment: variables(fixed['env']),
      }
      const refusal = (operation.wanted === 0 ? undefined : audit.raise(operation, command)) ?? writing(fixed)
      if (refusal !== undefined) throw refusal.error
      const list = handedOver(given, command.file, children)
      const environment = command.environment ?? variables(parent.environment()) ?? {}
      const handed = children.variables(environment, true)
      define(fixed, 'env', withVariables(environment, handed, false))
      children.starting(command.file, list, environment, true, handed)
      if (!listed) define(fixed, 'cmd', list)
      const child = apply(original, this, listed ? [list, fixed] : [fixed])
      guard(child)
      return child
    },
  }.spawn
}

/** What of the options a child writes to, read once, also where a prototype has it. */
function settleOutputs(options: Record<string, unknown>): void {
  for (let i = 0; i < outputs.length; i++) {
    const name = outputs[i] ?? ''
    const value = options[name]
    if (value === undefined) continue
    if (!isArray(value)) define(options, name, value)
    else {
      const list: unknown[] = []
      for (let j = 0; j < value.length; j++) append(list, value[j])
      define(options, name, list)
    }
  }
}

function writingTo(audit: Audit, operation: Operation<Opening>, options: Readonly<Record<string, unknown>>): Refusal | undefined {
  if (operation.wanted === 0) return undefined
  const raise = (value: unknown): Refusal | undefined => {
    const path = fileName(value)
    return path === undefined ? undefined : audit.raise(operation, { path, flags: opens.write | opens.create | opens.truncate })
  }
  for (let i = 0; i < outputs.length; i++) {
    const value = options[outputs[i] ?? '']
    if (!isArray(value)) {
      const refusal = raise(value)
      if (refusal !== undefined) return refusal
    } else {
      for (let j = 1; j < value.length; j++) {
        const refusal = raise(value[j])
        if (refusal !== undefined) return refusal
      }
    }
  }
  return undefined
}
