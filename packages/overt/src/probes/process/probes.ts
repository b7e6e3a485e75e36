import process from 'node:process'
import { primordials, type Probe, type Readers } from '@overt/core'
import type { Handover } from '../children.ts'
import { type Method, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import type { IsProgram } from './command.ts'
import { joined } from './command-line.ts'
import type { ShellCommands } from './derived.ts'
import type * as Part from './part.ts'

const { apply } = primordials

/** What judging a child needs besides the audit. */
export interface ChildParts {
  readonly handover: Handover
  /** Undefined where the engine is not the native one. */
  readonly native: { readonly isProgram: IsProgram; readonly shellCommands: NonNullable<ShellCommands> } | undefined
}

/** What this process is about to become, all of it read once. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
}

const fields = (): Readers<'process.execve', Program> => ({
  file: ({ file }: Program) => absolute(file),
  args: ({ args }: Program) => args,
  command_line: ({ args }: Program) => joined(args),
})

/** What is needed whoever listens: what an audited process starts is audited. Said before its part of the preload has run (../../preload-parts.ts). */
export const childrenProbes = (part: () => typeof Part, parts: ChildParts): readonly Probe[] => [
  { events: ['process.spawn', 'process.command'], capturable: false, bindings: ['process_wrap', 'spawn_sync'], install: (audit) => part().installProcess(audit, parts) },
  // Node 22.15 and later.
  {
    events: ['process.execve'],
    capturable: false,
    bindings: [],
    install(audit) {
      const operation = audit.operation('process.execve', fields)
      let execve: ReturnType<typeof Part.createExecve> | undefined
      const here = replace(process, 'execve', (original: Method) => ({
        execve(this: unknown): unknown {
          execve ??= part().createExecve(audit, operation, parts)
          return apply(execve as never, undefined, [original, this, arguments])
        },
      }).execve)
      // It is here for children, whether or not anybody asks for its event.
      return here || operation.wanted === 0 ? [] : [{ event: 'process.execve', reason: 'absent', detail: 'this Node has no `process.execve`' }]
    },
  },
]

/** What this process does to itself, to others, and asks of its machine. */
export const processProbes = (part: () => typeof Part, runtimeScript: () => string): readonly Probe[] => [
  { events: ['process.kill'], capturable: true, bindings: ['process_wrap'], install: (audit) => part().installSignals(audit) },
  { events: ['process.chdir', 'process.umask', 'process.set_id'], capturable: true, bindings: [], install: (audit) => part().installProcessState(audit) },
  { events: ['process.set_priority'], capturable: true, bindings: ['os'], module: 'os', install: (audit) => part().installPriority(audit) },
  { events: ['os.info'], capturable: true, bindings: ['os'], module: 'os', install: (audit) => part().installOs(audit, runtimeScript) },
]
