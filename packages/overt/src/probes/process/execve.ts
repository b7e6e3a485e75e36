import process from 'node:process'
import { type Audit, type Gap, primordials, type Probe, type Readers } from '@overt/core'
import { environmentOf, type Handover, pairsOf } from '../children.ts'
import { type IsProgram, joined } from './command.ts'
import { createRaiseDerived, type ShellCommands } from './derived.ts'
import { type Method, replace } from '../patch.ts'
import { absolute } from '../path.ts'

const { append, apply, defineProperty, indexOf, isArray, slice } = primordials

/** What this process is about to become, all of it read once. */
interface Program {
  readonly file: string
  readonly args: readonly string[]
}

const fields = (): Readers<'process.execve', Program> => ({
  file: ({ file }: Program) => absolute(file),
  args: ({ args }: Program) => args,
  command_line: ({ args }: Program) => joined(args),
})

/** `process.execve` (Node 22.15 and later): what this process becomes is audited as a child would be, with this thread's stream as its parent. */
export const createExecveProbe = (handover: Handover, program: IsProgram, shellCommands: ShellCommands): Probe => ({
  events: ['process.execve'],
  capturable: false,
  bindings: [],
  install(audit: Audit): readonly Gap[] {
    const operation = audit.operation('process.execve', fields)
    const raiseDerived = createRaiseDerived(audit, shellCommands, program)
    const here = replace(process, 'execve', (original: Method) => ({
      execve(this: unknown, file: unknown, given: unknown, environment: unknown): unknown {
        const args = given === undefined ? [] : texts(given)
        const pairs = environment === undefined ? undefined : pairsOf(environment)
        // What cannot be used is left to the platform's own error.
        if (typeof file !== 'string' || args === undefined || (environment !== undefined && pairs === undefined)) return apply(original, this, arguments)
        const variables = environmentOf(pairs, handover)
        const refusal = (operation.wanted === 0 ? undefined : audit.raise(operation, { file, args })) ?? raiseDerived({ file, args, cwd: '', environment: variables, detached: false }, undefined)
        if (refusal !== undefined) throw refusal.error
        handover.flush()
        return apply(original, this, [file, args, record(variables)])
      },
    }).execve)
    // It is here for children, whether or not anybody asks for its event.
    return here || operation.wanted === 0 ? [] : [{ event: 'process.execve', reason: 'absent', detail: 'this Node has no `process.execve`' }]
  },
})

/** A copy of a list of strings; undefined where it is something else. */
function texts(list: unknown): readonly string[] | undefined {
  if (!isArray(list)) return undefined
  const copy: string[] = []
  const { length } = list
  for (let i = 0; i < length; i++) {
    const value = list[i]
    if (typeof value !== 'string') return undefined
    append(copy, value)
  }
  return copy
}

function record(pairs: readonly string[]): object {
  const variables = {}
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] ?? ''
    const equals = indexOf(pair, '=')
    defineProperty(variables, slice(pair, 0, equals), { __proto__: null, value: slice(pair, equals + 1), writable: true, enumerable: true, configurable: true } as PropertyDescriptor)
  }
  return variables
}
