import process from 'node:process'
import { eventId, type Gap, type Own, type Probe, primordials, type ThreadAudit } from '@overt/core'
import type { ListedProbe } from './probe-list.ts'
import { replace } from './probes/patch.ts'
import { unwatched } from './probes/tamper/own-patches.ts'

const { append, apply } = primordials
const asString: (value: unknown) => string = String

/** Installs probes when they are first needed. */
export interface Installer {
  /** Installs what somebody listens to now and did not before, and returns what cannot be seen. `late`: the application may have run already. */
  refresh(late: boolean): readonly Gap[]
}

interface Entry {
  readonly probe: Probe
  readonly needed: () => boolean
  readonly ids: readonly number[]
  installed: boolean
}

export function createInstaller(audit: ThreadAudit, probes: readonly ListedProbe[], own: Own): Installer {
  const entries: readonly Entry[] = probes.map(({ probe, needed }) => ({ probe, needed, ids: probe.events.map(eventId), installed: false }))

  function install(entry: Entry): readonly Gap[] {
    entry.installed = true
    const gaps = installed(entry.probe)
    for (let i = 0; i < gaps.length; i++) {
      const gap = gaps[i]
      if (gap !== undefined) own('overt.gap', { event: gap.event, reason: gap.reason, detail: gap.detail })
    }
    return gaps
  }

  /** What a probe cannot be installed for is said, and whoever asked for its events is told: they are not raised. */
  function installed(probe: Probe): readonly Gap[] {
    try {
      return unwatched(() => probe.install(audit))
    } catch (error) {
      own('overt.gap', { event: probe.events[0], reason: 'fault', detail: 'its probe could not be installed' })
      throw error
    }
  }

  function isWanted({ ids, needed }: Entry): boolean {
    if (needed()) return true
    for (let i = 0; i < ids.length; i++) if (audit.wanted(ids[i] ?? 0) !== 0) return true
    return false
  }

  function sayLate({ probe, ids }: Entry): void {
    for (let i = 0; i < ids.length; i++) {
      if (audit.wanted(ids[i] ?? 0) === 0) continue
      own('overt.gap', {
        event: probe.events[i],
        reason: 'late',
        detail: 'it was first asked for after the start: code that took the original function before is not seen; name the event in `record`, or add the hook in a preload',
      })
    }
  }

  /** A binding that the application asks for is patched before it has it (decision 2 of docs/design). */
  function beforeBinding(name: string): void {
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined || entry.installed) continue
      const { bindings } = entry.probe
      for (let j = 0; j < bindings.length && !entry.installed; j++) if (bindings[j] === name) install(entry)
    }
  }

  watch('binding', beforeBinding)
  watch('_linkedBinding', beforeBinding)

  return {
    refresh(late) {
      const found: Gap[] = []
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i]
        if (entry === undefined || entry.installed || !isWanted(entry)) continue
        const gaps = install(entry)
        for (let j = 0; j < gaps.length; j++) {
          const gap = gaps[j]
          if (gap !== undefined) append(found, gap)
        }
        if (late && entry.probe.capturable) sayLate(entry)
      }
      return found
    },
  }
}

/** `process.binding` and its kin, with their names, lengths and attributes as they were. */
function watch(name: 'binding' | '_linkedBinding', before: (asked: string) => void): void {
  replace(process, name, (original) => {
    const { watched } = {
      watched(this: unknown, asked: unknown): unknown {
        // Made a string once, as Node does: an object could be another name each time that it is asked.
        const text = asString(asked)
        before(text)
        return apply(original as never, this, [text])
      },
    }
    return watched
  })
}
