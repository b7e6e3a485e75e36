import type { Place } from './shell-place.ts'
import { endsWith, indexOf, slice, startsWith } from '../primordials.ts'

/** What ends a word, and, but for those of a redirection, a command. */
export const operators = ';&|\n()<>'

/** @param separates whether the `&` of `&>` ends a command */
export function readOperator(place: Place, letter: string, separates: boolean): void {
  if (letter === '<' || letter === '>') readRedirection(place)
  else if (letter === '&' && place.is('>', 1) && !separates) {
    place.flush()
    place.at++
    readRedirection(place)
  } else if (letter === '(') readBracket(place)
  else if (letter === ')') readClosingBracket(place)
  else if (letter === '\n') place.newLine()
  else {
    place.end()
    place.at++
  }
}

function readRedirection(place: Place): void {
  if (place.is('(', 1)) {
    place.open(')', 2)
    return
  }
  const { frame } = place
  // `2>x`, `{name}>x`: what stands before it is the descriptor's.
  if (frame.isBegun && frame.isPlain && isDescriptor(frame.word)) {
    frame.word = ''
    frame.isBegun = false
  } else place.flush()
  const isDocument = frame.arithmetic === -1 && place.is('<', 0) && place.is('<', 1)
  frame.target = !isDocument ? '>' : place.is('<', 2) ? '<<<' : place.is('-', 2) ? '<<-' : '<<'
  if (isDocument) place.at += frame.target.length
  else do place.at++; while (place.is('<', 0) || place.is('>', 0) || place.is('&', 0) || place.is('|', 0))
}

/** Digits, or `{name}`. */
function isDescriptor(word: string): boolean {
  if (startsWith(word, '{')) return endsWith(word, '}')
  for (let i = 0; i < word.length; i++) if (indexOf('0123456789', slice(word, i, i + 1)) === -1) return false
  return word !== ''
}

function readBracket(place: Place): void {
  place.end()
  const { frame } = place
  frame.brackets++
  if (place.is('(', 1) && frame.arithmetic === -1) frame.arithmetic = frame.brackets
  place.at++
}

function readClosingBracket(place: Place): void {
  const { frame } = place
  place.at++
  // Of a pattern: `case x in a) ...`.
  if (frame.cases?.brackets === frame.brackets) place.end()
  else if (frame.brackets > 0) {
    place.end()
    if (--frame.brackets < frame.arithmetic) frame.arithmetic = -1
  } else if (frame.closing === ')' && frame.outer !== undefined) place.close(frame.outer)
  else place.end()
}

/** Reads it where it is a word of the language: `{` alone begins a group, `}` in the place of a command ends it. Returns whether it is one. */
export function readBrace(place: Place, letter: string): boolean {
  const { frame } = place
  if (frame.isBegun) return false
  if (letter === '{') {
    if (!(frame.isFirst || frame.isCoprocess) || !(place.is(' ', 1) || place.is('\n', 1) || place.is('\t', 1) || place.is('(', 1))) return false
    if (!frame.isFirst) place.end()
    frame.groups++
  } else if (!frame.isFirst) return false
  else if (frame.groups > 0) frame.groups--
  else if (frame.closing === '}' && frame.outer !== undefined) place.close(frame.outer)
  place.at++
  return true
}
