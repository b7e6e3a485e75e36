import type { Circumstances } from './circumstances.ts'
import { CommandReader, deepest, most, Search } from './command-reader.ts'
import { languageOf } from './environment-lines.ts'
import { unreadable } from './deno-permissions.ts'
import { nameOf } from './program-name.ts'
import { append, indexOf, slice, startsWith } from '../primordials.ts'

/** What is about to be started, with what overt hands to it. */
export interface Starting {
  readonly file: string
  /** The name of the program first. */
  readonly args: readonly string[]
  /** `NAME=value` */
  readonly environment: readonly string[]
  /** The path of the configuration that a Deno or a Bun is handed; '' where there is none. */
  readonly configuration: string
}

/**
 * Why a node that this command starts will not load the preload, as far as the text tells: `env -i node`, `NODE_OPTIONS= node`, `sudo node`, and the like in a
 * shell line, or in a variable that is one; and why another runtime will not, which has to be told. This is a look at words (docs/design/shell.md): a script that does it, or a line made up at run time, is not seen, and a line that only prints
 * such words is. Where there is more than is read, that is the reason.
 */
export function unauditedReason({ file, args, environment, configuration }: Starting, circumstances: Circumstances): string | undefined {
  const search = new Search(circumstances, isBunTold(environment))
  // First: a function of bash's among them gives a name another meaning.
  for (let i = 0; i < environment.length; i++) {
    const variable = environment[i] ?? ''
    // A folder of the application's own may come first there.
    if (startsWith(variable, 'PATH=') && slice(variable, 'PATH='.length) !== circumstances.path) search.areNamesKept = false
    const language = languageOf(variable)
    if (language !== undefined) search.read(slice(variable, indexOf(variable, '=') + 1), new CommandReader(search), language)
  }
  const reader = new CommandReader(search)
  reader.word(file, '')
  // What a program of many names is started as: busybox(1).
  const called = args[0] ?? ''
  if (called !== '' && nameOf(called) !== nameOf(file)) reader.word(called, '')
  for (let i = 1; i < args.length && !reader.isDone(); i++) reader.word(args[i] ?? '', '')
  reader.end()
  if (search.found === undefined && configuration !== '' && isDeno(file, circumstances)) return unreadable(behind(args), configuration)
  return search.found ?? (search.isCut ? `lines within more than ${deepest} others, or of more than ${most} characters: the rest is not read, and may start what will not load overt` : undefined)
}

const isDeno = (file: string, { runtime, program }: Circumstances): boolean => nameOf(file) === 'deno' || (runtime === 'deno' && nameOf(file) === program)

/** The words behind the program's name. */
function behind(args: readonly string[]): readonly string[] {
  const words: string[] = []
  for (let i = 1; i < args.length; i++) append(words, args[i] ?? '')
  return words
}

/** Bun reads options in its environment as Node does. */
function isBunTold(environment: readonly string[]): boolean {
  for (let i = 0; i < environment.length; i++) {
    const variable = environment[i] ?? ''
    if (startsWith(variable, 'BUN_OPTIONS=') && indexOf(variable, '--preload') !== -1) return true
  }
  return false
}
