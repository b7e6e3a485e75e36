import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { eventId, type Gap, type Own, type Probe, primordials, type ThreadAudit } from '@overt/core'
import type { ListedProbe } from './probe-list.ts'
import { areInternalsExposed, type Target, whenToCome } from './probes/builtin-loads.ts'
import { replace } from './probes/patch.ts'
import { installSlot } from './probes/slots.ts'
import { unwatched } from './probes/tamper/own-patches.ts'

const { append, apply, isRangeError } = primordials
const resolved = Promise.resolve()
const { then } = Promise.prototype
const asString: (value: unknown) => string = String

/** When probes are installed. `first`: nothing but the runtime has run in this thread. `early`: other preloads may have. `late`: the application may have. */
export type Moment = 'first' | 'early' | 'late'

/** Installs probes when they are first needed. */
export interface Installer {
  /** Installs what somebody listens to now and did not before, and returns what cannot be seen. */
  refresh(moment: Moment): readonly Gap[]
}

/**
 * `waiting`: for the runtime to load what it patches. `begun`: under way, or ended in its midst by a deadline of `vm`, which nobody was told. `failed`: ended by an error,
 * which is on record.
 */
type State = 'none' | 'waiting' | 'begun' | 'failed' | 'installed'

interface Entry {
  readonly probe: Probe
  /** What it patches and when, read of the probe at the start: what it does not say, the application could say on `Object.prototype`. */
  readonly target: Target
  readonly onlyAsked: boolean
  readonly needed: () => boolean
  readonly ids: readonly number[]
  state: State
}

/**
 * @param own writes an event of overt's own
 * @param faulty called where what the application asked for could not be patched before it has it; it does not return where that is fatal
 */
export function createInstaller(audit: ThreadAudit, probes: readonly ListedProbe[], own: Own, faulty: (probe: Probe) => void): Installer {
  const entries: readonly Entry[] = probes.map(({ probe, needed }) => ({ probe, target: { module: probe.module, bindings: probe.bindings }, onlyAsked: probe.onlyAsked === true, needed, ids: probe.events.map(eventId), state: 'none' }))

  const { enter } = audit.platform
  /** Whether other code may have had a binding before `process.binding` was watched. */
  let ranBefore: boolean | undefined
  let isFirst = false

  /** Marks that probes are installed meanwhile: one installing can have the runtime load what another waits for. A deadline of `vm` that breaks it off leaves no mark. */
  function installing(body: () => void): void {
    if (!enter(body, installSlot)) body()
  }

  function install(entry: Entry): readonly Gap[] {
    entry.state = 'begun'
    let gaps: readonly Gap[]
    try {
      gaps = unwatched(() => entry.probe.install(audit, isFirst))
    } catch (error) {
      entry.state = 'failed'
      throw error
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
    const postponed = entry.onlyAsked ? ranBefore === false && !areInternalsExposed() : whenToCome(entry.target, () => {
      finish()
      if (entry.state !== 'waiting') return
      try {
        installing(() => install(entry))
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
    for (let i = 0; i < entries.length; i++) {
      const state = entries[i]?.state
      // Further up the stack it may be under way, and no end of it.
      if (state === 'begun' || state === 'failed') {
        enter(finishAll, installSlot)
        return
      }
    }
  }

  function finishAll(): void {
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
    finish()
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i]
      if (entry === undefined) continue
      const { bindings } = entry.probe
      for (let j = 0; j < bindings.length && entry.state !== 'installed'; j++) if (bindings[j] === name) installing(() => installed(entry))
    }
  }

  watch('binding', beforeBinding)
  watch('_linkedBinding', beforeBinding)

  /** @returns whether something was patched; what cannot be seen is added to `found` */
  function installWanted(late: boolean, found: Gap[]): boolean {
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
    return patched
  }

  return {
    refresh(moment) {
      isFirst = moment === 'first'
      ranBefore ??= !isFirst
      finish()
      const found: Gap[] = []
      let patched = false
      installing(() => {
        patched = installWanted(moment === 'late', found)
      })
      isFirst = false
      // What ES modules import of the runtime's modules is a copy, made when the first of them imports it.
      if (patched && moment !== 'first') syncBuiltinESMExports()
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
