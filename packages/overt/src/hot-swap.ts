import { contextGap, type Engine, primordials, unusable } from '@overt/core'
import { publicKey } from './configuration/signed-rules.ts'
import type { Settings } from './configuration/settings.ts'
import type { ReplaceableEngine } from './engine/binding.ts'
import type { NativeBinding } from './engine/native-binding.ts'
import { page } from './engine/page.ts'
import { createLaunch } from './hot-swap-launch.ts'
import type { Installer } from './install.ts'
import { swapSlot } from './probes/slots.ts'
import type { Thread } from './thread-audit.ts'

const { isRangeError, numberToString, parse, Words } = primordials

/** How often a thread begins anew whose stack ends while it goes over. The application can throw what looks like that, and would keep the rules before. */
const mostBegun = 3

/** How many probes may fail at most: more than there are. */
const mostFailed = 100

/** Rules that others can replace, for one thread (docs/design/hot-swap.md). */
export interface HotSwap {
  /** The engine, which tells whether this thread has the rules in force. */
  readonly engine: Engine
  /** The serial number of the rules that this thread starts with. */
  readonly serial: number
  /** The settings for what this process starts: it is not to take older rules than this process has, whether or not this thread has them already. */
  launch(): string
  /** From now on the thread goes over to other rules when there are such; the first thread has the file looked at. */
  begin(parts: Parts): void
}

interface Parts {
  readonly thread: Thread
  readonly installer: Installer
  /** Begins to find out what of the circumstances rules read; what cannot be told. */
  readonly follow: (asked: number, stream: string) => number
  readonly isFirst: boolean
}

/** What native code says of the rules in force, where this thread has others. */
interface Next {
  readonly epoch: number
  readonly rules: number
  readonly serial: number
  readonly digest: string
  readonly previous: string
  /** Correlations that had seen something, and are not among the new rules as they were. */
  readonly lost: number
}

/** What native code says of rules that were refused. */
interface Refused {
  readonly refused: readonly { readonly code: string; readonly message: string }[]
  /** Older ones that there was no room for. */
  readonly dropped: number
}

/** @param launch the settings as text, as they were when the process started */
export function createHotSwap(native: NativeBinding, engine: ReplaceableEngine, settings: Settings, launch: string): HotSwap {
  const launched = createLaunch(launch)
  // Native code writes into it, and nothing can detach it.
  const buffer = page()
  const word = new Words(buffer, 0, 1)
  let parts: Parts | undefined
  const { onRules, nextRules, takeRules, refusedRules, rulesSerial, watchRules } = native.signed()
  const own = parse(onRules(buffer, told)) as { readonly epoch: number; readonly serial: number }
  let { epoch } = own
  let recorded = epoch
  let followed = 0
  let begun = 0

  /**
   * Everything of this thread that follows from its rules, and the record, before its events are judged by the new ones. Where it is broken off, native code goes on to
   * answer that events are stale, and it is done again.
   *
   * @returns false where the thread is at it already, further up the stack: what the application raises in its midst, in an accessor that is read there, cannot be judged
   */
  function goOver(): boolean {
    return native.enter(takeNext, swapSlot)
  }

  function takeNext(): void {
    const text = parts === undefined ? null : nextRules()
    if (parts === undefined || text === null) return
    const next = parse(text) as Next
    const { thread: { audit, own, standardError }, isFirst } = parts
    audit.renew()
    if (!prepare(parts)) own('overt.gap', { reason: 'fault', detail: 'not all that the new rules read or ask for can be told in this thread' })
    if (next.epoch > recorded) {
      own('overt.swap', {
        serial: next.serial,
        rules: next.rules,
        digest: next.digest,
        previous: next.previous,
        detail: next.lost > 0 ? `what correlations saw is forgotten where the new rules do not have them as they were: ${numberToString(next.lost)}` : undefined,
      })
      if (isFirst) standardError.say(`rules with serial number ${numberToString(next.serial)} are in force (rules: ${numberToString(next.rules)})`)
      recorded = next.epoch
    }
    engine.forget()
    if (next.epoch > epoch) epoch = next.epoch
    takeRules(next.epoch)
  }

  /**
   * Has what the new rules read followed, and what they ask for patched. The application can have made either fail; it must not keep the rules before in force by that.
   *
   * @returns false where something failed
   */
  function prepare(parts: Parts): boolean {
    let whole = true
    for (let i = 0; i < mostFailed; i++) {
      try {
        if (i === 0) follow(parts)
        parts.installer.refresh('late')
        begun = 0
        return whole
      } catch (error) {
        if (isRangeError(error) && begun++ < mostBegun) throw error
        whole = false
      }
    }
    begun = 0
    return false
  }

  function follow({ thread: { audit, own, recorder }, follow }: Parts): void {
    const asked = audit.context & ~followed
    if (asked === 0) return
    const unknown = follow(asked, recorder.stream)
    if (unknown !== 0) own('overt.gap', contextGap(engine.interest(), unknown))
    followed |= asked
  }

  function sayRefused({ thread: { own, standardError }, isFirst }: Parts): void {
    const text = isFirst ? refusedRules() : null
    if (text === null) return
    const { refused, dropped } = parse(text) as Refused
    if (dropped > 0) own('overt.gap', { reason: 'forgotten', detail: `rules were refused while the main thread was busy, before those that follow: ${numberToString(dropped)}` })
    for (let i = 0; i < refused.length; i++) {
      const one = refused[i]
      if (one === undefined) continue
      own('overt.swap', { reason: one.code, detail: one.message })
      standardError.say(`${one.code}: the rules in force stay: ${one.message}`)
    }
  }

  /** Called by the event loop. */
  function told(): void {
    if (parts === undefined) return
    try {
      goOver()
      sayRefused(parts)
    } catch {
      parts.thread.own('overt.gap', { reason: 'fault', detail: 'the rules in force could not be taken over; it is tried again at the next event' })
    }
  }

  return {
    engine: { ...engine, replaceable: { isCurrent: () => word[0] === epoch } },
    serial: own.serial,
    launch: () => launched(rulesSerial()),
    begin(given) {
      parts = given
      followed = given.thread.audit.context
      given.thread.audit.whenStale(goOver)
      // They may have been replaced since this thread asked for them.
      if (word[0] !== epoch) told()
      if (!given.isFirst) return
      const { hot_swap, rules } = settings
      const failed = watchRules(rules[0] ?? '', JSON.stringify({ ...publicKey(hot_swap?.pubkey ?? ''), interval: hot_swap?.interval }))
      if (failed !== null) throw unusable('OVERT_FAULT', failed)
    },
  }
}
