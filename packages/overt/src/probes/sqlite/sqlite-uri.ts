import { primordials } from '@overt/core'
import { textOfBytes } from '../path.ts'
import { bufferFrom } from '../../captured.ts'

const { Bytes, indexOf, lengthOf, slice, startsWith } = primordials

/**
 * The path in a URI of SQLite's own kind (https://sqlite.org/uri.html), as SQLite finds it: without an authority, up to `?`, `#` or an escaped NUL, each escape a byte. Neither `URL` nor
 * `decodeURIComponent` would do: what they refuse or write otherwise SQLite opens all the same.
 *
 * @param uri begins with `file:`
 */
export function pathOfUri(uri: string): string {
  let start = 'file:'.length
  if (startsWith(uri, '//', start)) {
    const slash = indexOf(uri, '/', start + 2)
    start = slash === -1 ? uri.length : slash
  }
  let end = uri.length
  for (let i = 0; i < 3; i++) {
    const found = indexOf(uri, ['?', '#', '%00'][i] ?? '', start)
    if (found !== -1 && found < end) end = found
  }
  const given = bufferFrom(slice(uri, start, end), 'utf8')
  const length = lengthOf(given)
  const path = new Bytes(length)
  let written = 0
  for (let i = 0; i < length; i++) {
    const high = given[i] === 0x25 ? digit(given[i + 1]) : -1
    const low = high === -1 ? -1 : digit(given[i + 2])
    if (low === -1) path[written++] = given[i] ?? 0
    else {
      path[written++] = high * 16 + low
      i += 2
    }
  }
  const whole = new Bytes(written)
  for (let i = 0; i < written; i++) whole[i] = path[i] ?? 0
  return textOfBytes(whole)
}

/** A hexadecimal digit; -1 for anything else. */
function digit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 0x30 && code <= 0x39) return code - 0x30
  const letter = code | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}
