import { parseArgs } from 'node:util'
import { OvertError } from '@overt/core'
import { nearest } from './suggest.ts'

/** A subcommand: takes what stands behind its name, answers the exit code. */
export type Command = (args: readonly string[]) => number | Promise<number>

/** A command line that cannot be used. */
export class UsageError extends OvertError {
  constructor(message: string) {
    super('OVERT_USAGE', message)
    this.name = 'UsageError'
  }
}

/** The options of a subcommand by their long name. */
export type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>>

/** What was found: the texts of each option in their order (a switch that is on has one, empty), and what is no option. */
export interface Parsed {
  readonly values: ReadonlyMap<string, readonly string[]>
  readonly operands: readonly string[]
  has(name: string): boolean
  /** The last value of an option. */
  value(name: string): string | undefined
  /** All values of an option; nothing where it was not given. */
  list(name: string): readonly string[] | undefined
}

const help: Options[string] = { type: 'boolean', short: 'h' }

/**
 * Reads a command line. With `stopAtOperand` everything from the first operand on is left as it stands, for another program.
 *
 * @throws {UsageError} for an unknown option, a value that is missing, or one too many; it names what was probably meant
 */
export function parse(args: readonly string[], own: Options, stopAtOperand = false): Parsed {
  const options: Options = { help, ...own }
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const values = new Map<string, string[]>()
  const operands: string[] = []
  for (const token of tokens) {
    if (token.kind === 'option-terminator') {
      if (!stopAtOperand) continue
      operands.push(...args.slice(token.index + 1))
      break
    }
    if (token.kind === 'positional') {
      if (stopAtOperand) {
        operands.push(...args.slice(token.index))
        break
      }
      operands.push(token.value)
      continue
    }
    if (!Object.hasOwn(options, token.name)) throw unknown(token.rawName, Object.keys(options))
    const { type, multiple } = options[token.name] ?? help
    const before = values.get(token.name) ?? []
    if (before.length > 0 && multiple !== true && type === 'string') throw new UsageError(`\`${token.rawName}\` stands twice; give it once`)
    values.set(token.name, [...before, type === 'boolean' ? flag(token) : text(token)])
  }
  return {
    values,
    operands,
    has: (name) => values.has(name),
    value: (name) => values.get(name)?.at(-1),
    list: (name) => values.get(name),
  }
}

interface OptionToken {
  readonly rawName: string
  readonly value?: string | undefined
  readonly inlineValue?: boolean | undefined
}

function unknown(rawName: string, known: readonly string[]): UsageError {
  const near = nearest(rawName.replace(/^-+/, ''), known)
  return new UsageError(`the option \`${rawName}\` is unknown; ${near === undefined ? '`--help` lists the options' : `did you mean \`--${near}\`?`}`)
}

function flag({ rawName, value }: OptionToken): string {
  if (value !== undefined) throw new UsageError(`\`${rawName}\` takes no value; leave out \`${value}\``)
  return ''
}

function text({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined || value === '') throw new UsageError(`\`${rawName}\` needs a value: \`${rawName} VALUE\``)
  if (inlineValue !== true && value.startsWith('-')) throw new UsageError(`\`${rawName}\` needs a value, but \`${value}\` follows; a value that begins with \`-\` is written \`${rawName}=${value}\``)
  return value
}

/** @throws {UsageError} for an argument that is no option */
export function noOperand({ operands }: Parsed): void {
  if (operands.length > 0) throw new UsageError(`no argument is needed, \`${operands[0] ?? ''}\` is one too many`)
}

/** At most one operand: a folder, say. */
export function oneOperand({ operands }: Parsed, fallback: string): string {
  if (operands.length > 1) throw new UsageError(`one argument is enough, \`${operands[1] ?? ''}\` is one too many`)
  return operands[0] ?? fallback
}
