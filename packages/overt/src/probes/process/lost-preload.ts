import { primordials } from '@overt/core'
import { execPath } from '../../captured.ts'
import { createOtherRuntime } from './other-runtime.ts'
import { nameOf } from './program-name.ts'

const { indexOf, slice, startsWith, toLowerCase } = primordials

type Names = Readonly<Record<string, boolean>>

/** Programs that are node, or scripts that node runs. */
const nodes: Names = { __proto__: null as never, node: true, nodejs: true, npm: true, npx: true, pnpm: true, pnpx: true, yarn: true, corepack: true }
/** Words of shells after which an assignment holds for the commands that follow. */
const exporters: Names = { __proto__: null as never, export: true, declare: true, typeset: true, readonly: true, set: true }
/** Programs that start others in an environment of their own making. */
const fresh: Names = { __proto__: null as never, sudo: true, doas: true, pkexec: true, 'systemd-run': true, docker: true, podman: true }
/** The same, where they are asked for a login. */
const logins: Names = { __proto__: null as never, su: true, runuser: true }
/** What a child needs to be audited. */
const needed: Names = { __proto__: null as never, NODE_OPTIONS: true, OVERT_LAUNCH: true, OVERT_PARENT: true }

/** Options with which node runs no preload at all; the last two may build a snapshot, for which they run its script. */
const preloadless: Names = { __proto__: null as never, '--build-snapshot': true, '--build-snapshot-config': true, '--experimental-sea-config': true, '--build-sea': true }

const own = nameOf(execPath)

/** Reads commands word by word, and says where one runs without what it needs to load overt. */
export interface Scanner {
  /** The next word. Returns why the preload is lost, where it is. */
  word(word: string): string | undefined
  /** A command ends, and another may follow: `;`, `|`, `&`, a new line, a bracket. */
  end(): void
  /** Why the other runtime that this command starts is not audited, by all of its words. */
  untold(): string | undefined
  /** For a line that runs below: what is lost here is lost there. */
  below(): Scanner
}

/** @param lost what took the preload away already */
export function createScanner(lost = ''): Scanner {
  let stays = lost !== ''
  /** An assignment is for the very next program: it is node, or else it would not be made. */
  let forNext = false
  let program = ''
  let before = ''
  /** The node of this command. */
  let runner = ''
  const other = createOtherRuntime()

  function lose(how: string, holds: boolean, next: boolean): void {
    lost = how
    stays = holds
    forNext = next
  }

  /** What env(1) and unset take away. */
  function without(word: string, last: string): void {
    if (program === 'unset') {
      if (needed[word] === true) lose(`unset ${word}`, true, false)
    } else if (last === '-u' || last === '--unset') {
      if (needed[word] === true) lose(`env -u ${word}`, false, false)
    } else if (word === '-' || word === '--ignore-environment' || empties(word) || unsets(word)) lose(`env ${word}`, false, false)
  }

  /** What an option of a shell's own words, or of a login, takes away; `last` is the option where it names a variable. */
  function byOption(word: string, last: string): void {
    if (exporters[program] === true && needed[word] === true && (last === '-n' || last === '+x')) lose(`${program} ${last} ${word}`, true, false)
    else if (program === 'exec' && clears(word)) lose(`exec ${word}`, false, false)
    else if (logins[program] === true && (word === '-' || word === '-l' || word === '--login')) lose(`${program} ${word}`, false, false)
  }

  return {
    word(word) {
      const last = before
      before = word
      other.word(word)
      byOption(word, last)
      const takesVariables = program === '' || program === 'env' || exporters[program] === true
      const equals = indexOf(word, '=')
      if (takesVariables && equals > 0 && !startsWith(word, '-')) {
        const name = slice(word, 0, equals)
        const exported = exporters[program] === true
        if (needed[name] === true && !keeps(word)) lose(`${name}=`, program !== 'env', !exported)
        return undefined
      }
      if (program === 'unset' || (program === 'env' && (startsWith(word, '-') || last === '-u' || last === '--unset'))) {
        without(word, last)
        return undefined
      }
      if (startsWith(word, '-')) {
        const end = indexOf(word, '=')
        const builds = runner !== '' && preloadless[end === -1 ? word : slice(word, 0, end)] === true
        return builds ? `\`${word}\` after \`${runner}\`: it will not load overt` : undefined
      }
      const name = nameOf(word)
      const isNode = name === own || nodes[name] === true
      if (lost !== '' && (isNode || (forNext && fresh[name] !== true && name !== 'env'))) return `\`${lost}\` before \`${word}\`: it will not load overt`
      if (isNode) runner = word
      // env(1) may come after `exec`, `timeout 5`, `xargs`.
      if (program === '' || program === 'env' || name === 'env' || fresh[program] === true) program = name
      if (fresh[name] === true) lose(name, false, false)
      return undefined
    },
    end() {
      if (!stays) lost = ''
      forNext = false
      program = ''
      before = ''
      runner = ''
      other.end()
    },
    untold: () => (other.untold() === '' ? undefined : `\`${other.untold()}\` without a preload: it will not load overt`),
    below: () => createScanner(lost),
  }
}

/** `NODE_OPTIONS="$NODE_OPTIONS --trace-warnings"` keeps what is there. */
const keeps = (word: string): boolean => indexOf(word, '$NODE_OPTIONS') !== -1 || indexOf(word, '${NODE_OPTIONS') !== -1 || indexOf(toLowerCase(word), '%node_options%') !== -1

/** `-i` among the letters of one option of env(1), before a letter that takes the rest as its value. */
function empties(word: string): boolean {
  for (let i = 1; i < word.length; i++) {
    const letter = slice(word, i, i + 1)
    if (letter === 'i') return true
    if (letter === '-' || letter === 'u' || letter === 'C' || letter === 'S') return false
  }
  return false
}

/** `-c` among the letters of one option of `exec`, before the one that takes the rest as its value. */
function clears(word: string): boolean {
  const end = indexOf(word, 'a')
  const c = indexOf(word, 'c')
  return startsWith(word, '-') && !startsWith(word, '--') && c !== -1 && (end === -1 || c < end)
}

/** `-uNODE_OPTIONS`, `--unset=NODE_OPTIONS` */
const unsets = (word: string): boolean => (startsWith(word, '--unset=') && needed[slice(word, 8)] === true) || (startsWith(word, '-u') && needed[slice(word, 2)] === true)
