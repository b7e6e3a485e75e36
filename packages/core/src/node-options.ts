import { append, charCodeAt, indexOf, slice, startsWith } from './primordials.ts'

const space = 32
/** What a text is quoted for. */
const special = [' ', '\\', '"', '\t', '\n', '\v', '\f', '\r'] as const

/**
 * The option of NODE_OPTIONS that loads a preload.
 *
 * @example preloadOption('/a b/register.cjs') === '--require="/a b/register.cjs"'
 */
export const preloadOption = (preload: string): string => `--require=${quoted(preload)}`

/** Node, and Bun, split at spaces outside double quotes; inside them a backslash escapes the next character. */
export function quoted(text: string): string {
  if (isPlain(text)) return text
  let inside = ''
  for (let i = 0; i < text.length; i++) {
    const letter = slice(text, i, i + 1)
    inside += letter === '"' || letter === '\\' ? `\\${letter}` : letter
  }
  return `"${inside}"`
}

/** Most paths, at each start: so a text is not taken apart to be looked at. */
function isPlain(text: string): boolean {
  for (let i = 0; i < special.length; i++) if (indexOf(text, special[i] ?? '') !== -1) return false
  return true
}

/**
 * NODE_OPTIONS with an option before all others. Node runs the preloads of NODE_OPTIONS before those of its command line, in their order. What is there
 * already stays as it is; where the option is the first already, nothing is added. Uses nothing that the application could replace.
 *
 * @example withOption('--require=/o.cjs', '--require ./trace.cjs') === '--require=/o.cjs --require ./trace.cjs'
 */
export function withOption(option: string, before: string | undefined): string {
  const rest = trimmed(before ?? '')
  if (rest === '') return option
  return rest === option || startsWith(rest, option + ' ') ? rest : option + ' ' + rest
}

function trimmed(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && charCodeAt(text, start) === space) start++
  // A space after a backslash may be escaped: what ends in one stays.
  if (indexOf(text, '\\') === -1) while (end > start && charCodeAt(text, end - 1) === space) end--
  return slice(text, start, end)
}

/**
 * The words of NODE_OPTIONS as Node takes it apart: at spaces outside double quotes; inside them a backslash escapes the next character.
 *
 * @example wordsOf('--require="/a b/x.cjs" -r y') // ['--require=/a b/x.cjs', '-r', 'y']
 */
export function wordsOf(text: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let i = 0; i < text.length; i++) {
    let letter = slice(text, i, i + 1)
    if (letter === '\\' && isQuoted && i + 1 < text.length) letter = slice(text, ++i, i + 1)
    else if (letter === '"') {
      isQuoted = !isQuoted
      word ??= ''
      continue
    } else if (letter === ' ' && !isQuoted) {
      if (word !== undefined) append(words, word)
      word = undefined
      continue
    }
    word = (word ?? '') + letter
  }
  if (word !== undefined) append(words, word)
  return words
}
