import { type Audit, maskOf, type Method, normalPath, type Operation, primordials, type Probe, replace } from '@overt/core'
import { givenPath } from './given-path.ts'

const { append, apply, isArray, keys, NumberCaptured, numberToString, StringCaptured } = primordials

/** What the probe needs of the runtime. */
export interface ProcessState {
  /** Objects that have functions by these names, none of which ends in another one's: `kill`, `chdir`, `umask`, `setuid` and its kin. */
  readonly holders: readonly object[]
  /** The numbers of signals by their names; asked when a signal is first sent by number. */
  readonly signals: () => Readonly<Record<string, number>>
  readonly folder: () => string
  /** Has `work` called before a property is first read that the runtime makes then; absent where it makes none so. */
  readonly whenRead?: (holder: object, name: string, work: () => void) => void
}

interface Signal {
  readonly pid: number
  readonly signal: string | number
}

interface Identity {
  readonly kind: string
  readonly id: string
}

/** At which a Node opens its inspector. */
const opening = 'SIGUSR1'

const setters = [['setuid', 'uid'], ['setgid', 'gid'], ['seteuid', 'euid'], ['setegid', 'egid'], ['setgroups', 'groups']] as const

/** `process.kill`, with `inspector.signal` where a Node would open its inspector at it, `process.chdir`, `process.umask` and `process.set_id`. What a handle of a child sends to that child is not seen, and said as a gap. */
export const createProcessStateProbe = ({ holders, signals, folder, whenRead }: ProcessState): Probe => ({
  events: ['process.kill', 'inspector.signal', 'process.chdir', 'process.umask', 'process.set_id'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const kill = audit.operation('process.kill', () => ({ pid: ({ pid }: Signal) => pid, signal: ({ signal }: Signal) => (typeof signal === 'string' ? signal : nameOf(signal, signals)) }))
    const inspect = audit.operation('inspector.signal', () => ({ pid: (pid: number) => pid }))
    const chdir = audit.operation('process.chdir', () => ({ path: (path: string) => normalPath(path, folder) }))
    const umask = audit.operation('process.umask', () => ({ mask: (mask: number) => mask }))
    const setId = audit.operation('process.set_id', () => ({ kind: ({ kind }: Identity) => kind, id: ({ id }: Identity) => id }))

    function before<Call>(operation: Operation<Call>, call: Call): void {
      const refusal = audit.raise(operation, call)
      if (refusal !== undefined) throw refusal.error
    }

    const killing = (original: Method): Method => ({
      kill(this: unknown, to: unknown, given: unknown): unknown {
        // What is nothing at all is left to the platform's own error.
        if ((kill.wanted | inspect.wanted) === 0 || to === undefined || to === null) return apply(original, this, arguments)
        // An object is made a number, or a name, once. What is no whole number is handed on as what it is, and the platform refuses it: made one it would be 0, the whole group.
        const pid = NumberCaptured(to)
        const signal = typeof given === 'number' ? given : isNothing(given) ? 'SIGTERM' : StringCaptured(given)
        if (kill.wanted !== 0) before(kill, { pid: pid | 0, signal })
        if (inspect.wanted !== 0 && (typeof signal === 'string' ? signal : nameOf(signal, signals)) === opening) before(inspect, pid | 0)
        if (typeof to === 'object' || typeof to === 'function') arguments[0] = pid
        if (!isNothing(given)) arguments[1] = signal
        return apply(original, this, arguments)
      },
    }).kill

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
      if (whenRead === undefined) replace(holder, 'kill', killing)
      else whenRead(holder, 'kill', () => {
        replace(holder, 'kill', killing)
      })
      replace(holder, 'chdir', (original: Method) => ({
        chdir(this: unknown, given: unknown): unknown {
          const path = chdir.wanted === 0 ? undefined : givenPath(given)
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
    return kill.wanted === 0 ? [] : [{ event: 'process.kill', reason: 'partial', detail: 'signals that a handle of a child sends to that child are not seen' }]
  },
})

/** What stands for the usual signal. */
const isNothing = (given: unknown): boolean => given === undefined || given === null || given === '' || given === false

function nameOf(signal: number, signals: ProcessState['signals']): string {
  const all = signals()
  const names = keys(all)
  for (let i = 0; i < names.length; i++) if (all[names[i] ?? ''] === signal) return names[i] ?? ''
  return numberToString(signal)
}

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
