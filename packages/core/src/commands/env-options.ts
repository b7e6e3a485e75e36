import { endsWith, indexOf, slice, startsWith } from '../primordials.ts'

// The options of env(1) by which a program that it starts loses variables.

/** The letters of one option, up to one that takes the rest as its value. */
function lettersOf(word: string): string {
  if (!startsWith(word, '-') || startsWith(word, '--')) return ''
  for (let i = 1; i < word.length; i++) if (indexOf('uCSaP', slice(word, i, i + 1)) !== -1) return slice(word, 1, i + 1)
  return slice(word, 1)
}

/** Whether an option empties the environment; long ones can be cut short. */
export const empties = (word: string): boolean => word === '-' || indexOf(lettersOf(word), 'i') !== -1 || (startsWith(word, '--ignore-e') && startsWith('--ignore-environment', word))

/** The variable that an option takes away: `-uNAME`, `--unset=NAME`; '' for none. */
export function unset(word: string): string {
  const letters = lettersOf(word)
  if (endsWith(letters, 'u')) return slice(word, letters.length + 1)
  const equals = indexOf(word, '=')
  return equals !== -1 && unsetsNext(slice(word, 0, equals)) ? slice(word, equals + 1) : ''
}

/** Whether an option takes away the variable that the next word names. */
export const unsetsNext = (word: string): boolean => (startsWith(word, '--u') ? startsWith('--unset', word) : endsWith(lettersOf(word), 'u') && endsWith(word, 'u'))
