import { endsWith, lastIndexOf, slice, toLowerCase } from '../primordials.ts'

/** A program's name without folder and `.exe`, in lower case. */
export function nameOf(word: string): string {
  const slash = lastIndexOf(word, '/')
  const back = lastIndexOf(word, '\\')
  const base = toLowerCase(slice(word, (slash > back ? slash : back) + 1))
  return endsWith(base, '.exe') ? slice(base, 0, -4) : base
}
