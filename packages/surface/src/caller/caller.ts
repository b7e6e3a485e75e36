import { type Caller, type NoName, primordials } from '@overt/core'
import type { Application, Owner } from './application.ts'

const { append } = primordials

/** A frame of the stack that is neither the runtime's nor overt's own: a file, a package that the runtime itself named, or one that proves nothing. */
export type Frame =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly owner: Owner; readonly path: string }
  | { readonly kind: 'nothing'; readonly reason: NoName }

/**
 * Whose code asks: the owner of the nearest frame, with the packages of the others. The first frame that proves nothing ends the search; beyond the nearest they
 * are left out (crates/binding/src/caller.rs decides the same on Node).
 *
 * @param frames the nearest first; a text where the stack cannot be told
 */
export function callerOf(frames: readonly Frame[] | NoName, application: () => Application): Caller {
  if (typeof frames === 'string') return nobody(frames)
  const first = frames[0]
  if (first === undefined) return nobody('no_frame')
  if (first.kind === 'nothing') return nobody(first.reason)
  const owner = ownerOf(first, application)
  if (owner === undefined) return nobody('unknown')
  const { name, version, direct } = owner
  const chain: string[] = []
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]
    const one = frame === undefined || frame.kind === 'nothing' ? undefined : ownerOf(frame, application)
    if (one === undefined) continue
    const label = one.version === undefined ? one.name : `${one.name}@${one.version}`
    if (!has(chain, label)) append(chain, label)
  }
  return { name, version, path: first.kind === 'file' ? application().shown(first.path) : first.path, direct, chain }
}

const nobody = (reason: NoName): Caller => ({ name: undefined, reason })

const ownerOf = (frame: Exclude<Frame, { kind: 'nothing' }>, application: () => Application): Owner | undefined =>
  frame.kind === 'file' ? application().owner(frame.path) : frame.owner

function has(list: readonly string[], value: string): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true
  return false
}
