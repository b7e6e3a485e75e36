import { type Audit, type Method, primordials, type Probe, replace } from '@overt/core'

const { apply, keys, NumberCaptured, numberToString, StringCaptured } = primordials

/** What the probe needs of the runtime. */
export interface Signals {
  /** Objects that have a function `kill`, none of which ends in another one's. */
  readonly holders: readonly object[]
  /** The numbers of signals by their names; asked when a signal is first sent by number. */
  readonly signals: () => Readonly<Record<string, number>>
  /** Has `work` called before a property is first read that the runtime makes then; absent where it makes none so. */
  readonly whenRead?: (holder: object, name: string, work: () => void) => void
}

interface Signal {
  readonly pid: number
  readonly signal: string | number
}

/** At which a Node opens its inspector. */
const opening = 'SIGUSR1'

/** `process.kill`, with `inspector.signal` where a Node would open its inspector at it. What a handle of a child sends to that child is not seen, and said as a gap. */
export const createSignalsProbe = ({ holders, signals, whenRead }: Signals): Probe => ({
  events: ['process.kill', 'inspector.signal'],
  capturable: true,
  bindings: [],
  install(audit: Audit) {
    const kill = audit.operation('process.kill', () => ({ pid: ({ pid }: Signal) => pid, signal: ({ signal }: Signal) => (typeof signal === 'string' ? signal : nameOf(signal, signals)) }))
    const inspect = audit.operation('inspector.signal', () => ({ pid: (pid: number) => pid }))

    const killing = (original: Method): Method => ({
      kill(this: unknown, to: unknown, given: unknown): unknown {
        // What is nothing at all is left to the platform's own error.
        if ((kill.wanted | inspect.wanted) === 0 || to === undefined || to === null) return apply(original, this, arguments)
        // An object is made a number, or a name, once. What is no whole number is handed on as what it is, and the platform refuses it: made one it would be 0, the whole group.
        const pid = NumberCaptured(to)
        const signal = typeof given === 'number' ? given : isNothing(given) ? 'SIGTERM' : StringCaptured(given)
        const opens = inspect.wanted !== 0 && (typeof signal === 'string' ? signal : nameOf(signal, signals)) === opening
        const refusal = (kill.wanted === 0 ? undefined : audit.raise(kill, { pid: pid | 0, signal })) ?? (opens ? audit.raise(inspect, pid | 0) : undefined)
        if (refusal !== undefined) throw refusal.error
        if (typeof to === 'object' || typeof to === 'function') arguments[0] = pid
        if (!isNothing(given)) arguments[1] = signal
        return apply(original, this, arguments)
      },
    }).kill

    for (let i = 0; i < holders.length; i++) {
      const holder = holders[i] as object
      if (whenRead === undefined) replace(holder, 'kill', killing)
      else whenRead(holder, 'kill', () => {
        replace(holder, 'kill', killing)
      })
    }
    return kill.wanted === 0 ? [] : [{ event: 'process.kill', reason: 'partial', detail: 'signals that a handle of a child sends to that child are not seen' }]
  },
})

/** What stands for the usual signal. */
const isNothing = (given: unknown): boolean => given === undefined || given === null || given === '' || given === false

function nameOf(signal: number, signals: Signals['signals']): string {
  const all = signals()
  const names = keys(all)
  for (let i = 0; i < names.length; i++) if (all[names[i] ?? ''] === signal) return names[i] ?? ''
  return numberToString(signal)
}
