import { primordials } from '@overt/core'
import type { Command } from './command.ts'
import { createScanner, type Scanner } from './lost-preload.ts'
import { nameOf } from './program-name.ts'

const { endsWith, indexOf, slice, startsWith, toLowerCase } = primordials

/** What runs a line after `-c`. */
const shells = { __proto__: null, sh: true, bash: true, dash: true, zsh: true, ksh: true, ash: true, fish: true, cmd: true, su: true, runuser: true, npx: true, npm: true, pnpm: true, pnpx: true } as unknown as Record<string, boolean>

/**
 * Why a node that this command starts will not load the preload, as far as the text tells: `env -i node`, `NODE_OPTIONS= node`, `sudo node`, and the like in a
 * shell line; and why another runtime will not, which has to be told. This is a look at words and no parser of shell: a script that does it, or a line made up at run time, is not seen, and a line that only prints
 * such words is.
 */
export function unauditedReason({ file, args, environment }: Command): string | undefined {
  const scanner = createScanner()
  let found = scanner.word(file)
  let last = file
  let shell = shells[nameOf(file)] === true
  for (let i = 1; i < args.length && found === undefined; i++) {
    const word = args[i] ?? ''
    if (shell && startsLine(last)) found = line(word, scanner.below())
    // env(1) splits what follows -S.
    else if (startsWith(last, '-') && (last === '--split-string' || endsWith(last, 'S'))) found = line(word, scanner)
    else found = scanner.word(word)
    if (shells[nameOf(word)] === true) shell = true
    last = word
  }
  return found ?? (isTold(environment) ? undefined : scanner.untold())
}

/** Bun reads options in its environment as Node does. */
function isTold(environment: readonly string[]): boolean {
  for (let i = 0; i < environment.length; i++) {
    const variable = environment[i] ?? ''
    if (startsWith(variable, 'BUN_OPTIONS=') && indexOf(variable, '--preload') !== -1) return true
  }
  return false
}

/** `-c`, `-lc`, `/c`, npm's `--call`: what follows is a line to run. */
const startsLine = (word: string): boolean => word === '--call' || ((startsWith(word, '-') || startsWith(word, '/')) && endsWith(toLowerCase(word), 'c'))

const separators = ';|&\n(){}`'
const blanks = ' \t\r'

/** The words of a shell line. What stands in quotes is one word, and after `-c` it is a line of its own. */
function line(text: string, scanner: Scanner): string | undefined {
  let word = ''
  let begun = false
  let quote = ''
  let last = ''
  for (let i = 0; i <= text.length; i++) {
    const letter = i === text.length ? '' : slice(text, i, i + 1)
    if (quote !== '' && letter !== '') {
      if (letter === quote) quote = ''
      else word += letter
      continue
    }
    if (letter === '"' || letter === "'") {
      quote = letter
      begun = true
      continue
    }
    // `${NAME}`: the bracket belongs to the word.
    const inVariable = (letter === '{' && endsWith(word, '$')) || (letter === '}' && indexOf(word, '${') !== -1)
    const separates = letter === '' || (indexOf(separators, letter) !== -1 && !inVariable)
    if (!separates && indexOf(blanks, letter) === -1) {
      word += letter
      begun = true
      continue
    }
    if (begun) {
      const found = startsLine(last) ? line(word, scanner.below()) : scanner.word(word)
      if (found !== undefined) return found
      last = word
    }
    word = ''
    begun = false
    if (!separates) continue
    const found = scanner.untold()
    if (found !== undefined) return found
    if (letter !== '') {
      scanner.end()
      last = ''
    }
  }
  return undefined
}
