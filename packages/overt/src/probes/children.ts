import { type Preloads, primordials, withOption } from '@overt/core'
import { environment, platform } from '../captured.ts'

const { append, getOwnPropertyDescriptor, indexOf, ownKeys, slice, stringsOf, toLowerCase } = primordials

/** What every process that this one starts finds in its environment, whatever the application put there. */
export interface Handover {
  /** What NODE_OPTIONS begins with: a node loads the preload. */
  readonly option: string
  /** The preload's path. */
  readonly preload: string
  /** The configuration file that says all settings, for other runtimes; '' where none is needed, undefined where they cannot be told. */
  readonly told: string | undefined
  /** The preloads of other runtimes. */
  readonly others: Pick<Preloads, 'bun' | 'deno'>
  /** The sealed settings, and the stream of this thread. */
  readonly variables: readonly { readonly name: string; readonly value: string }[]
  /** Called with the reason where, as far as can be seen, a node among what is started will not load the preload. */
  readonly unaudited: (detail: string) => void
  /** Called before a thread starts in which the native engine could not be loaded, and so neither the settings nor the rules. Throws where that is refused; undefined where there is no native engine. */
  readonly withoutAddons: (() => void) | undefined
  /** Has the record written, before this process becomes another program, or starts one that could end it. */
  readonly flush: () => void
}

/** A variable that every child gets, made of what it would have otherwise; it has none where `value` is undefined. */
export interface Variable {
  readonly name: string
  readonly value: (before: string | undefined) => string | undefined
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
 * @param more what other runtimes are told
 */
export function environmentOf(given: readonly string[] | undefined, handover: Handover, more: readonly Variable[]): readonly string[] {
  const pairs = given ?? pairsOf(environment) ?? []
  const { variables } = handover
  const handed = stringsOf(pairs.length + variables.length + more.length + 1)
  const before = { __proto__: null } as unknown as Record<string, string | undefined>
  let count = 0
  for (let i = 0; i < pairs.length; i++) {
    const pair = pairs[i] ?? ''
    const equals = indexOf(pair, '=')
    const name = equals === -1 ? pair : slice(pair, 0, equals)
    // Of several the first counts, as for getenv(3).
    const made = same(name, optionsVariable) ? optionsVariable : nameAmong(more, name)
    if (made !== '') before[made] ??= equals === -1 ? '' : slice(pair, equals + 1)
    else if (!isHanded(name, handover)) handed[count++] = pair
  }
  handed[count++] = optionsVariable + '=' + withOption(handover.option, before[optionsVariable])
  for (let i = 0; i < more.length; i++) {
    const variable = more[i]
    const value = variable?.value(before[variable.name])
    if (variable !== undefined && value !== undefined) handed[count++] = variable.name + '=' + value
  }
  for (let i = 0; i < variables.length; i++) {
    const variable = variables[i]
    if (variable !== undefined) handed[count++] = variable.name + '=' + variable.value
  }
  handed.length = count
  return handed
}

/** The variable's own name, or ''. */
function nameAmong(variables: readonly Variable[], name: string): string {
  for (let i = 0; i < variables.length; i++) {
    const own = variables[i]?.name ?? ''
    if (same(name, own)) return own
  }
  return ''
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
