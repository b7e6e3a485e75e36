import type { Words } from './shell-words.ts'

/** Words of the language after which a command begins. */
export const reserved: Readonly<Record<string, boolean>> = {
  __proto__: null as never,
  if: true, then: true, elif: true, else: true, fi: true, while: true, until: true, do: true, done: true, esac: true, '!': true, function: true, coproc: true,
}

/** A line, or a part of it that runs apart, as far as it was read. */
export interface Frame {
  readonly words: Words
  readonly outer: Frame | undefined
  /** What ends it: `)`, `}`, or '' for the line. */
  readonly closing: string
  word: string
  /** There is a word, be it empty. */
  isBegun: boolean
  /** Nothing in the word is quoted or substituted. */
  isPlain: boolean
  /** Each `$` in the word is the shell's: none is quoted. */
  isExpanded: boolean
  /** Between `"` and `"`. */
  isQuoted: boolean
  /** The next word may be one of the language. */
  isFirst: boolean
  /** After `coproc`, where a name may stand before `{`. */
  isCoprocess: boolean
  /** What the next word is for, where it is no word of the command: a redirection's operator, `function`. */
  target: string
  /** `(` that are open. */
  brackets: number
  /** `{` that are open. */
  groups: number
  /** `${` that are open. */
  braces: number
  /** `case` that are open: with how many brackets each began. */
  cases: Cases | undefined
  /** How many brackets were open in `((`, in which `<<` and `#` are operators; -1 outside. */
  arithmetic: number
}

interface Cases {
  readonly brackets: number
  readonly outer: Cases | undefined
}

export const frameOf = (words: Words, outer: Frame | undefined, closing: string): Frame => ({
  words, outer, closing, word: '', isBegun: false, isPlain: true, isExpanded: true, isQuoted: false, isFirst: true, isCoprocess: false, target: '', brackets: 0, groups: 0, braces: 0, cases: undefined, arithmetic: -1,
})
