import { charCodeAt, indexOf, lastIndexOf, slice } from './primordials.ts'

const wellFormed = String.prototype as unknown as { isWellFormed: () => boolean; toWellFormed: () => string }
const isWellFormed = Function.prototype.call.bind(wellFormed.isWellFormed) as (text: string) => boolean
const toWellFormed = Function.prototype.call.bind(wellFormed.toWellFormed) as (text: string) => string

const slash = 47

/**
 * The path that a POSIX system gets, absolute and normalised as text: dots and doubled slashes resolved, no slash at the end, symbolic links not resolved. A
 * NUL ends it, as it does there; a lone surrogate is U+FFFD. A path that is so already is returned as it is.
 *
 * @param path absolute, or relative to what `folder` answers, which is asked only then
 */
export function normalPath(path: string, folder: () => string): string {
  if (isNormalPath(path)) return path
  let text = toWellFormed(path)
  const end = indexOf(text, '\0')
  if (end !== -1) text = slice(text, 0, end)
  if (charCodeAt(text, 0) !== slash) text = folder() + '/' + text
  return isNormalPath(text) ? text : resolved(text)
}

/**
 * Whether nothing has to be changed: from the root, no empty part, no part that begins with a dot, no NUL, no lone surrogate. Four searches in native code
 * take half the time of one loop.
 */
function isNormalPath(path: string): boolean {
  return (
    charCodeAt(path, 0) === slash &&
    indexOf(path, '/.') === -1 &&
    indexOf(path, '//') === -1 &&
    indexOf(path, '\0') === -1 &&
    isWellFormed(path) &&
    (path.length === 1 || charCodeAt(path, path.length - 1) !== slash)
  )
}

/** Takes an absolute path apart at its slashes and puts it together anew. */
function resolved(path: string): string {
  let text = ''
  let start = 0
  while (start <= path.length) {
    let end = indexOf(path, '/', start)
    if (end === -1) end = path.length
    const part = slice(path, start, end)
    if (part === '..') {
      const parent = lastIndexOf(text, '/')
      text = parent <= 0 ? '' : slice(text, 0, parent)
    } else if (part !== '' && part !== '.') text += '/' + part
    start = end + 1
  }
  return text === '' ? '/' : text
}
