import { type Audit, maskOf, type Method, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'

const { append, apply, isArray, numberToString } = primordials

/** What the probe needs of the runtime. */
export interface ProcessState {
  /** Objects that have functions by these names, none of which ends in another one's: `chdir`, `umask`, `setuid` and its kin. */
  readonly holders: readonly object[]
  readonly folder: () => string
  /** What the runtime makes of a path before it looks at it, where it does. */
  readonly settle?: (path: unknown) => unknown
}

interface Identity {
  readonly kind: string
  readonly id: string
}

const setters = [['setuid', 'uid'], ['setgid', 'gid'], ['seteuid', 'euid'], ['setegid', 'egid'], ['setgroups', 'groups']] as const

/** `process.chdir`, `process.umask` and `process.set_id`. */
export const createProcessStateProbe = ({ holders, folder, settle }: ProcessState): Probe => ({
  events: ['process.chdir', 'process.umask', 'process.set_id'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const chdir = audit.operation('process.chdir', () => ({ path: (path: string) => normalPath(path, folder) }))
    const umask = audit.operation('process.umask', () => ({ mask: (mask: number) => mask }))
    const setId = audit.operation('process.set_id', () => ({ kind: ({ kind }: Identity) => kind, id: ({ id }: Identity) => id }))

    function before<Call>(operation: Operation<Call>, call: Call): void {
      const refusal = audit.raise(operation, call)
      if (refusal !== undefined) throw refusal.error
    }

    const setting = (original: Method, kind: string): Method => ({
      set(this: unknown, given: unknown): unknown {
        const ids = setId.wanted === 0 ? undefined : idsOf(given)
        if (ids === undefined) return apply(original, this, arguments)
        before(setId, { kind, id: ids.text })
        return apply(original, this, [ids.value])
      },
    }).set

    const settingGroups = (original: Method): Method => ({
      initgroups(this: unknown, user: unknown, extra: unknown): unknown {
        const ids = setId.wanted === 0 ? undefined : idsOf([user, extra])
        if (ids !== undefined) before(setId, { kind: 'groups', id: ids.text })
        return apply(original, this, arguments)
      },
    }).initgroups

    function watch(holder: object): void {
      replace(holder, 'initgroups', settingGroups)
      replace(holder, 'chdir', (original: Method) => ({
        chdir(this: unknown, given: unknown): unknown {
          const path = chdir.wanted === 0 ? undefined : givenPath(given, settle)
          if (path === undefined) return apply(original, this, arguments)
          before(chdir, path.text)
          return apply(original, this, [path.value])
        },
      }).chdir)
      replace(holder, 'umask', (original: Method) => ({
        umask(this: unknown, given: unknown): unknown {
          const mask = umask.wanted === 0 ? undefined : maskOf(given)
          // Without a mask it only tells the present one.
          if (mask === undefined) return apply(original, this, arguments)
          before(umask, mask)
          return apply(original, this, [mask])
        },
      }).umask)
      for (let i = 0; i < setters.length; i++) {
        const setter = setters[i]
        if (setter !== undefined) replace(holder, setter[0], (original) => setting(original, setter[1]))
      }
    }

    for (let i = 0; i < holders.length; i++) watch(holders[i] as object)
    return []
  },
})

/** A user, a group, or a list of groups, each a number or a name; undefined for what a runtime refuses. */
function idsOf(given: unknown): { readonly text: string; readonly value: unknown } | undefined {
  if (typeof given === 'string') return { text: given, value: given }
  if (typeof given === 'number') return { text: numberToString(given), value: given }
  if (!isArray(given)) return undefined
  const value: unknown[] = []
  let text = ''
  for (let i = 0; i < given.length; i++) {
    const one: unknown = given[i]
    if (typeof one !== 'string' && typeof one !== 'number') return undefined
    append(value, one)
    text += (i === 0 ? '' : ',') + (typeof one === 'string' ? one : numberToString(one))
  }
  return { text, value }
}
