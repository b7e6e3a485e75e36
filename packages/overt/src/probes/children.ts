import { primordials, withOption } from '@overt/core'
import { environment, platform } from '../captured.ts'

const { append, getOwnPropertyDescriptor, indexOf, ownKeys, slice, stringsOf, toLowerCase } = primordials

/** What every process that this one starts finds in its environment, whatever the application put there. */
export interface Handover {
  /** What NODE_OPTIONS begins with: a node loads the preload. */
  readonly option: string
  /** The preload's path. */
  readonly preload: string
  /** The sealed settings, and the stream of this thread. */
  readonly variables: readonly { readonly name: string; readonly value: string }[]
  /** Called with the reason where, as far as can be seen, a node among what is started will not load the preload. */
  readonly unaudited: (detail: string) => void
  /** Called before a thread starts in which the native engine could not be loaded, and so neither the settings nor the rules. Throws where that is refused; undefined where there is no native engine. */
  readonly withoutAddons: (() => void) | undefined
  /** Has the record written, before this process becomes another program. */
  readonly flush: () => void
}

/** The variable that Node reads its options from. */
export const optionsVariable = 'NODE_OPTIONS'

/** Names of variables are case-insensitive on Windows. */
const same: (a: string, b: string) => boolean = platform === 'win32' ? (a, b) => toLowerCase(a) === toLowerCase(b) : (a, b) => a === b

/** Whether a variable is overt's own, and says nothing of what the application changed. */
export function isHanded(name: string, { variables }: Handover): boolean {
  for (let i = 0; i < variables.length; i++) if (same(name, variables[i]?.name ?? '')) return true
  return false
}

/**
 * The environment that a child gets: the one it was given, with the preload first in NODE_OPTIONS, and with overt's own variables. Programs other than node
 * get it too: there may be a node below them.
 *
 * @param given `NAME=value`; undefined: this process's own environment
 */
export function environmentOf(given: readonly string[] | undefined, handover: Handover): readonly string[] {
  const pairs = given ?? pairsOf(environment) ?? []
  const { variables } = handover
  const handed = stringsOf(pairs.length + variables.length + 1)
  let count = 0
  let options: string | undefined
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] ?? ''
    const equals = indexOf(pair, '=')
    const name = equals === -1 ? pair : slice(pair, 0, equals)
    // Of several the first counts, as for getenv(3).
    if (same(name, optionsVariable)) options ??= equals === -1 ? '' : slice(pair, equals + 1)
    else if (!isHanded(name, handover)) handed[count++] = pair
  }
  handed[count++] = optionsVariable + '=' + withOption(handover.option, options)
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i]
    if (variable !== undefined) handed[count++] = variable.name + '=' + variable.value
  }
  handed.length = count
  return handed
}

/** An object's own variables as `NAME=value`, each read once; undefined where one is no string. */
export function pairsOf(variables: unknown): readonly string[] | undefined {
  if (typeof variables !== 'object' || variables === null) return undefined
  const pairs: string[] = []
  const names = ownKeys(variables)
  for (let i = 0; i < names.length; i++) {
    const name = names[i]
    if (typeof name !== 'string' || getOwnPropertyDescriptor(variables, name)?.enumerable !== true) continue
    const value = (variables as Readonly<Record<string, unknown>>)[name]
    if (typeof value !== 'string') return undefined
    append(pairs, name + '=' + value)
  }
  return pairs
}
