import { type Audit, type Method, type Operation, primordials, type Probe, replace } from '@overt/core'
import { type Command, define, handedOver, type Parent, readOnce, spawnOperation, variables, withVariables } from '@overt/surface'

const { append, apply, isArray } = primordials
const StringCaptured = String
/** What is judged of the options. */
const judged = ['cmd', 'cwd', 'env', 'detached'] as const

/** `process.spawn` of `Bun.spawn` and `Bun.spawnSync`, in which `node:child_process` ends too. */
export const createBunCommandsProbe = (bun: object, parent: Parent): Probe => ({
  events: ['process.spawn'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = spawnOperation(audit, parent)
    replace(bun, 'spawn', (original) => spawning(audit, operation, original, parent))
    replace(bun, 'spawnSync', (original) => spawning(audit, operation, original, parent))
    return []
  },
})

/** spawn(list, options) or spawn({ cmd: list, ...options }): each is read once, and handed on as it was read. */
function spawning(audit: Audit, operation: Operation<Command>, original: Method, parent: Parent): Method {
  const { children } = parent
  return {
    spawn(this: unknown, first: unknown, second: unknown): unknown {
      const listed = isArray(first)
      const options = listed ? second : first
      if (!listed && (typeof first !== 'object' || first === null)) return apply(original, this, arguments)
      const fixed = readOnce(typeof options === 'object' && options !== null ? options : {}, judged)
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
      const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, command)
      if (refusal !== undefined) throw refusal.error
      const list = handedOver(given, command.file, children)
      const environment = command.environment ?? variables(parent.environment()) ?? {}
      const handed = children.variables(environment, true)
      define(fixed, 'env', withVariables(environment, handed, false))
      children.starting(command.file, list, environment, true, handed)
      if (listed) return apply(original, this, [list, fixed])
      define(fixed, 'cmd', list)
      return apply(original, this, [fixed])
    },
  }.spawn
}
