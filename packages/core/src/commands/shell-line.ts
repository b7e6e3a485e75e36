import { operators, readBrace, readOperator } from './shell-operators.ts'
import { Place } from './shell-place.ts'
import { readBackquotes, readDollar, readDoubleQuote, readEscape, readSingleQuotes } from './shell-quotes.ts'
import type { Language, Words } from './shell-words.ts'
import { charCodeAt, indexOf, slice } from '../primordials.ts'

/**
 * Reads a line once, from the left, in time that grows with its length: commands within commands are frames in memory, not calls. It expands nothing; what is
 * substituted stands in a word as `$()`. It is made to miss no command that a shell would run, and may take for one what is none.
 *
 * @param separates whether the `&` of `&>` ends a command, as in dash; in bash it is a redirection
 */
export function readLine(text: string, words: Words, language: Language, separates = false): void {
  const place = new Place(text, words, language)
  while (place.at < text.length && !words.isDone()) readNext(place, slice(text, place.at, place.at + 1), separates)
  while (place.frame.outer !== undefined) place.close(place.frame.outer)
  place.flush()
}

function readNext(place: Place, letter: string, separates: boolean): void {
  const { frame, language } = place
  const isCmd = language === 'cmd'
  if (isCmd ? letter === '^' && !frame.isQuoted : letter === '\\') readEscape(place)
  else if (letter === '"' && !(language === 'document' && frame.outer === undefined)) readDoubleQuote(place)
  else if (letter === '$') readDollar(place)
  else if (letter === '`' && language !== 'split' && !isCmd) readBackquotes(place)
  else if (frame.isQuoted) readPlain(place, letter)
  else if (letter === "'" && !isCmd) readSingleQuotes(place)
  else if (frame.braces > 0) {
    if (letter === '}') frame.braces--
    readPlain(place, letter)
  } else if (isBlank(letter, language)) {
    place.flush()
    place.at++
  } else if (letter === '#' && !frame.isBegun && frame.arithmetic === -1 && !isCmd) skipComment(place)
  else if (language === 'split') readPlain(place, letter)
  else if (indexOf(operators, letter) !== -1) readOperator(place, letter, separates)
  else if (!((letter === '{' || letter === '}') && readBrace(place, letter))) readPlain(place, letter)
}

function isBlank(letter: string, language: Language): boolean {
  if (letter === ' ' || letter === '\t' || letter === '\r') return true
  return (language === 'split' && letter === '\n') || (language === 'cmd' && (letter === ';' || letter === ','))
}

function skipComment(place: Place): void {
  const newLine = indexOf(place.text, '\n', place.at)
  place.at = newLine === -1 ? place.text.length : newLine
}

/** A letter that is itself, and those behind it. */
function readPlain(place: Place, letter: string): void {
  const { text } = place
  place.add(letter)
  const start = ++place.at
  while (place.at < text.length && isWordCharacter(charCodeAt(text, place.at))) place.at++
  if (place.at > start) place.add(slice(text, start, place.at))
}

const isWordCharacter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 64 && code <= 90) || (code >= 43 && code <= 58 && code !== 44) || code === 95 || code === 61 || code > 126
