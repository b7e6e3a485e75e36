import process from 'node:process'
import { type Audit, type Gap, maskOf, type Operation, primordials } from '@overt/core'
import { type Method, ownValue, raised, replace } from '../patch.ts'
import { absolute } from '../path.ts'

const { append, apply, isArray, isInteger, numberToString } = primordials

/**
 * `process.chdir`, `process.umask`, `process.set_id`: what the whole process has one of. The runtime took the native functions from bindings that nobody else
 * has, so the public ones are replaced. A worker has none of them: there they are left as they are, functions that refuse.
 */
export function installProcessState(audit: Audit): readonly Gap[] {
  watchFolder(audit)
  watchMask(audit)
  watchIds(audit)
  return []
}

/** Replaces a method of `process` where it does something in this thread. */
function watch(name: string, make: (original: Method) => Method): void {
  const original = ownValue(process, name)
  if (typeof original === 'function' && ownValue(original, 'disabled') !== true) replace(process, name, make)
}

function watchFolder(audit: Audit): void {
  const operation = audit.operation('process.chdir', () => ({ path: (folder: string) => absolute(folder) }))
  watch('chdir', (original) => ({
    chdir(this: unknown, folder: unknown): unknown {
      // What is no text is refused by the original.
      if (operation.wanted !== 0 && typeof folder === 'string') raised(audit, operation, folder)
      return apply(original, this, arguments)
    },
  }).chdir)
}

function watchMask(audit: Audit): void {
  const operation = audit.operation('process.umask', () => ({ mask: (mask: number) => mask }))
  watch('umask', (original) => ({
    umask(this: unknown, given: unknown): unknown {
      const mask = maskOf(given)
      // Without a mask it only tells the present one.
      if (operation.wanted === 0 || mask === undefined) return apply(original, this, arguments)
      raised(audit, operation, mask)
      return apply(original, this, [mask])
    },
  }).umask)
}

interface Identity {
  readonly kind: string
  readonly id: string
}

const setters = [['setuid', 'uid'], ['setgid', 'gid'], ['seteuid', 'euid'], ['setegid', 'egid']] as const

function watchIds(audit: Audit): void {
  const operation = audit.operation('process.set_id', () => ({ kind: ({ kind }: Identity) => kind, id: ({ id }: Identity) => id }))
  for (let i = 0; i < setters.length; i++) {
    const setter = setters[i]
    if (setter === undefined) continue
    const kind = setter[1]
    watch(setter[0], (original) => ({
      set(this: unknown, given: unknown): unknown {
        const id = idOf(given)
        if (operation.wanted !== 0 && id !== undefined) raised(audit, operation, { kind, id })
        return apply(original, this, arguments)
      },
    }).set)
  }
  watchGroups(audit, operation)
}

function watchGroups(audit: Audit, operation: Operation<Identity>): void {
  watch('setgroups', (original) => ({
    setgroups(this: unknown, given: unknown): unknown {
      if (operation.wanted === 0 || !isArray(given)) return apply(original, this, arguments)
      const groups: unknown[] = []
      let all = ''
      for (let i = 0; i < given.length; i++) {
        const group = given[i]
        const id = idOf(group)
        if (id === undefined) return apply(original, this, arguments)
        append(groups, group)
        all += (i === 0 ? '' : ',') + id
      }
      raised(audit, operation, { kind: 'groups', id: all })
      return apply(original, this, [groups])
    },
  }).setgroups)
  watch('initgroups', (original) => ({
    initgroups(this: unknown, user: unknown, extra: unknown): unknown {
      const id = idOf(user)
      const group = idOf(extra)
      if (operation.wanted !== 0 && id !== undefined && group !== undefined) raised(audit, operation, { kind: 'groups', id: id + ',' + group })
      return apply(original, this, arguments)
    },
  }).initgroups)
}

/** A number or a name; undefined for what Node refuses. */
function idOf(given: unknown): string | undefined {
  if (typeof given === 'string') return given
  return typeof given === 'number' && isInteger(given) && given >= 0 && given <= 0xffff_ffff ? numberToString(given) : undefined
}
