import { primordials } from '@overt/core'
import { kept } from '../kept.ts'
import { bindingOf, type Method, ownValue, uncurried } from '../patch.ts'
import { platform } from '../../captured.ts'

const { apply } = primordials

/** What native code returns where the system does not allow something. */
export const notPermitted: number = platform === 'win32' ? -4048 : -1

/** The prototype of a class of a binding; undefined where the permission model hides the binding. */
export function prototypeOf(binding: string, name: string): object | undefined {
  const found = bindingOf(binding)
  return found === undefined ? undefined : (ownValue(found, name) as { prototype: object } | undefined)?.prototype
}

/** The socket or server that a handle belongs to. */
export function ownerOf(handle: unknown): object | undefined {
  if (typeof handle !== 'object' || handle === null) return undefined
  const owner = kept(handle, 'owner_symbol')
  if (typeof owner !== 'object' || owner === null) return undefined
  // The handle of a stream that wraps another belongs to one whose owner is the socket.
  const outer = kept(owner, 'owner_symbol')
  return typeof outer === 'object' && outer !== null ? outer : owner
}

/** Destroys a socket with the error, which its user gets as it is; false where there is none. */
export function destroyed(owner: object | undefined, error: unknown): boolean {
  const destroy = owner === undefined ? undefined : (owner as { destroy?: unknown }).destroy
  if (typeof destroy !== 'function' || error === undefined || error === null) return false
  apply(destroy as never, owner, [error])
  return true
}

/** An end of a connection, or where a handle listens. */
export interface Name {
  readonly address?: string
  readonly port?: number
  readonly family?: string
}

/** `getsockname` or `getpeername` of a class of handles; an empty name where the system has none. */
export function namesOf(prototype: object, method: 'getsockname' | 'getpeername'): (handle: object) => Name {
  const ask = uncurried(ownValue(prototype, method) as Method)
  return (handle) => {
    const name = { __proto__: null } as unknown as Name
    ask(handle, name)
    return name
  }
}

/** `4` or `6`, from what {@link Name} says. */
export const familyOf = (name: Name): number | undefined => (name.family === 'IPv4' ? 4 : name.family === 'IPv6' ? 6 : undefined)
