import { primordials } from '@overt/core'
import { nameOf } from './program-name.ts'
import { beginning, lists, optionOf, type Starter, starters, unclear } from './starters.ts'

const { indexOf, slice, startsWith } = primordials

/** What another runtime is told between its name and the program that it runs; after that, words are the program's. */
interface Runtime {
  readonly preloads: string
  /** Options whose value is the next word. */
  readonly valued: string
  /** Words before the program's name; of those that test, options may stand behind it too. */
  readonly subcommands: string
}
const bun: Runtime = {
  preloads: ' --preload --import --require -r ',
  valued: ' --cwd -c --config --env-file --tsconfig-override -d --define -l --loader --conditions --port --title -e --eval -p --print -F --filter --shell --drop --feature --install --console-depth --user-agent --main-fields --unhandled-rejections ',
  subcommands: ' run test x ',
}
const deno: Runtime = {
  // Of Deno, `-r` is `--reload`.
  preloads: ' --preload --import --require ',
  valued: ' -c --config --import-map --ext --location --seed -L --log-level --cert --port --host ',
  subcommands: ' run test bench serve eval repl ',
}
/** Other runtimes, which read no NODE_OPTIONS: overt is in them where they are told its preload. */
const runtimes: Readonly<Record<string, Runtime>> = { __proto__: null as never, bun, bunx: bun, deno }

/** More words than a command has. */
const all = 1e9

/** Reads a command word by word, through what starts another (`nohup`, `timeout 5`, `npx`), and says which other runtime it starts without a preload. */
export interface OtherRuntime {
  word(word: string): void
  /** A command ends, and another may follow. */
  end(): void
  /** Its name as the command has it, or ''. */
  untold(): string
}

export function createOtherRuntime(): OtherRuntime {
  let starter: Starter
  let program = ''
  /** How many more words may name the program: more than one where an option is not known, whose value the next one could be. */
  let chances = 1
  /** Words before that which cannot. */
  let before = 0
  let isValue = false
  let onlyWords = false
  let runtime: Runtime | undefined
  let name = ''
  let subcommand = ''

  function begin(next: Starter, called: string): void {
    starter = next
    program = called
    before = next.before
    onlyWords = false
    if (unclear[called] === true) chances = all
  }

  function end(): void {
    chances = 1
    isValue = false
    runtime = undefined
    name = ''
    subcommand = ''
    begin(beginning, '')
  }
  end()

  /** What may name the program that is started. */
  function named(word: string): void {
    const called = withoutVersion(nameOf(word))
    runtime = runtimes[called]
    const next = starters[`${program} ${called}`] ?? starters[called]
    if (runtime !== undefined) {
      name = word
      chances = 1
    } else if (next !== undefined) begin(next, called)
    else chances--
  }

  function option(word: string, starting: Starter): void {
    if (word === '--') onlyWords = true
    const kind = optionOf(starting, word)
    if (kind === 'valued') isValue = true
    // The next word may be its value, or the first of those that count: each is looked at.
    else if (kind === 'unknown' && word !== '--') {
      chances += before + 1
      before = 0
    }
  }

  /** What the other runtime is told. */
  function told(word: string, { preloads, valued, subcommands }: Runtime): void {
    const equals = indexOf(word, '=')
    const given = equals === -1 ? word : slice(word, 0, equals)
    if (word === '--') chances = 0
    else if (lists(preloads, given) || (startsWith(word, '-r') && lists(preloads, '-r'))) {
      name = ''
      chances = 0
    } else if (startsWith(word, '-')) isValue = lists(valued, word)
    else if (subcommand === '' && lists(subcommands, word)) subcommand = word
    else if (subcommand !== 'test') chances = 0
  }

  return {
    word(word) {
      if (chances <= 0) return
      if (isValue) isValue = false
      else if (runtime !== undefined) told(word, runtime)
      else if (startsWith(word, '-') && !onlyWords) option(word, starter)
      else if (starter.assigns && indexOf(word, '=') > 0) return
      else if (before > 0) before--
      else named(word)
    },
    end,
    untold: () => name,
  }
}

/** `bun@latest` */
function withoutVersion(name: string): string {
  const at = indexOf(name, '@')
  return at > 0 ? slice(name, 0, at) : name
}
