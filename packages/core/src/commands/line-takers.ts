import type { Language } from './shell-words.ts'
import { lists } from './starters.ts'
import { indexOf, slice, startsWith, toLowerCase } from '../primordials.ts'

/** How a program is given a line to run. */
interface Taker {
  readonly language: Language
  /** Options whose value is a line, each between blanks. */
  readonly valued: string
  /** Whether `-c` among the letters of an option makes the first operand a line, and those behind it what its `$0`, `$1` ... are. */
  readonly isShell: boolean
  /** Options after which all words are one line. */
  readonly joining: string
  /** Whether all operands are one line. */
  readonly joins: boolean
  /** Whether the first operand is one. */
  readonly first: boolean
}

const none: Taker = { language: 'shell', valued: '', isShell: false, joining: '', joins: false, first: false }
const byValue = (valued: string): Taker => ({ ...none, valued: ` ${valued} ` })
let made: Readonly<Record<string, Taker>> | undefined

/** By their names. */
const takers = (): Readonly<Record<string, Taker>> => (made ??= createTakers())

function createTakers(): Readonly<Record<string, Taker>> {
  const shell: Taker = { ...none, isShell: true }
  const other = byValue('-c --command --commands -C --init-command -e --execute')
  const login = byValue('-c --command --session-command')
  const packages = byValue('-c --call --shell-mode')
  const windows: Taker = { ...none, joining: ' -c -command -co -com -comm -comma -comman -e -ec -f ' }
  return {
    __proto__: null as never,
    sh: shell, bash: shell, dash: shell, ash: shell, zsh: shell, ksh: shell, mksh: shell, ksh93: shell, yash: shell, rbash: shell, hush: shell, posh: shell, osh: shell, csh: shell, tcsh: shell,
    fish: other, nu: other, elvish: other, xonsh: other,
    su: login, runuser: login,
    script: byValue('-c --command'),
    flock: byValue('-c --command'),
    npx: packages, npm: packages, pnpm: packages, pnpx: packages,
    env: { ...none, language: 'split', valued: ' -S --split-string ' },
    cmd: { ...none, language: 'cmd', joining: ' /c /k /r ' },
    powershell: windows, pwsh: windows,
    eval: { ...none, joins: true },
    watch: { ...none, joins: true },
    trap: { ...none, first: true },
  }
}

/** What a word is, besides itself: a line of its own, more words of the same command, a part of a line that goes on with the next word. */
export type Reading = '' | 'line' | 'more' | 'part'

/** Tells which words of a command are lines, word by word: whatever stands before the name of a shell, that what follows `-c` is one. */
export interface LineTaker {
  /**
   * @param name the word as a program's name; '' for what the shell makes, which may be nothing
   * @param isProgram whether it stands where a program's name does
   */
  word(word: string, name: string, isProgram: boolean): Reading
  end(): void
  /** The line, of the last word that was one: all of it, or what stands behind an option. */
  readonly text: string
  readonly language: Language
  /** Whether the words behind it are the line's `$0`, `$1` and so on. */
  readonly takesWords: boolean
}

export function createLineTaker(): LineTaker {
  let taker = none
  /** The next word is a line: `-c` of a shell was seen, or an option whose value is one. */
  let isNext = false
  let isJoined = false
  let isValue = false

  function given(line: string): Reading {
    made.text = line
    made.takesWords = taker.isShell
    isNext = false
    return taker.language === 'split' ? 'more' : 'line'
  }

  /** The letters of an option of a shell's. */
  function shellOption(word: string): Reading {
    const isLong = startsWith(word, '--')
    if (startsWith(word, '-') && !isLong && indexOf(word, 'c') !== -1) isNext = true
    isValue = word === '--rcfile' || word === '--init-file' || (!isLong && toLowerCase(slice(word, -1)) === 'o')
    return ''
  }

  /** Long options can be cut short. */
  function longOption(word: string, valued: string): Reading {
    const equals = indexOf(word, '=')
    const isLine = word.length > 3 && indexOf(valued, ` ${equals === -1 ? word : slice(word, 0, equals)}`) !== -1
    if (isLine && equals !== -1) return given(slice(word, equals + 1))
    isNext = isLine
    return ''
  }

  function option(word: string): Reading {
    if (taker.isShell) return shellOption(word)
    const { valued, joining } = taker
    isJoined = joining !== '' && lists(joining, toLowerCase(word))
    if (valued === '') return ''
    if (startsWith(word, '--')) return longOption(word, valued)
    for (let i = 1; i < word.length; i++) {
      if (!lists(valued, `-${slice(word, i, i + 1)}`)) continue
      if (i < word.length - 1) return given(slice(word, i + 1))
      isNext = true
    }
    return ''
  }

  function begin(next: Taker): void {
    taker = next
    isNext = next.first
    isJoined = next.joins
    made.language = next.language
  }

  const isOption = (word: string): boolean => startsWith(word, '-') || (taker.isShell && startsWith(word, '+')) || (taker.joining !== '' && startsWith(word, '/'))

  const made: { -readonly [Name in keyof LineTaker]: LineTaker[Name] } = {
    text: '',
    language: 'shell',
    takesWords: false,
    word(word, name, isProgram) {
      made.text = word
      if (isJoined) return 'part'
      if (isValue) isValue = false
      else if (isNext && !(taker.isShell && isOption(word))) {
        if (taker.first && word === '--') return ''
        const reading = given(word)
        if (made.takesWords) taker = none
        return reading
      } else if (isOption(word)) return option(word)
      else {
        // The first operand of a shell, without `-c`, is a script. `${DEBUG:+-x}` may be an option.
        if (taker.isShell && name !== '') taker = none
        const next = takers()[name]
        if (next !== undefined && (isProgram || !(next.joins || next.first))) begin(next)
      }
      return ''
    },
    end() {
      begin(none)
      isValue = false
    },
  }
  return made
}
