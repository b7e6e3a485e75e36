import type { Place } from './shell-place.ts'
import { indexOf, slice } from '../primordials.ts'

/** A backslash, or cmd's `^`: what follows is no syntax. */
export function readEscape(place: Place): void {
  const { frame, text, at } = place
  const next = slice(text, at + 1, at + 2)
  if (frame.isQuoted && indexOf('$`"\\\n', next) === -1) place.add('\\')
  frame.isPlain = false
  frame.isExpanded &&= next !== '$'
  // A line that goes on.
  if (next !== '\n') place.add(next)
  place.at += 2
}

/** `"`, at either end. */
export function readDoubleQuote(place: Place): void {
  place.frame.isQuoted = !place.frame.isQuoted
  place.frame.isPlain = false
  place.add('')
  place.at++
}

/** `'...'` */
export function readSingleQuotes(place: Place): void {
  const { frame, text, at } = place
  let end = indexOf(text, "'", at + 1)
  if (end === -1) end = text.length
  const inner = slice(text, at + 1, end)
  frame.isPlain = false
  frame.isExpanded &&= indexOf(inner, '$') === -1
  place.add(inner)
  place.at = end + 1
}

/** What begins with `$`: a substitution, a variable, `$'...'`. */
export function readDollar(place: Place): void {
  const { frame, language } = place
  frame.isPlain = false
  if (language === 'split' || language === 'cmd') place.add('$')
  else if (place.is('(', 1)) {
    place.open(')', 2, place.is('(', 2))
    return
  } else if (place.is('{', 1) && (place.is(' ', 2) || place.is('\n', 2) || place.is('\t', 2) || place.is('|', 2))) {
    // `${ command; }` of bash 5.3, ksh and zsh.
    place.open('}', place.is('|', 2) ? 3 : 2)
    return
  } else if (place.is('{', 1) && !frame.isQuoted) {
    frame.braces++
    place.add('${')
    place.at++
  } else if (place.is("'", 1) && !frame.isQuoted) {
    place.at++
    readAnsiQuotes(place)
    return
  } else if (!place.is('"', 1) || frame.isQuoted) place.add('$')
  place.at++
}

/** The quotes of `$'...'`: what a backslash makes is not worked out, but for quotes. */
function readAnsiQuotes(place: Place): void {
  const { text } = place
  place.frame.isExpanded = false
  let start = place.at + 1
  for (place.at = start; place.at < text.length && !place.is("'", 0); place.at++) {
    if (!place.is('\\', 0)) continue
    place.add(slice(text, start, place.at))
    start = ++place.at
  }
  place.add(slice(text, start, place.at++))
}

/** A line between backquotes. */
export function readBackquotes(place: Place): void {
  const { text } = place
  let inner = ''
  let start = ++place.at
  for (; place.at < text.length && !place.is('`', 0); place.at++) {
    if (!place.is('\\', 0) || !(place.is('`', 1) || place.is('\\', 1) || place.is('$', 1))) continue
    inner += slice(text, start, place.at)
    start = ++place.at
  }
  place.frame.words.line(inner + slice(text, start, place.at++), 'shell')
  place.frame.isPlain = false
  place.add('``')
}
