import { primordials } from '@overt/core'
import { type Documents, readDocuments } from './here-documents.ts'
import { type Frame, frameOf, operators, reserved } from './shell-frame.ts'

const { charCodeAt, endsWith, indexOf, lastIndexOf, slice, startsWith } = primordials

/**
 * Whose rules a text is split by: a POSIX shell's, with what bash adds; those of `env -S`, which knows quotes and no operators; cmd's; of a here-document, in
 * which only what is substituted runs.
 */
export type Language = 'shell' | 'split' | 'cmd' | 'document'

/** By which sign variables are put into a word, all of which have it; '' for none. */
export type Expanded = '' | '$' | '%'

/** Whether a word begins with what the shell puts there, which may be nothing: `$SUDO node x`. `$HOME/.bun/bin/bun` has a name behind it. */
export const isExpansion = (word: string, expanded: Expanded): boolean => expanded === '$' && (startsWith(word, '$') || startsWith(word, '`')) && !isFile(word)

/** Whether behind the last `/` stands what the shell leaves as it is. */
function isFile(word: string): boolean {
  const name = slice(word, lastIndexOf(word, '/') + 1)
  return name.length < word.length && name !== '' && indexOf(name, '$') === -1 && indexOf(name, '`') === -1 && indexOf(name, '}') === -1
}

/** Where the words of a line go, without quotes and redirections. */
export interface Words {
  word(word: string, expanded: Expanded): void
  /** A command ends, and another may follow: `;`, `|`, `&`, a new line, a bracket. */
  end(): void
  /** For commands that run apart: `$(...)`. */
  below(): Words
  /** A text that is a line of its own: between backquotes, of a here-document, after `<<<`. */
  line(text: string, language: Language): void
  /** Whether nothing more needs to be read. */
  isDone(): boolean
}

const blank = /* space, tab, carriage return */ ' \t\r'

/**
 * Reads a line once, from the left, in time that grows with its length: commands within commands are frames in memory, not calls. It expands nothing; what is
 * substituted stands in a word as `$()`. It is made to miss no command that a shell would run, and may take for one what is none.
 *
 * @param separates whether the `&` of `&>` ends a command, as in dash; in bash it is a redirection
 */
