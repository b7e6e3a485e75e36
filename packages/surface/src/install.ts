import { eventsByName, type Own, primordials, type Probe, type ThreadAudit } from '@overt/core'

const { append, weakAdd, weakHas, WeakSetCaptured } = primordials

/** Installs probes, each once, and records what they cannot see. */
export interface Installer {
  /** Installs these, which were not given before, whoever listens. */
  first(probes: readonly Probe[]): void
  /** Installs those of these that are not yet, whoever listens. */
  now(probes: readonly Probe[]): void
  /** Installs those of these, which were not given before, that somebody listens to, and each other one when somebody does. */
  whenWanted(probes: readonly Probe[]): void
  /** Installs what somebody listens to by now: code that has kept the originals is not seen any more, which is said. */
  refresh(): void
}

const late = 'it was first asked for after the start: code that took the original function before is not seen; name the event in `record`, or add the hook in a preload'

export function createInstaller(audit: ThreadAudit, own: Own): Installer {
  let waiting: Probe[] = []
  /** Those that may be given again. */
  const installed = new WeakSetCaptured<Probe>()
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

  const isListenedTo = (event: string | undefined): boolean => (listeners[named[event ?? '']?.id ?? 0] ?? 0) !== 0

  function isWanted({ events }: Probe): boolean {
    // Written out: a start asks of each event of each probe.
    for (let i = 0; i < events.length; i++) if ((listeners[named[events[i] ?? '']?.id ?? 0] ?? 0) !== 0) return true
    return false
  }

  function sayLate({ events }: Probe): void {
    for (let i = 0; i < events.length; i++) if (isListenedTo(events[i])) own('overt.gap', { event: events[i], reason: 'late', detail: late })
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
        else append(waiting, probe)
      }
    },
    refresh() {
      const left: Probe[] = []
      const all = waiting
      let failed: { readonly error: unknown } | undefined
      for (let i = 0; i < all.length; i++) {
        const probe = all[i]
        if (probe === undefined) continue
        if (!isWanted(probe)) {
          append(left, probe)
          continue
        }
        try {
          once(probe)
          if (probe.capturable) sayLate(probe)
        } catch (error) {
          // What the application has put in place of the runtime's, say: the others are installed all the same.
          failed ??= { error }
          append(left, probe)
        }
      }
      // INVARIANT: where an exhausted stack broke off before this, what waits is still the whole list, and is installed anew: seen twice rather than not at all.
      waiting = left
      if (failed !== undefined) throw failed.error
    },
  }
}
