import { eventsByName, type Own, primordials, type Probe, type ThreadAudit } from '@overt/core'
import { createWaiting } from './waiting.ts'

const { append, SafeSet, setAdd, setHas, weakAdd, weakHas, WeakSetCaptured } = primordials

/** Installs probes, each once, and records what they cannot see. */
export interface Installer {
  /** Installs these, which were not given before, whoever listens. */
  first(probes: readonly Probe[]): void
  /** Installs those of these that are not yet, whoever listens. */
  now(probes: readonly Probe[]): void
  /** Installs those of these, which were not given before, that somebody listens to, and each other one when somebody does. */
  whenWanted(probes: readonly Probe[]): void
  /** The same of builtins, before one of them is handed out, as often as they are given. */
  offered(probes: readonly Probe[]): void
  /** Somebody may listen to anything from here on: no probe of a builtin waits for that any more. What code has kept by now is not seen, which is said when somebody listens. */
  foresee(): void
  /** Installs what somebody listens to by now: code that has kept the originals is not seen any more, which is said. */
  refresh(): void
}

const late = 'it was first asked for after the start: code that took the original function before is not seen; name the event in `record`, or add the hook in a preload'
const always = (): boolean => true

export function createInstaller(audit: ThreadAudit, own: Own): Installer {
  /** Those that may be given again, installed or waiting. */
  const installed = new WeakSetCaptured<Probe>()
  const kept = new WeakSetCaptured<Probe>()
  const waiting = createWaiting(installLate)
  const ofBuiltins = createWaiting(installLate)
  let foreseen = false
  /** Events whose functions were replaced late, and those of which that was said: as soon as somebody listens. */
  let replacedLate: string[] = []
  const said = new SafeSet()
  const named = eventsByName()
  const { listeners } = audit

  function install(probe: Probe): void {
    const gaps = probe.install(audit)
    for (let i = 0; i < gaps.length; i++) if (gaps[i] !== undefined) own('overt.gap', { ...gaps[i] })
  }

  function once(probe: Probe): void {
    if (weakHas(installed, probe)) return
    install(probe)
    weakAdd(installed, probe)
  }

  const isListenedTo = (event: string): boolean => (listeners[named[event]?.id ?? 0] ?? 0) !== 0

  function isWanted({ events }: Probe): boolean {
    // Written out: a start asks of each event of each probe.
    for (let i = 0; i < events.length; i++) if ((listeners[named[events[i] ?? '']?.id ?? 0] ?? 0) !== 0) return true
    return false
  }

  function installLate(probe: Probe): void {
    once(probe)
    const { capturable, events } = probe
    for (let i = 0; capturable && i < events.length; i++) append(replacedLate, events[i] ?? '')
  }

  function sayLate(): void {
    const unsaid: string[] = []
    for (let i = 0; i < replacedLate.length; i++) {
      const event = replacedLate[i] ?? ''
      if (setHas(said, event)) continue
      if (!isListenedTo(event)) {
        append(unsaid, event)
        continue
      }
      setAdd(said, event)
      own('overt.gap', { event, reason: 'late', detail: late })
    }
    replacedLate = unsaid
  }

  return {
    first(probes) {
      for (let i = 0; i < probes.length; i++) if (probes[i] !== undefined) install(probes[i] as Probe)
    },
    now(probes) {
      for (let i = 0; i < probes.length; i++) if (probes[i] !== undefined) once(probes[i] as Probe)
    },
    whenWanted(probes) {
      for (let i = 0; i < probes.length; i++) {
        const probe = probes[i]
        if (probe === undefined) continue
        if (isWanted(probe)) install(probe)
        else waiting.add(probe)
      }
    },
    offered(probes) {
      for (let i = 0; i < probes.length; i++) {
        const probe = probes[i]
        if (probe === undefined || weakHas(kept, probe)) continue
        if (foreseen || isWanted(probe)) once(probe)
        else {
          ofBuiltins.add(probe)
          weakAdd(kept, probe)
        }
      }
    },
    foresee() {
      foreseen = true
      ofBuiltins.install(always)
    },
    refresh() {
      try {
        waiting.install(isWanted)
      } finally {
        try {
          ofBuiltins.install(isWanted)
        } finally {
          sayLate()
        }
      }
    },
  }
}
