import { primordials } from '@overt/core'
import { optionsAt } from './acted-arguments.ts'
import type { Acted, ReadActed } from './acted.ts'
import { givenPath } from './given-path.ts'

const { append, indexOf, isArray, lastIndexOf, slice, startsWith } = primordials

/** Characters that begin what is no plain text in a pattern. */
const magic = '*?[{(!+@\\'

/**
 * The folder in which looking for a pattern begins, and whether what lies below it is listed too. A pattern that leads up again further on (`*` and then `..`) is not followed.
 *
 * @param cwd where a relative pattern begins; undefined for the working folder
 */
export function beginningOf(pattern: string, cwd: string | undefined): Acted {
  let end = 0
  while (end < pattern.length && indexOf(magic, slice(pattern, end, end + 1)) === -1) end++
  const cut = lastIndexOf(slice(pattern, 0, end), '/')
  const folder = cut === -1 ? '.' : cut === 0 ? '/' : slice(pattern, 0, cut)
  const path = cwd === undefined || startsWith(folder, '/') ? folder : cwd + '/' + folder
  const rest = slice(pattern, cut + 1)
  return { path, recursive: indexOf(rest, '/') !== -1 || indexOf(rest, '**') !== -1 }
}

/** `fs.glob(patterns, options)` of a runtime that lists folders natively for it: one for each pattern. */
export const globbing: ReadActed = (given) => {
  const asked: unknown = given[0]
  const list: readonly unknown[] = isArray(asked) ? asked : [asked]
  const fixed: unknown[] = []
  const options = optionsAt(given, 1, ['cwd'])
  const cwd = options['cwd'] === undefined ? undefined : givenPath(options['cwd'])
  if (cwd !== undefined) primordials.defineData(options, 'cwd', cwd.value, true, true, true)
  const found: Acted[] = []
  for (let i = 0; i < list.length; i++) {
    const pattern = list[i]
    append(fixed, pattern)
    if (typeof pattern === 'string' && pattern !== '') append(found, beginningOf(pattern, cwd?.text))
  }
  given[0] = isArray(asked) ? fixed : asked
  return found
}
