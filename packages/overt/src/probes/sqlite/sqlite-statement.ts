import { primordials } from '@overt/core'

const { charCodeAt, indexOf, slice, toLowerCase } = primordials

/** A database that a statement opens; undefined where its name is an expression or a parameter. */
export interface Opened {
  readonly name: string | undefined
}

/**
 * The databases that SQL opens besides the one that it is run on: `ATTACH [DATABASE] name`, `VACUUM [schema] INTO name`. Both are whole statements, so only
 * the first words of each are looked at (https://sqlite.org/lang_attach.html, lang_vacuum.html).
 */
export function openedBy(sql: string, each: (opened: Opened) => void): void {
  const lower = toLowerCase(sql)
  if (indexOf(lower, 'attach') === -1 && indexOf(lower, 'vacuum') === -1) return
  let at = 0
  while (at < sql.length) {
    const first = tokenAt(sql, at)
    const second = tokenAt(sql, first.end)
    const word = toLowerCase(first.text)
    if (word === 'attach') {
      const isWord = toLowerCase(second.text) === 'database' && !second.quoted
      each(nameOf(isWord ? tokenAt(sql, second.end) : second))
    } else if (word === 'vacuum') {
      const third = tokenAt(sql, second.end)
      if (isInto(second)) each(nameOf(third))
      else if (isInto(third)) each(nameOf(tokenAt(sql, third.end)))
    }
    let end = first
    while (end.text !== ';' && end.end < sql.length) end = tokenAt(sql, end.end)
    at = end.end
  }
}

interface Token {
  /** A word, a character, or what stands between quotes. */
  readonly text: string
  readonly quoted: boolean
  readonly end: number
}

const isInto = (token: Token): boolean => !token.quoted && toLowerCase(token.text) === 'into'
/** In double quotes it is a text as well, where no column is named so; and here there are no columns. */
const nameOf = (token: Token): Opened => ({ name: token.quoted ? token.text : undefined })

/** The next token from `at`, after white space and comments; an empty one at the end. */
function tokenAt(sql: string, at: number): Token {
  let start = at
  for (;;) {
    const code = charCodeAt(sql, start)
    // A byte order mark is white space to SQLite.
    if (code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xfeff) start++
    else if (code === 0x2d && charCodeAt(sql, start + 1) === 0x2d) start = after(sql, '\n', start)
    else if (code === 0x2f && charCodeAt(sql, start + 1) === 0x2a) start = after(sql, '*/', start + 2)
    else break
  }
  const code = charCodeAt(sql, start)
  if (code === 0x27 || code === 0x22 || code === 0x60) return quotedAt(sql, start, code)
  if (code === 0x5b) {
    const end = after(sql, ']', start)
    return { text: slice(sql, start + 1, end - 1), quoted: true, end }
  }
  let end = start
  while (end < sql.length && isWordCharacter(charCodeAt(sql, end))) end++
  if (end === start && start < sql.length) end++
  return { text: slice(sql, start, end), quoted: false, end }
}

/** A quote is doubled within. */
function quotedAt(sql: string, start: number, quote: number): Token {
  let text = ''
  let from = start + 1
  for (let at = from; at < sql.length; at++) {
    if (charCodeAt(sql, at) !== quote) continue
    text += slice(sql, from, at)
    if (charCodeAt(sql, at + 1) !== quote) return { text, quoted: true, end: at + 1 }
    from = at + 1
    at++
  }
  return { text: text + slice(sql, from), quoted: true, end: sql.length }
}

function after(sql: string, what: string, from: number): number {
  const found = indexOf(sql, what, from)
  return found === -1 ? sql.length : found + what.length
}

const isWordCharacter = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || (code >= 0x61 && code <= 0x7a) || code >= 0x80
