import { empties, unset, unsetsNext } from './env-options.ts'
import type { Circumstances } from './circumstances.ts'
import { nameOf } from './program-name.ts'
import { type Expanded, isExpansion } from './shell-words.ts'
import { lists } from './starters.ts'
import { indexOf, slice, startsWith, toLowerCase } from '../primordials.ts'

type Names = Readonly<Record<string, boolean>>

/** Programs that are node, or scripts that node runs. */
const nodes: Names = { __proto__: null as never, node: true, nodejs: true, npm: true, npx: true, pnpm: true, pnpx: true, yarn: true, corepack: true }
/** Words of shells after which an assignment holds for the commands that follow. */
const exporters: Names = { __proto__: null as never, export: true, declare: true, typeset: true, readonly: true, set: true, local: true }
/** Words of shells that give the variables after them another value, or none. */
const setters: Names = { __proto__: null as never, unset: true, read: true, for: true, select: true, let: true, getopts: true, printf: true, mapfile: true, readarray: true }
/** What stands before a command and changes nothing for it. */
const transparent: Names = { __proto__: null as never, command: true, builtin: true, time: true, eval: true, watch: true }
/** Programs that start others in an environment of their own making. */
const fresh: Names = {
  __proto__: null as never,
  sudo: true, doas: true, pkexec: true, 'systemd-run': true, 'systemd-nspawn': true, machinectl: true, docker: true, podman: true, nerdctl: true, kubectl: true, lxc: true, flatpak: true, distrobox: true, tmux: true, screen: true,
}
/** The same, where they are asked for it. */
const clearing: Readonly<Record<string, string>> = { __proto__: null as never, su: ' - -l --login ', runuser: ' - -l --login ', bwrap: ' --clearenv ', setpriv: ' --reset-env ' }
/** Options with which node runs no preload at all: it builds a snapshot (the last two may), for which it runs a script, or hands a line of package.json to a shell. */
const preloadless: Names = { __proto__: null as never, '--run': true, '--build-snapshot': true, '--build-snapshot-config': true, '--experimental-sea-config': true, '--build-sea': true }

/** Reads commands word by word, and says where one runs without what it needs to load overt. */
export interface Scanner {
  /**
   * The next word, and who puts variables into it. Returns why the preload is lost, where it is.
   *
   * @param isName whether nothing of that name is started (name-only.ts)
   */
  word(word: string, expanded: Expanded, isName: boolean): string | undefined
  /** A command ends, and another may follow: `;`, `|`, `&`, a new line, a bracket. */
  end(): void
  /** What took the preload away, or ''. */
  lost(): string
  /** For a line that runs below: what is lost here is lost there. */
  below(): Scanner
}

