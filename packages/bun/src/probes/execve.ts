import { type Method, normalPath, primordials, type Probe, replace } from '@overt/core'
import { type Children, handedOver, joined, variables, withVariables } from '@overt/surface'

const { append, apply, isArray, StringCaptured } = primordials

interface Exec {
  readonly file: string
  readonly args: readonly string[]
}

/** `process.execve` of Bun: this process becomes another program, without a look at PATH, which is audited as a child would be. */
export const createExecveProbe = (process: object, folder: () => string, children: Children, own: () => Readonly<Record<string, string>> | undefined): Probe => ({
  events: ['process.execve'],
  capturable: true,
  bindings: [],
  install(audit) {
    const operation = audit.operation('process.execve', () => ({ file: (call: Exec) => normalPath(call.file, folder), args: (call: Exec) => call.args, command_line: (call: Exec) => joined(call.args) }))
    replace(process, 'execve', (original): Method => ({
      execve(this: unknown, file: unknown, args: unknown, environment: unknown): unknown {
        // What is no name, or no list, is left to Bun's own error.
        if (typeof file !== 'string' || (args !== undefined && !isArray(args))) return apply(original, this, arguments)
        const list: string[] = []
        for (let i = 0; isArray(args) && i < args.length; i++) append(list, StringCaptured(args[i]))
        const refusal = operation.wanted === 0 ? undefined : audit.raise(operation, { file, args: list })
        if (refusal !== undefined) throw refusal.error
        const given = handedOver(list, file, children)
        const all = variables(environment) ?? variables(own()) ?? {}
        const handed = children.variables(all, true)
        children.starting(file, given, all, true, handed)
        return apply(original, this, [file, args === undefined ? args : given, withVariables(all, handed, false)])
      },
    }).execve)
    return []
  },
})
