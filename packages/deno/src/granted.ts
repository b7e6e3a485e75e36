import { primordials } from '@overt/core'

const { apply, getOwnPropertyDescriptor, getPrototypeOf } = primordials
const { permissions } = Deno
const { querySync } = permissions
/** Of the class of what `querySync` answers, as it was at the first question, which the start asks. */
let stateOf: (() => string) | undefined

/** What a permission is for. */
const scopes = { read: 'path', env: 'variable', ffi: undefined } as const

/**
 * Whether a permission is granted, by Deno's own functions whatever the application has put in their place. Nobody is asked for it.
 *
 * @param scope the path or the variable; all where it is absent
 */
export function granted(name: keyof typeof scopes, scope?: string): boolean {
  const permission: Record<string, string> = { __proto__: null as never, name }
  const key = scopes[name]
  if (key !== undefined && scope !== undefined) permission[key] = scope
  const status = apply(querySync, permissions, [permission])
  stateOf ??= getOwnPropertyDescriptor(getPrototypeOf(status) ?? status, 'state')?.get as () => string
  return apply(stateOf, status, []) === 'granted'
}