/** @param lost what took the preload away already */
export function createScanner(circumstances: Circumstances, lost = ''): Scanner {
  const { needed, program: own, runtime, isNodeTold } = circumstances
  const isNeeded = (name: string): boolean => lists(needed, name)
  let stays = lost !== ''
  /** An assignment is for the very next program: it is node, or else it would not be made. */
  let forNext = false
  let program = ''
  let before = ''
  /** The option of a shell's word that makes it take variables away from what is started: `export -n`. */
  let removing = ''
  /** The node of this command. */
  let runner = ''

  function lose(how: string, holds: boolean, next: boolean): void {
    forNext = next
    if (stays) return
    lost = how
    stays = holds
  }

  /** What an option takes away; `last` is the word before it. */
  function byOption(word: string, last: string): void {
    if (program === 'env') {
      if (unsetsNext(last)) {
        if (isNeeded(word)) lose(`env -u ${word}`, false, true)
      } else if (isNeeded(unset(word))) lose(`env ${word}`, false, true)
      else if (empties(word)) lose(`env ${word}`, false, false)
    } else if (exporters[program] === true && ((program === 'export' && startsWith(word, '-') && indexOf(word, 'n') !== -1) || (startsWith(word, '+') && indexOf(word, 'x') !== -1))) removing = word
    else if (program === 'exec' && clears(word)) lose(`exec ${word}`, false, false)
    else if (lists(clearing[program] ?? '', word)) lose(`${program} ${word}`, false, false)
    else if (last === '--unsetenv' && isNeeded(word)) lose(`${program} ${last} ${word}`, false, false)
  }

  /** A variable that a word of a shell, or an assignment, gives another value. */
  function bySetting(word: string, expanded: Expanded): boolean {
    if (setters[program] === true) {
      const set = neededIn(word, needed)
      if (set !== '') lose(`${program} ${set}`, true, false)
      return false
    }
    const name = nameIn(word)
    const assigns = name.length < word.length
    if (!isNeeded(name)) return assigns && name !== ''
    if (removing !== '') lose(`${program} ${removing} ${name}`, true, false)
    // In bash it is another variable, without a value.
    else if (program === 'local' && !assigns) lose(`local ${name}`, true, false)
    else if (assigns && !keeps(word, name, expanded)) lose(`${name}=`, program !== 'env', exporters[program] !== true)
    return assigns
  }

  return {
    word(word, expanded, isName) {
      const last = before
      before = word
      byOption(word, last)
      if ((program === '' || program === 'env' || exporters[program] === true || setters[program] === true) && bySetting(word, expanded)) return undefined
      if (startsWith(word, '-') || (program === 'env' && unsetsNext(last)) || setters[program] === true) {
        const isWithout = runner !== '' && startsWith(word, '--') && preloadless[optionName(word)] === true
        return isWithout ? `\`${word}\` after \`${runner}\`: it will not load overt` : undefined
      }
      const name = nameOf(word)
      const isNode = !isName && ((runtime === 'node' && name === own) || nodes[name] === true)
      if (lost !== '' && (isNode || (forNext && fresh[name] !== true && name !== 'env'))) return `\`${lost}\` before \`${word}\`: it will not load overt`
      if (isNode && !isNodeTold) return `\`${word}\` without a preload: it will not load overt`
      if (isNode) runner = word
      // env(1) may come after `exec`, `timeout 5`, `xargs`.
      if ((program === '' && transparent[name] !== true && !isExpansion(word, expanded)) || program === 'env' || name === 'env' || clearing[name] !== undefined || fresh[program] === true) program = name
      if (fresh[name] === true) lose(name, false, false)
      return undefined
    },
    end() {
      if (!stays) lost = ''
      forNext = false
      program = ''
      before = ''
      removing = ''
      runner = ''
    },
    lost: () => lost,
    below: () => createScanner(circumstances, lost),
  }
}

/** The first of the variables that stands in a word, but for its value: `let 'NODE_OPTIONS = 0'`. */
function neededIn(word: string, needed: string): string {
  for (let start = 1; start < needed.length; ) {
    const end = indexOf(needed, ' ', start)
    const name = slice(needed, start, end)
    const at = indexOf(word, name)
    if (at !== -1 && (at === 0 || indexOf('${', slice(word, at - 1, at)) === -1)) return name
    start = end + 1
  }
  return ''
}

/** An option's name as Node compares it: without a value, and with hyphens for underscores. */
function optionName(word: string): string {
  const equals = indexOf(word, '=')
  let rest = equals === -1 ? word : slice(word, 0, equals)
  let name = ''
  for (let at = indexOf(rest, '_'); at !== -1; at = indexOf(rest, '_')) {
    name += slice(rest, 0, at) + '-'
    rest = slice(rest, at + 1)
  }
  return name + rest
}

/** What stands before the `=` or `+=` of an assignment, or its `[0]`, with which bash makes a list of it, that goes to no child; all of a word that is none. */
function nameIn(word: string): string {
  const equals = startsWith(word, '-') ? -1 : indexOf(word, '=')
  if (equals === -1) return word
  const end = slice(word, equals - 1, equals) === '+' ? equals - 1 : equals
  const place = indexOf(word, '[')
  return slice(word, 0, place !== -1 && place < end && slice(word, end - 1, end) === ']' ? place : end)
}

/** `NODE_OPTIONS="$NODE_OPTIONS --trace-warnings"` keeps what is there, and so does `NODE_OPTIONS+=' --trace-warnings'`: as words of their own. */
function keeps(word: string, name: string, expanded: Expanded): boolean {
  if (name !== 'NODE_OPTIONS') return false
  if (slice(word, name.length, name.length + 1) === '+') return slice(word, name.length + 2, name.length + 3) === ' '
  const value = ` ${slice(word, name.length + 1)} `
  if (indexOf(value, '"') !== -1) return false
  if (expanded === '%') return indexOf(toLowerCase(value), ' %node_options% ') !== -1
  return expanded === '$' && (indexOf(value, ' $NODE_OPTIONS ') !== -1 || indexOf(value, ' ${NODE_OPTIONS} ') !== -1)
}

/** `-c` among the letters of one option of `exec`, before the one that takes the rest as its value. */
function clears(word: string): boolean {
  const end = indexOf(word, 'a')
  const c = indexOf(word, 'c')
  return startsWith(word, '-') && !startsWith(word, '--') && c !== -1 && (end === -1 || c < end)
}
