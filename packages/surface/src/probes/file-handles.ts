import { type Audit, type Method, primordials, replace } from '@overt/core'
import { ofHandle, type PathOfDescriptor } from './acted-arguments.ts'
import type { ActedOperations } from './acted.ts'
import { type Actor, put } from './actor.ts'

const { apply, getOwnPropertyDescriptor, getPrototypeOf, then } = primordials

/**
 * The methods of `FileHandle`, a class that nothing exports: they are replaced when the first one is handed out by `open` of `node:fs/promises`, which is where handles come from.
 */
export function watchHandles(audit: Audit, operations: ActedOperations, promises: object, pathOf: PathOfDescriptor, later: (work: () => void) => void): void {
  let pending = true
  const found = <Handle>(handle: Handle): Handle => {
    if (pending && typeof handle === 'object' && handle !== null) {
      pending = false
      const actors = actorsOf(getPrototypeOf(handle) as object, pathOf)
      for (let i = 0; i < actors.length; i++) put(audit, operations, actors[i] as Actor, later)
    }
    return handle
  }
  replace(promises, 'open', (original): Method => ({
    open(this: unknown): unknown {
      const opened = apply(original, this, arguments)
      return pending ? then(opened, found) : opened
    },
  }).open)
}

function actorsOf(holder: object, pathOf: PathOfDescriptor): readonly Actor[] {
  const get = getOwnPropertyDescriptor(holder, 'fd')?.get as never
  const { plain, mode, owner } = ofHandle((handle) => {
    try {
      return apply(get, handle, [])
    } catch {
      return undefined
    }
  }, pathOf)
  return [
    { holder, name: 'chmod', form: 'promise', event: 'fs.chmod', read: mode },
    { holder, name: 'chown', form: 'promise', event: 'fs.chown', read: owner },
    { holder, name: 'truncate', form: 'promise', event: 'fs.truncate', read: plain },
    { holder, name: 'utimes', form: 'promise', event: 'fs.utime', read: plain },
  ]
}