export function readLine(text: string, words: Words, language: Language, separates = false): void {
  let at = 0
  let frame: Frame = frameOf(words, undefined, '')
  frame.isQuoted = language === 'document'
  let documents: Documents | undefined
  const is = (letter: string, offset: number): boolean => slice(text, at + offset, at + offset + 1) === letter

  function add(part: string): void {
    frame.word += part
    frame.isBegun = true
  }

  /** The word is complete. */
  function flush(): void {
    if (!frame.isBegun) return
    const { word, isPlain, isExpanded, target } = frame
    frame.word = ''
    frame.isBegun = false
    frame.isPlain = true
    frame.isExpanded = true
    frame.target = ''
    if (target === '<<' || target === '<<-') documents = { end: word, isIndented: target === '<<-', before: documents }
    else if (target === '<<<') frame.words.line(word, 'shell')
    if (target !== '') return
    if (frame.isFirst && isPlain && language === 'shell') {
      if (word === 'case') frame.cases = { brackets: frame.brackets, outer: frame.cases }
      else if (word === 'esac') frame.cases = frame.cases?.outer
      else if (word === 'function') frame.target = word
      else if (word === 'coproc') frame.isCoprocess = true
      if (reserved[word] === true) return
      if (startsWith(word, '{')) {
        parts(word)
        return
      }
    }
    frame.isFirst = false
    frame.words.word(word, language === 'cmd' ? '%' : isExpanded && language !== 'split' ? '$' : '')
  }

  /** `{bun,x}`: bash makes two words of it. */
  function parts(word: string): void {
    let start = 1
    const end = endsWith(word, '}') ? word.length - 1 : word.length
    while (start <= end) {
      let comma = indexOf(word, ',', start)
      if (comma === -1 || comma > end) comma = end
      if (comma > start) frame.words.word(slice(word, start, comma), '')
      start = comma + 1
    }
    frame.isFirst = false
  }

  function end(): void {
    flush()
    frame.target = ''
    frame.words.end()
    frame.isFirst = true
    frame.isCoprocess = false
  }

  function open(closing: string, length: number, isArithmetic = false): void {
    frame = frameOf(frame.words.below(), frame, closing)
    if (isArithmetic) frame.arithmetic = 0
    at += length
  }

  function close(outer: Frame): void {
    end()
    frame = outer
    add('$()')
  }

  /** A backslash, or cmd's `^`: what follows is no syntax. */
  function escape(): void {
    const next = slice(text, at + 1, at + 2)
    if (frame.isQuoted && indexOf('$`"\\\n', next) === -1) add('\\')
    frame.isPlain = false
    frame.isExpanded &&= next !== '$'
    // A line that goes on.
    if (next !== '\n') add(next)
    at += 2
  }

  function dollar(): void {
    frame.isPlain = false
    if (language === 'split' || language === 'cmd') add('$')
    else if (is('(', 1)) {
      open(')', 2, is('(', 2))
      return
    } else if (is('{', 1) && (is(' ', 2) || is('\n', 2) || is('\t', 2) || is('|', 2))) {
      // `${ command; }` of bash 5.3, ksh and zsh.
      open('}', is('|', 2) ? 3 : 2)
      return
    } else if (is('{', 1) && !frame.isQuoted) {
      frame.braces++
      add('${')
      at++
    } else if (is("'", 1) && !frame.isQuoted) {
      at++
      ansi()
      return
    } else if (!is('"', 1) || frame.isQuoted) add('$')
    at++
  }

  /** `'...'` */
  function single(): void {
    let end = indexOf(text, "'", at + 1)
    if (end === -1) end = text.length
    const inner = slice(text, at + 1, end)
    frame.isPlain = false
    frame.isExpanded &&= indexOf(inner, '$') === -1
    add(inner)
    at = end + 1
  }

  /** `$'...'`: what a backslash makes is not worked out, but for quotes. */
  function ansi(): void {
    frame.isExpanded = false
    let start = at + 1
    for (at = start; at < text.length && !is("'", 0); at++) {
      if (!is('\\', 0)) continue
      add(slice(text, start, at))
      start = ++at
    }
    add(slice(text, start, at++))
  }

  function backquote(): void {
    let inner = ''
    let start = ++at
    for (; at < text.length && !is('`', 0); at++) {
      if (!is('\\', 0) || !(is('`', 1) || is('\\', 1) || is('$', 1))) continue
      inner += slice(text, start, at)
      start = ++at
    }
    frame.words.line(inner + slice(text, start, at++), 'shell')
    frame.isPlain = false
    add('``')
  }

  function redirect(): void {
    if (is('(', 1)) {
      open(')', 2)
      return
    }
    // `2>x`, `{name}>x`: what stands before it is the descriptor's.
    if (frame.isBegun && frame.isPlain && isDescriptor(frame.word)) {
      frame.word = ''
      frame.isBegun = false
    } else flush()
    const document = frame.arithmetic === -1 && is('<', 0) && is('<', 1)
    frame.target = !document ? '>' : is('<', 2) ? '<<<' : is('-', 2) ? '<<-' : '<<'
    if (document) at += frame.target.length
    else do at++; while (is('<', 0) || is('>', 0) || is('&', 0) || is('|', 0))
  }

  function bracket(): void {
    end()
    frame.brackets++
    if (is('(', 1) && frame.arithmetic === -1) frame.arithmetic = frame.brackets
    at++
  }

  function closingBracket(): void {
    at++
    // Of a pattern: `case x in a) ...`.
    if (frame.cases?.brackets === frame.brackets) end()
    else if (frame.brackets > 0) {
      end()
      if (--frame.brackets < frame.arithmetic) frame.arithmetic = -1
    } else if (frame.closing === ')' && frame.outer !== undefined) close(frame.outer)
    else end()
  }

  /** Whether it is a word of the language: `{` alone begins a group, `}` in the place of a command ends it. */
  function brace(letter: string): boolean {
    if (frame.isBegun) return false
    if (letter === '{') {
      if (!(frame.isFirst || frame.isCoprocess) || !(is(' ', 1) || is('\n', 1) || is('\t', 1) || is('(', 1))) return false
      if (!frame.isFirst) end()
      frame.groups++
    } else if (!frame.isFirst) return false
    else if (frame.groups > 0) frame.groups--
    else if (frame.closing === '}' && frame.outer !== undefined) close(frame.outer)
    at++
    return true
  }

  /** Reads the bodies of the here-documents that were begun on the line that ends here. */
  function newLine(): void {
    end()
    at++
    if (documents === undefined) return
    at = readDocuments(text, at, documents, frame.words)
    documents = undefined
  }

  function operator(letter: string): void {
    if (letter === '<' || letter === '>') redirect()
    else if (letter === '&' && is('>', 1) && !separates) {
      flush()
      at++
      redirect()
    } else if (letter === '(') bracket()
    else if (letter === ')') closingBracket()
    else if (letter === '\n') newLine()
    else {
      end()
      at++
    }
  }

  function comment(): void {
    const newline = indexOf(text, '\n', at)
    at = newline === -1 ? text.length : newline
  }

  function next(letter: string): void {
    const isCmd = language === 'cmd'
    if (isCmd ? letter === '^' && !frame.isQuoted : letter === '\\') escape()
    else if (letter === '"' && !(language === 'document' && frame.outer === undefined)) {
      frame.isQuoted = !frame.isQuoted
      frame.isPlain = false
      add('')
      at++
    } else if (letter === '$') dollar()
    else if (letter === '`' && language !== 'split' && !isCmd) backquote()
    else if (frame.isQuoted) plain(letter)
    else if (letter === "'" && !isCmd) {
      single()
    } else if (frame.braces > 0) {
      if (letter === '}') frame.braces--
      plain(letter)
    } else if (indexOf(blank, letter) !== -1 || (language === 'split' && letter === '\n') || (isCmd && (letter === ';' || letter === ','))) {
      flush()
      at++
    } else if (letter === '#' && !frame.isBegun && frame.arithmetic === -1 && !isCmd) comment()
    else if (language === 'split') plain(letter)
    else if (indexOf(operators, letter) !== -1) operator(letter)
    else if (!((letter === '{' || letter === '}') && brace(letter))) plain(letter)
  }

  /** A letter that is itself, and those behind it. */
  function plain(letter: string): void {
    add(letter)
    const start = ++at
    while (at < text.length && isWordCharacter(charCodeAt(text, at))) at++
    if (at > start) add(slice(text, start, at))
  }

  while (at < text.length && !words.isDone()) next(slice(text, at, at + 1))
  while (frame.outer !== undefined) close(frame.outer)
  flush()
}

const isWordCharacter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 64 && code <= 90) || (code >= 43 && code <= 58 && code !== 44) || code === 95 || code === 61 || code > 126

/** Digits, or `{name}`. */
function isDescriptor(word: string): boolean {
  if (startsWith(word, '{')) return endsWith(word, '}')
  for (let i = 0; i < word.length; i++) if (indexOf('0123456789', slice(word, i, i + 1)) === -1) return false
  return word !== ''
}
