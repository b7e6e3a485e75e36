import { type Documents, readDocuments } from './here-documents.ts'
import { type Frame, frameOf, reserved } from './shell-frame.ts'
import type { Language, Words } from './shell-words.ts'
import { endsWith, indexOf, slice, startsWith } from '../primordials.ts'

/** Where the reading of a line is: at which letter, in which frame; and how words, commands and frames begin and end there. */
export class Place {
  readonly text: string
  readonly language: Language
  at = 0
  frame: Frame
  /** Here-documents that were begun on this line. */
  private documents: Documents | undefined

  constructor(text: string, words: Words, language: Language) {
    this.text = text
    this.language = language
    this.frame = frameOf(words, undefined, '')
    this.frame.isQuoted = language === 'document'
  }

  /** Whether this letter stands that many letters further on. */
  is(letter: string, offset: number): boolean {
    return slice(this.text, this.at + offset, this.at + offset + 1) === letter
  }

  add(part: string): void {
    this.frame.word += part
    this.frame.isBegun = true
  }

  /** The word is complete. */
  flush(): void {
    const { frame, language } = this
    if (!frame.isBegun) return
    const { word, isPlain, isExpanded, target } = frame
    frame.word = ''
    frame.isBegun = false
    frame.isPlain = true
    frame.isExpanded = true
    frame.target = ''
    if (target === '<<' || target === '<<-') this.documents = { end: word, isIndented: target === '<<-', before: this.documents }
    else if (target === '<<<') frame.words.line(word, 'shell')
    if (target !== '') return
    if (frame.isFirst && isPlain && language === 'shell') {
      if (word === 'case') frame.cases = { brackets: frame.brackets, outer: frame.cases }
      else if (word === 'esac') frame.cases = frame.cases?.outer
      else if (word === 'function') frame.target = word
      else if (word === 'coproc') frame.isCoprocess = true
      if (reserved[word] === true) return
      if (startsWith(word, '{')) {
        giveParts(word, frame)
        return
      }
    }
    frame.isFirst = false
    frame.words.word(word, language === 'cmd' ? '%' : isExpanded && language !== 'split' ? '$' : '')
  }

  /** The command is complete. */
  end(): void {
    this.flush()
    const { frame } = this
    frame.target = ''
    frame.words.end()
    frame.isFirst = true
    frame.isCoprocess = false
  }

  /** What runs apart begins, behind that many letters. */
  open(closing: string, length: number, isArithmetic = false): void {
    this.frame = frameOf(this.frame.words.below(), this.frame, closing)
    if (isArithmetic) this.frame.arithmetic = 0
    this.at += length
  }

  /** What runs apart is complete. */
  close(outer: Frame): void {
    this.end()
    this.frame = outer
    this.add('$()')
  }

  /** Reads the bodies of the here-documents that were begun on the line that ends here. */
  newLine(): void {
    this.end()
    this.at++
    if (this.documents === undefined) return
    this.at = readDocuments(this.text, this.at, this.documents, this.frame.words)
    this.documents = undefined
  }
}

/** `{bun,x}`: bash makes two words of it. */
function giveParts(word: string, frame: Frame): void {
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
