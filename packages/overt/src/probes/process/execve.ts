import { type Audit, type Operation, primordials } from '@overt/core'
import { environmentOf, pairsOf } from '../children.ts'
import { isProgram } from '../regular-file.ts'
import { createRaiseDerived } from './derived.ts'
import type { Method } from '../patch.ts'
import type { ChildParts, Program } from './probes.ts'
import { otherRuntimes } from './other-runtimes.ts'
import { unauditedReason } from './unaudited.ts'

const { append, apply, argumentAt, defineProperty, indexOf, isArray, slice } = primordials

/** `process.execve`, audited: what this process becomes is handed what a child would be, with this thread's stream as its parent. */
export function createExecve(audit: Audit, operation: Operation<Program>, { handover, native }: ChildParts): (original: Method, self: unknown, given: ArrayLike<unknown>) => unknown {
  const raiseDerived = createRaiseDerived(audit, native?.shellCommands, native?.isProgram ?? isProgram)
  return (original, self, given) => {
    const file = given[0]
    const list = argumentAt(given, 1)
    const variables = argumentAt(given, 2)
    const args = list === undefined ? [] : texts(list)
    const pairs = variables === undefined ? undefined : pairsOf(variables)
    // What cannot be used is left to the platform's own error.
    if (typeof file !== 'string' || args === undefined || (variables !== undefined && pairs === undefined)) return apply(original, self, given)
    const others = otherRuntimes(handover)
    const environment = environmentOf(pairs, handover, others.variables)
    const command = { file, args, cwd: '', environment, detached: false }
    const refusal = (operation.wanted === 0 ? undefined : audit.raise(operation, { file, args })) ?? raiseDerived(command, undefined)
    if (refusal !== undefined) throw refusal.error
    const handed = others.args(file, args)
    const reason = unauditedReason({ ...command, args: handed, configuration: handover.told ?? '' })
    if (reason !== undefined) handover.unaudited(reason)
    handover.flush()
    return apply(original, self, [file, handed, record(environment)])
  }
}

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
