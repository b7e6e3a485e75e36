import { type Audit, primordials, type Readers, type Refusal } from '@overt/core'
import { type Command, type IsProgram, programOf } from './command.ts'
import { joined } from './command-line.ts'

const { parse, stringsOf } = primordials

/** What a program runs besides itself, by its arguments after the name, as JSON (crates/shell); undefined where there is no native engine to parse. */
export type ShellCommands = ((program: string, args: readonly string[]) => string | null) | undefined

/** A command as the native parser tells it. */
interface Parsed {
  readonly words: readonly string[]
  readonly text: string
  readonly parent: number | null
  readonly unknown: string | null
}

/** One of the commands of what is started. */
interface Derived {
  readonly parsed: Parsed
  readonly parent: Parsed | undefined
  readonly command: Command
  readonly spawn: number | undefined
}

/** Raises `process.command` for each command that a program will run besides itself; undefined when none of them is refused. */
export type RaiseDerived = (command: Command, spawn: number | undefined) => Refusal | undefined

export function createRaiseDerived(audit: Audit, shellCommands: ShellCommands, program: IsProgram): RaiseDerived {
  if (shellCommands === undefined) return () => undefined
  const fileOf = ({ words, unknown }: Parsed, command: Command): string | undefined =>
    words.length === 0 || unknown !== null ? undefined : programOf({ ...command, file: words[0] ?? '' }, program)
  const fields = (): Readers<'process.command', Derived> => ({
    file: ({ parsed, command }: Derived) => fileOf(parsed, command),
    command_line: ({ parsed }: Derived) => parsed.text,
    derived: () => true,
    parent_file: ({ parent, command }: Derived) => (parent === undefined ? programOf(command, program) : fileOf(parent, command)),
    parent_command_line: ({ parent, command }: Derived) => (parent === undefined ? joined(command.args) : joined(parent.words)),
    args: ({ parsed }: Derived) => parsed.words,
    unknown: ({ parsed }: Derived) => parsed.unknown ?? undefined,
    spawn: ({ spawn }: Derived) => spawn,
  })
  const operation = audit.operation('process.command', fields)
  return (command, spawn) => {
    if (operation.wanted === 0) return undefined
    const found = shellCommands(command.file, behindName(command.args))
    if (found === null) return undefined
    const list = parse(found) as readonly Parsed[]
    for (let i = 0; i < list.length; i++) {
      const parsed = list[i]
      if (parsed === undefined) continue
      const refusal = audit.raise(operation, { parsed, parent: parsed.parent === null ? undefined : list[parsed.parent], command, spawn })
      if (refusal !== undefined) return refusal
    }
    return undefined
  }
}

function behindName(args: readonly string[]): readonly string[] {
  const rest = stringsOf(args.length === 0 ? 0 : args.length - 1)
  for (let i = 0; i < rest.length; i++) rest[i] = args[i + 1] ?? ''
  return rest
}
