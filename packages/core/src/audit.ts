import type { AuditParts } from './audit-parts.ts'
import { hasNoPrefilter, isKept, isPaused, judgedBefore, remember, tryAlone } from './cache.ts'
import { askedIn, type Context, readContext } from './context.ts'
import { type Answer, createFrameWriter } from './frame.ts'
import { highestEvent } from './generated/events.ts'
import type { Refusal } from './hooks.ts'
import { createKinds, type Declare } from './kinds.ts'
import type { Operation, Value } from './operation.ts'
import { wantedByHooks, wantedByRecord, wantedByRules } from './operation.ts'
import type { Origin } from './origin.ts'
import type { Platform } from './platform.ts'
import { mayMatch, readPrefilters } from './prefilter.ts'
import { Bytes, isRangeError, Words } from './primordials.ts'
import { createSettle } from './settle.ts'

/** What probes work with. */
export interface Audit {
  /**
   * Declares a kind of operation. Its `wanted` is 0 until somebody listens; a probe checks that first and does nothing else. `readers` is asked when it is first raised: a
   * start declares some fifty kinds and raises a few.
   */
  readonly operation: Declare
  /**
   * Raises one event, before the operation: rules, hooks, record. Returns undefined when the operation goes on, else why it does not; how that is thrown,
   * emitted or returned is the probe's. `least` is the response that holds whatever the rules say: what the manifest refuses is a block.
   * `origin` is who asked, where the stack does not tell any more (origin.ts).
   */
  raise<Call>(operation: Operation<Call>, call: Call, least?: number, origin?: Origin): Refusal | undefined
  /** The same where native code has the engine's answer already (`code.eval`). */
  settle<Call>(operation: Operation<Call>, call: Call, answer: Answer): Refusal | undefined
  /**
   * Whether a call with this key was judged before and matched nothing, so that it need not be raised. For what is performed often: no object is made for a call that comes
   * again. `key` is what the operation's own function makes of the call.
   */
  isKnown<Call>(operation: Operation<Call>, key: string): boolean
  /** Has something looked at before each event is judged; one at most. For what the application changes without being seen. */
  beforeEach(look: () => void): void
  readonly platform: Platform
}

/** The audit of one thread, with what the runtime package needs besides. */
export interface ThreadAudit extends Audit {
  /** Works out anew who listens to what; called when a hook is added. */
  refresh(): void
  /** The bits of {@link Operation.wanted} of each event, by its id, whether or not a probe has declared it. */
  readonly listeners: Uint8Array
  /** Those of one event. */
  wanted(event: number): number
  /**
   * Takes in what the engine's rules look at by now: the first half of going over to other rules. What was known of the calls that matched nothing is
   * forgotten. It can be done again where it was broken off, until the engine judges by those rules.
   */
  renew(): void
  /**
   * Has the thread go over where the engine says that an event was written for rules that others have replaced; the event is raised once more then. False: it is at it
   * already, further up the stack, and the event is a fault.
   */
  whenStale(goOver: () => boolean): void
  /** What of the circumstances anybody asks for, as bits (context.ts): rules, or the record. */
  readonly context: number
  /** Raises an event of the application's own; see application.ts for the checks. */
  raiseNamed(name: string, fields: Readonly<Record<string, Value>>, names: readonly string[]): Refusal | undefined
}

function contextOf(fields: Uint32Array): number {
  let all = 0
  for (let i = 0; i < fields.length; i++) all |= fields[i] ?? 0
  return askedIn(all)
}

const none = new Words(0)

