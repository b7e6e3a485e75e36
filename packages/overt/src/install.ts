import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { eventId, type Gap, type Own, type Probe, primordials, type ThreadAudit } from '@overt/core'
import type { ListedProbe } from './probe-list.ts'
import { whenToCome } from './probes/builtin-loads.ts'
import { replace } from './probes/patch.ts'
import { unwatched } from './probes/tamper/own-patches.ts'

const { append, apply, isRangeError } = primordials
const resolved = Promise.resolve()
const { then } = Promise.prototype
const asString: (value: unknown) => string = String

/** Installs probes when they are first needed. */
export interface Installer {
  /** Installs what somebody listens to now and did not before, and returns what cannot be seen. `late`: the application may have run already. */
  refresh(late: boolean): readonly Gap[]
}

/**
 * `waiting`: for the runtime to load what it patches. `begun`: under way, or ended in its midst by a deadline of `vm`, which nobody was told. `failed`: ended by an error,
 * which is on record.
 */
type State = 'none' | 'waiting' | 'begun' | 'failed' | 'installed'

interface Entry {
  readonly probe: Probe
  readonly needed: () => boolean
  readonly ids: readonly number[]
  state: State
}

/**
 * @param own writes an event of overt's own
 * @param faulty called where what the application asked for could not be patched before it has it; it does not return where that is fatal
 */
export function createInstaller(audit: ThreadAudit, probes: readonly ListedProbe[], own: Own, faulty: (probe: Probe) => void): Installer {
  const entries: readonly Entry[] = probes.map(({ probe, needed }) => ({ probe, needed, ids: probe.events.map(eventId), state: 'none' }))

  // How many installings are under way: one can have the runtime load what another waits for.
  let depth = 0

  function install(entry: Entry): readonly Gap[] {
    entry.state = 'begun'
    depth++
    let gaps: readonly Gap[]
    try {
      gaps = unwatched(() => entry.probe.install(audit))
    } catch (error) {
      entry.state = 'failed'
      throw error
    } finally {
      depth--
    }
    entry.state = 'installed'
    for (let i = 0; i < gaps.length; i++) {
      const gap = gaps[i]
      if (gap !== undefined) own('overt.gap', { event: gap.event, reason: gap.reason, detail: gap.detail })
    }
    return gaps
  }

  /** What a probe cannot be installed for is said, and whoever asked for its events is told: they are not raised. */
  function installed(entry: Entry): readonly Gap[] {
    try {
      return install(entry)
    } catch (error) {
      own('overt.gap', { event: entry.probe.events[0], reason: 'fault', detail: 'its probe could not be installed' })
      throw error
    }
  }

  /** What nobody has yet is patched when the runtime has loaded it: a start loads nothing for that. */
  function isPostponed(entry: Entry): boolean {
    const postponed = whenToCome(entry.probe, () => {
      finish()
      if (entry.state !== 'waiting') return
      try {
        install(entry)
      } catch {
        faulty(entry.probe)
        // Only here, where there was too little stack: a promise is seen by hooks of `async_hooks`.
        apply(then as never, resolved, [finish])
      }
    })
    if (postponed) entry.state = 'waiting'
    return postponed
  }

  /** Brings to its end what was broken off. Nothing of it can be undone, and what it has patched twice is seen twice rather than not at all. */
  function finish(): void {
    if (depth > 0) return
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry?.state !== 'begun' && entry?.state !== 'failed') continue
      if (entry.state === 'begun') faulty(entry.probe)
      try {
        install(entry)
      } catch (error) {
        // With too little stack once more it is tried again; anything else is on record and gets no better.
        if (!isRangeError(error)) entry.state = 'installed'
      }
    }
  }

  /**
   * A deadline of `vm` runs neither `catch` nor `finally`, so that none is taken to be under way. Where an event is raised within one, just when rules are replaced,
   * that one counts as broken off too.
   */
  function finishAll(): void {
    depth = 0
    finish()
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
    finishAll()
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined) continue
      const { bindings } = entry.probe
      for (let j = 0; j < bindings.length && entry.state !== 'installed'; j++) if (bindings[j] === name) installed(entry)
    }
  }

  watch('binding', beforeBinding)
  watch('_linkedBinding', beforeBinding)

  return {
    refresh(late) {
      finishAll()
      const found: Gap[] = []
      let patched = false
      for (let i = 0; i < entries.length; i++) {
        const entry = entries[i]
        if (entry === undefined || entry.state !== 'none' || !isWanted(entry)) continue
        if (isPostponed(entry)) continue
        const gaps = installed(entry)
        patched = true
        for (let j = 0; j < gaps.length; j++) {
          const gap = gaps[j]
          if (gap !== undefined) append(found, gap)
        }
        if (late && entry.probe.capturable) sayLate(entry)
      }
      // What ES modules import of the runtime's modules is a copy.
      if (patched) syncBuiltinESMExports()
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
