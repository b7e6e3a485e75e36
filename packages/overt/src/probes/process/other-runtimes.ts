import { primordials, quoted, withOption } from '@overt/core'
import { createDenoArguments } from '@overt/core/commands'
import type { Handover, Variable } from '../children.ts'

const { append, concat } = primordials

/** What a Deno or a Bun among the children, or below them, is told so that it is audited as this process is. */
export interface OtherRuntimes {
  /** Variables that every child gets, each made of what it would have. */
  readonly variables: readonly Variable[]
  /** The arguments of a command, the name of the program first: those of a Deno with its preload. */
  readonly args: (file: string, args: readonly string[]) => readonly string[]
}

const bunVariable = 'BUN_OPTIONS'
const configurationVariable = 'OVERT_CONFIG'
const untold: OtherRuntimes = { variables: [], args: (_file, args) => args }
let made: OtherRuntimes | undefined

/** Settings that cannot be told by a configuration file are not told. */
export const otherRuntimes = (handover: Handover): OtherRuntimes => (made ??= make(handover))

function make({ told, others: { bun, deno } }: Handover): OtherRuntimes {
  if (told === undefined || (bun === undefined && deno === undefined)) return untold
  const configuration = { name: configurationVariable, value: (before: string | undefined) => (told === '' && before === undefined ? undefined : told) }
  const option = bun === undefined ? '' : quoted(`--preload=${bun}`)
  const argsOf = createDenoArguments(deno, undefined)
  return {
    variables: option === '' ? [configuration] : [configuration, { name: bunVariable, value: (before) => withOption(option, before) }],
    args(file, args) {
      if (args.length === 0) return args
      const rest: string[] = []
      for (let i = 1; i < args.length; i++) append(rest, args[i] ?? '')
      return concat([args[0] ?? ''], argsOf(file, rest))
    },
  }
}
