import type { Circumstances } from './circumstances.ts'
import { createLineTaker, type LineTaker } from './line-takers.ts'
import { createScanner, type Scanner } from './lost-preload.ts'
import { createOtherRuntime, type OtherRuntime } from './other-runtime.ts'
import { changesNames, createNameReader, type NameReader } from './name-only.ts'
import { nameOf } from './program-name.ts'
import { readLine } from './shell-line.ts'
import { type Expanded, isExpansion, type Language, type Words } from './shell-words.ts'
import { append, charCodeAt, endsWith, indexOf, slice, startsWith } from '../primordials.ts'

/** Lines within lines: `sh -c "sh -c ..."`. */
export const deepest: number = 8
/** Characters that are read in the lines of one command, those of lines within lines again: eight times the longest argument of Linux. */
export const most: number = 1 << 20

/** What a reader costs, in characters: a line of nothing but `$(` makes one for each. */
const perReader = 256

/** What the shell puts into the place of a word, as a program's name: one is in `$SHELL`; '' where it is not known. */
const shellIn = (word: string): string => (indexOf(word, 'SHELL') !== -1 || indexOf(word, 'BASH') !== -1 ? 'sh' : '')

/** What a command was searched for, and what is left to be searched. */
export class Search {
  /** Why something that it starts is not audited. */
  found: string | undefined
  /** Whether more was there than is read. */
  isCut = false
  readonly circumstances: Circumstances
  /** Whether the environment tells Bun to load a preload. */
  isBunTold: boolean
  /** Whether the names of programs are what they are everywhere: nothing that was read gives them another meaning. */
  areNamesKept = true
  private depth = 0
  private left = most

  constructor(circumstances: Circumstances, isBunTold: boolean) {
    this.circumstances = circumstances
    this.isBunTold = isBunTold
  }

  /** Whether that much may be read yet. */
  takes(length: number): boolean {
    this.left -= length + 1
    if (this.left < 0) this.isCut = true
    return this.left >= 0
  }

  /** @param goesOn whether more words of its last command may follow */
  read(text: string, words: Words, language: Language, goesOn = false): void {
    if (this.depth === deepest) this.isCut = true
    if (this.isCut || this.found !== undefined || !this.takes(text.length)) return
    this.areNamesKept &&= !changesNames(text)
    this.depth++
    readLine(text, words, language)
    // What `&>` is depends on the shell.
    if (language === 'shell' && indexOf(text, '&>') !== -1 && this.takes(text.length)) {
      words.end()
      readLine(text, words, language, true)
    }
    if (!goesOn) words.end()
    this.depth--
  }
}

/** Reads the words of commands, those of an argument list or of a line, and of the lines that these are given to run. */
export class CommandReader implements Words {
  private readonly search: Search
  private readonly scanner: Scanner
  /** What `$0`, `$1` and so on are, where this is a line that was given to a shell with words behind it. */
  private readonly positional: readonly string[]
  private readonly taker: LineTaker = createLineTaker()
  private readonly other: OtherRuntime
  private readonly names: NameReader
  private readonly isSubstituted: boolean
  /** A line that goes on with the next word. */
  private part: CommandReader | undefined
  private isExpanding = false
  /** `$1` may be another of the words by now. */
  private isShifted = false
  /** A line whose `$0`, `$1` and so on are the words behind it. */
  private waiting: { readonly line: string; readonly words: string[] } | undefined

  /** @param isSubstituted whether what the commands print becomes words of another */
  constructor(search: Search, scanner: Scanner = createScanner(search.circumstances), positional: readonly string[] = [], isSubstituted = false) {
    this.search = search
    this.scanner = scanner
    this.positional = positional
    this.isSubstituted = isSubstituted
    this.names = createNameReader(isSubstituted)
    this.other = createOtherRuntime(search.circumstances)
  }

  isDone(): boolean {
    return this.search.found !== undefined || this.search.isCut
  }

  word(word: string, expanded: Expanded): void {
    if (this.isDone()) return
    if (startsWith(word, '$') && this.expanded(word)) return
    if (this.waiting !== undefined) append(this.waiting.words, word)
    const { taker } = this
    if (word === 'shift' || word === 'set') this.isShifted = true
    const reading = taker.word(word, isExpansion(word, expanded) ? shellIn(word) : nameOf(word), this.other.isNext())
    const { text, language } = taker
    // What stands before a line in the same word is an option: `-iS'node x'`.
    if (reading === '') this.told(word, expanded)
    else if (text !== word) this.told(slice(word, 0, word.length - text.length), '')
    if (reading === 'line' && taker.takesWords) this.waiting = { line: text, words: [] }
    else if (reading === 'line') this.line(text, language)
    else if (reading === 'more') this.search.read(text, this, language, true)
    else if (reading === 'part') {
      this.part ??= new CommandReader(this.search, this.scanner, [], this.isSubstituted)
      // cmd takes the quotes around its line away.
      const isQuoted = language === 'cmd' && startsWith(text, '"') && endsWith(text, '"')
      this.search.read(isQuoted ? slice(text, 1, -1) : text, this.part, language, true)
    }
    if (reading === 'line') this.other.value()
  }

  end(): void {
    const { waiting } = this
    this.waiting = undefined
    if (waiting !== undefined) {
      const below = new CommandReader(this.search, this.scanner.below(), waiting.words, this.isSubstituted)
      this.search.read(waiting.line, below, 'shell')
    }
    this.part?.end()
    this.part = undefined
    const name = this.other.untold()
    if (name !== '' && !(this.other.isBun() && this.search.isBunTold && this.scanner.lost() === '')) this.search.found ??= `\`${name}\` without a preload: it will not load overt`
    this.other.end()
    this.names.end()
    this.scanner.end()
    this.taker.end()
  }

  below(): Words {
    this.search.takes(perReader)
    return new CommandReader(this.search, this.scanner.below(), this.positional, true)
  }

  line(text: string, language: Language): void {
    this.search.read(text, this.below(), language)
  }

  /** A word that is a program's, an option's or an operand. */
  private told(word: string, expanded: Expanded): void {
    if (this.isDone()) return
    // Without its configuration it would judge by other rules, and keep no record.
    if (indexOf(word, 'BUN_OPTIONS') !== -1 || indexOf(word, 'OVERT_CONFIG') !== -1) this.search.isBunTold = false
    const isExpanded = isExpansion(word, expanded)
    if (startsWith(word, 'PATH=')) this.search.areNamesKept = false
    const isName = this.names.isName(word, nameOf(word), this.other.isCertain(), isExpanded)
    this.other.word(word, isExpanded)
    this.search.found ??= this.scanner.word(word, expanded, isName && this.search.areNamesKept)
  }

  /** `$@`, `$*`, `$1`, of which it is known what they are. */
  private expanded(word: string): boolean {
    const { positional } = this
    if (positional.length === 0 || this.isExpanding) return false
    const isBraced = startsWith(word, '${')
    const at = isBraced ? 2 : 1
    const name = slice(word, at, at + 1)
    const place = charCodeAt(name, 0) - 48
    const isAll = name === '@' || name === '*' || (this.isShifted && place > 0 && place <= 9)
    if (!isAll && !(place >= 0 && place <= 9)) return false
    this.isExpanding = true
    if (this.isShifted) this.other.anyOf()
    for (let i = isAll ? 1 : place; i < (isAll ? positional.length : place + 1) && !this.isDone(); i++) {
      const value = positional[i] ?? ''
      if (this.search.takes(value.length)) this.word(value, '')
    }
    this.isExpanding = false
    return true
  }
}