export function createAudit(parts: AuditParts): ThreadAudit {
  const { engine, hooks, policy, recorder, platform } = parts
  const frame = createFrameWriter(engine, platform.utf8Write)
  const current = engine.replaceable?.isCurrent
  // So few different calls of a kind are judged before its prefilters are asked for. A start is not to pay for what it hardly uses; a module that need not be made saves more.
  const seldom = engine.kind === 'native' ? 64 : 0
  const nameCaller = engine.lines?.name
  const settle = createSettle(parts)
  let interest = engine.interest()
  /** A table, for a start asks some hundred times: JavaScriptCore compiles a function that was called 34 times, in threads that it starts for that. */
  const listeners = new Bytes(highestEvent + 1)
  listen()
  const kinds = createKinds(current, () => interest, listeners)
  let look: (() => void) | undefined
  let goOver: (() => boolean) | undefined

  function listen(): void {
    const { judged } = interest
    const hooked = hooks.length !== 0
    const recorded = recorder.active
    for (let event = 0; event <= highestEvent; event++) {
      listeners[event] = (judged[event] === 1 ? wantedByRules : 0) | (hooked && hooks.wants(event) ? wantedByHooks : 0) | (recorded && policy.records(event) ? wantedByRecord : 0)
    }
  }

  /** Whether an event that could not be judged is to be raised once more. */
  function isRenewed({ stale }: Answer): boolean {
    if (!stale || goOver === undefined) return false
    try {
      return goOver()
    } catch (error) {
      if (isRangeError(error)) throw error
      return false
    }
  }

  /** No rule answers; what `allow` took out is on record, where there is one. */
  const isUntold = ({ response, allowedBy }: Answer): boolean => response === 0 && (allowedBy.length === 0 || !recorder.active)

  /** Whether prefilters see that a call matches nothing. */
  function isLetGo<Call>(made: Operation<Call>, call: Call): boolean {
    if (made.prefilters === undefined && (made.cache?.size ?? 0) >= seldom) {
      made.prefilters = readPrefilters(engine.prefilters?.(made.event.id) ?? none)
      if (hasNoPrefilter(made)) tryAlone(made)
    }
    return made.prefilters !== undefined && !mayMatch(made, call)
  }

  function isKnown<Call>(made: Operation<Call>, key: string): boolean {
    // Rules that may have been replaced are for `raise`.
    if (made.wanted !== wantedByRules || made.key === undefined || current !== undefined || !isKept(made, key)) return false
    if (look !== undefined) look()
    return true
  }

  function raise<Call>(made: Operation<Call>, call: Call, least = 0, origin?: Origin): Refusal | undefined {
    if (made.complete !== undefined) made.complete()
    if (look !== undefined) look()
    let key: string | undefined
    let isLookedUp = false
    // Decision 5: only where the rules alone decide, and they look at nothing but the fields of the key.
    if (least === 0 && origin === undefined && made.wanted === wantedByRules && made.key !== undefined) {
      key = made.key(call, made.mask)
      if (key !== undefined && !isPaused(made)) {
        isLookedUp = true
        if (judgedBefore(made, key)) return undefined
      } else if (hasNoPrefilter(made)) key = undefined
    }
    const plain = origin === undefined && settle.isPlain(made)
    let answer: Answer
    let context: Context | undefined
    try {
      if (made.context !== 0) context = readContext(platform, made.context)
      else if (least === 0 && made.wanted === wantedByRules && (key !== undefined || current === undefined) && isLetGo(made, call)) {
        if (key !== undefined && isLookedUp) remember(made, key)
        return undefined
      }
      if (key !== undefined && !isLookedUp && judgedBefore(made, key)) return undefined
      if (interest.correlates && made.runtimeOwn !== undefined) {
        // A correlation would count it; one that it completed would begin anew, and nobody be told.
        platform.forgetCaller?.()
        if (made.runtimeOwn(call)) return undefined
      }
      answer = frame.judge(made, call, (made.wanted & wantedByRecord) !== 0 && !plain, origin, context)
    } catch (error) {
      // Decision 6: an exhausted stack is the platform's own error; the operation is not performed.
      if (isRangeError(error)) throw error
      return settle.fault(made.event.name, error)
    }
    if (answer.malformed) return isRenewed(answer) ? raise(made, call, least, origin) : settle.fault(made.event.name, undefined)
    if (answer.forgot) settle.forgot(made.event.name)
    if (least > answer.response) answer = { ...answer, response: least }
    if (origin !== undefined) answer = { ...answer, package: origin.json }
    if (isUntold(answer) && made.wanted === wantedByRules) {
      if (key !== undefined && answer.final) remember(made, key)
      return undefined
    }
    if (made.runtimeOwn?.(call) === true) return undefined
    if (plain && answer.response === 0 && answer.package === '') nameCaller?.()
    return settle.operation(made, call, answer, context)
  }

  function raiseNamed(name: string, fields: Readonly<Record<string, Value>>, names: readonly string[]): Refusal | undefined {
    const listening = listeners[1] ?? 0
    const named = askedIn(interest.fields[1] ?? 0)
    const context = named === 0 ? undefined : readContext(platform, named)
    const answer = frame.judgeNamed(name, fields, names, (listening & wantedByRecord) !== 0, context)
    if (answer.malformed) return isRenewed(answer) ? raiseNamed(name, fields, names) : settle.fault(name, undefined)
    if (answer.forgot) settle.forgot(name)
    if (isUntold(answer) && listening === wantedByRules) return undefined
    return settle.named(1, name, fields, answer, listening, context)
  }

  return {
    platform,
    get context() {
      return contextOf(interest.fields) | (policy.context ?? 0)
    },
    operation: kinds.declare,
    raise,
    isKnown,
    listeners,
    wanted: (event) => listeners[event] ?? 0,
    beforeEach(given) {
      look = given
    },
    settle(made, call, answer) {
      if (made.complete !== undefined) made.complete()
      return answer.malformed ? settle.fault(made.event.name, undefined) : settle.operation(made, call, answer)
    },
    refresh() {
      listen()
      kinds.refresh()
    },
    renew() {
      interest = engine.interest()
      listen()
      kinds.renew()
    },
    whenStale(given) {
      goOver = given
    },
    raiseNamed,
  }
}
