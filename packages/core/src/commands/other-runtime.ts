import type { Circumstances } from './circumstances.ts'
import { nameOf } from './program-name.ts'
import { deno, type Runtime, runtimes } from './runtime-options.ts'
import { beginning, lists, optionOf, type Starter, starters, unclear } from './starters.ts'
import { indexOf, slice, startsWith } from '../primordials.ts'

/** More words than a command has. */
const all = 1e9
const anything: Starter = { valued: '', flags: '', before: 0, assigns: false, naming: '' }

/** Reads a command word by word, through what starts another (`nohup`, `timeout 5`, `npx`), and says which other runtime it starts without a preload. */
export interface OtherRuntime {
  /** @param isExpanded whether a shell puts something else in its place, which may be nothing */
  word(word: string, isExpanded: boolean): void
  /** A command ends, and another may follow. */
  end(): void
  /** What is read elsewhere stands where an option's value would. */
  value(): void
  /** Any of the next words may name the program, if the next one may. */
  anyOf(): void
  /** Whether the next word may name a program. */
  isNext(): boolean
  /** Whether the next word names it, if it is no option. */
  isCertain(): boolean
  /** Its name as the command has it, or ''. */
  untold(): string
  /** Whether that is Bun, which reads options in its environment. */
  isBun(): boolean
}

export function createOtherRuntime({ program: own, runtime: ownRuntime }: Circumstances): OtherRuntime {
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
  let isFirst = true
  let subcommand = ''
  let isPreloaded = false
  let isEvaluated = false
  let isSilent = false

  function begin(next: Starter, called: string): void {
    starter = next
    program = called
    before = next.before
    onlyWords = false
    isSilent = next.naming !== ''
    if (unclear[called] === true) chances = all
  }

  function end(): void {
    chances = 1
    isValue = false
    runtime = undefined
    name = ''
    subcommand = ''
    isPreloaded = false
    isEvaluated = false
    begin(beginning, '')
  }
  end()

  const isNext = (): boolean => chances > 0 && before === 0 && !isValue && !isSilent && runtime === undefined

  /** What may name the program that is started. */
  function named(word: string): void {
    const called = withoutVersion(nameOf(word))
    runtime = runtimes[called === own ? ownRuntime : called]
    const known = starters()
    const next = known[`${program} ${called}`] ?? known[called] ?? (unclear[called] === true ? anything : undefined)
    if (runtime !== undefined) {
      name = word
      isFirst = true
      chances = 1
    } else if (next !== undefined) begin(next, called)
    else chances--
  }

  function option(word: string, starting: Starter): void {
    if (lists(starting.naming, word)) {
      chances = 1
      isSilent = false
    }
    if (word === '--') onlyWords = true
    const kind = optionOf(starting, word)
    if (kind === 'valued') isValue = true
    // The next word may be its value, or the first of those that count: each is looked at.
    else if (kind === 'unknown' && word !== '--') {
      chances += before + 1
      before = 0
    }
  }

  /** What the shell puts there may be one of the words before the program's name (`timeout $T bun x`), or nothing, or options (`timeout $OPTIONS 5 bun x`). */
  function expansion(): void {
    if (before === 0) return
    before--
    chances++
  }

  /** What the other runtime is told. */
  function told(word: string, { asks, preloads, valued, evaluates, subcommands, named }: Runtime): void {
    if (isFirst && lists(asks, word)) {
      name = ''
      chances = 0
      return
    }
    isFirst = false
    const equals = indexOf(word, '=')
    const given = equals === -1 ? word : slice(word, 0, equals)
    if (word === '--') chances = 0
    else if (lists(preloads, given) || (startsWith(word, '-r') && lists(preloads, '-r'))) {
      isPreloaded = true
      isValue = word === given && (word.length === 2 || startsWith(word, '--'))
    } else if (startsWith(word, '-') && word !== '-') {
      isEvaluated ||= lists(evaluates, given)
      isValue = lists(valued, word)
    } else if (subcommand === '' && lists(subcommands, word)) subcommand = word
    else if (subcommand !== 'test') {
      chances = 0
      // What does not look like a file may be a script of package.json, which runs in a process of its own.
      if (!lists(named, subcommand) && !isEvaluated && !looksLikeFile(word)) isPreloaded = false
    }
  }

  return {
    word(word, isExpanded) {
      if (chances <= 0) return
      if (isValue) isValue = false
      else if (isExpanded && runtime === undefined) expansion()
      else if (runtime !== undefined) told(word, runtime)
      else if (startsWith(word, '-') && !onlyWords) option(word, starter)
      else if (starter.assigns && indexOf(word, '=') > 0) return
      else if (isSilent) return
      else if (before > 0) before--
      else named(word)
    },
    end,
    value() {
      isValue = false
    },
    anyOf() {
      if (chances > 0) chances = all
    },
    isNext,
    isCertain: () => chances === 1 && isNext(),
    untold: () => (isPreloaded ? '' : name),
    isBun: () => runtime !== undefined && runtime !== deno,
  }
}

const looksLikeFile = (word: string): boolean => word === '-' || indexOf(word, '.') !== -1 || indexOf(word, '/') !== -1 || indexOf(word, ':') !== -1

/** `bun@latest` */
function withoutVersion(name: string): string {
  const at = indexOf(name, '@')
  return at > 0 ? slice(name, 0, at) : name
}
