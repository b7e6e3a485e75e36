import { runsPreload } from './deno-arguments.ts'
import { deno } from './runtime-options.ts'
import { lists } from './starters.ts'
import { endsWith, indexOf, slice, startsWith } from '../primordials.ts'

const configurationVariable = 'OVERT_CONFIG'
const reason = 'deno without `--allow-env=OVERT_CONFIG` and `--allow-read`: it judges by the rules that ship, and keeps no record'

/**
 * Why a Deno will not follow the configuration that it is handed: it may read neither the environment nor a file unless it is told so. undefined where its words grant both, or leave open
 * what they grant (a folder that is relative, a set of permissions in deno.json).
 *
 * @param args the subcommand, then its options, then what runs
 * @param configuration the path of the configuration
 */
export function unreadable(args: readonly string[], configuration: string): string | undefined {
  if (!runsPreload(args)) return undefined
  let environment = false
  let files = false
  for (let i = 1; i < args.length; i++) {
    const word = args[i] ?? ''
    if (!startsWith(word, '-') || word === '-' || word === '--') break
    const equals = indexOf(word, '=')
    const name = equals === -1 ? word : slice(word, 0, equals)
    const list = equals === -1 ? undefined : slice(word, equals + 1)
    const isShort = !startsWith(word, '--')
    if (name === '--allow-all' || name === '--permission-set' || (isShort && (has(name, 'A') || has(name, 'P')))) return undefined
    // Of letters together the last one has the list.
    if (name === '--allow-env' || (isShort && has(name, 'E'))) environment ||= names(endsWith(name, 'E') || !isShort ? list : undefined, configurationVariable)
    if (name === '--allow-read' || (isShort && has(name, 'R'))) files ||= holds(endsWith(name, 'R') || !isShort ? list : undefined, configuration)
    if (list === undefined && (lists(deno.valued, word) || lists(deno.preloads, word))) i++
  }
  return environment && files ? undefined : reason
}

const has = (letters: string, letter: string): boolean => indexOf(letters, letter) !== -1

/** Whether a list of variables, or none for all of them, has this one. */
function names(list: string | undefined, variable: string): boolean {
  if (list === undefined) return true
  return anyOf(list, (entry) => entry === variable || (endsWith(entry, '*') && startsWith(variable, slice(entry, 0, -1))))
}

/** Whether a list of files and folders, or none for all of them, may have this file. */
function holds(list: string | undefined, path: string): boolean {
  if (list === undefined) return true
  return anyOf(list, (entry) => !startsWith(entry, '/') || path === entry || startsWith(path, endsWith(entry, '/') ? entry : entry + '/'))
}

function anyOf(list: string, answers: (entry: string) => boolean): boolean {
  for (let start = 0; start <= list.length; ) {
    const comma = indexOf(list, ',', start)
    const end = comma === -1 ? list.length : comma
    if (answers(slice(list, start, end))) return true
    start = end + 1
  }
  return false
}
