import { primordials } from '@overt/core'
import type { Handover } from '../children.ts'

const { slice } = primordials

const wanted = '--no-addons'

/**
 * A worker that may load no addon has no native engine.
 *
 * @param words options as Node takes them apart
 * @throws what refuses it
 */
export function assertAddons(words: readonly unknown[], { withoutAddons }: Handover): void {
  if (withoutAddons === undefined) return
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    if (typeof word === 'string' && isNoAddons(word)) {
      withoutAddons()
      return
    }
  }
}

/** Node reads `_` as `-` in an option's name. */
function isNoAddons(word: string): boolean {
  for (let i = 0; i < wanted.length; i++) {
    const letter = slice(word, i, i + 1)
    const expected = slice(wanted, i, i + 1)
    if (letter !== expected && !(letter === '_' && expected === '-' && i > 1)) return false
  }
  return word.length === wanted.length || slice(word, wanted.length, wanted.length + 1) === '='
}
