import { askedIn, type Context, readContext } from './context.ts'
import { eventNamed } from './event-names.ts'
import type { EventName } from './generated/events.ts'
import type { Answer } from './frame.ts'
import { createFrameWriter } from './frame.ts'
import type { Engine } from './engine.ts'
import type { HookChain, Refusal } from './hooks.ts'
import type { GivenPath, GivenReaders, Operation, ReadField, Value } from './operation.ts'
import { wantedByHooks, wantedByRecord, wantedByRules } from './operation.ts'
import type { Recorder } from './record/record.ts'
import { hashOf, judgedBefore, remember } from './cache.ts'
import { mayMatch, readPrefilters } from './prefilter.ts'
import { createSettle } from './settle.ts'
import type { Origin } from './origin.ts'
import type { Policy } from './policy.ts'
import type { Platform } from './platform.ts'
import { append, hasOwn, isRangeError, Words } from './primordials.ts'

/** What probes work with. */
export interface Audit {
  /**
   * Declares a kind of operation. Its `wanted` is 0 until somebody listens; a probe checks that first and does nothing else. `readers` is asked when it is first raised: a
   * start declares a hundred kinds and raises a few.
   */
  operation<Name extends EventName, Call>(name: Name, readers: () => GivenReaders<Name, Call>, key?: (call: NoInfer<Call>, mask: number) => string | undefined, path?: GivenPath<NoInfer<Call>>): Operation<Call>
  /**
   * Raises one event, before the operation: rules, hooks, record. Returns undefined when the operation goes on, else why it does not; how that is thrown,
   * emitted or returned is the probe's. `least` is the response that holds whatever the rules say: what the manifest refuses is a block.
   * `origin` is who asked, where the stack does not tell any more (origin.ts).
   */
  raise<Call>(operation: Operation<Call>, call: Call, least?: number, origin?: Origin): Refusal | undefined
  /** The same where native code has the engine's answer already (`code.eval`). */
  settle<Call>(operation: Operation<Call>, call: Call, answer: Answer): Refusal | undefined
  /** Has something looked at before each event is judged; one at most. For what the application changes without being seen. */
  beforeEach(look: () => void): void
  readonly platform: Platform
}

/** What an audit is made of. */
export interface AuditParts {
  readonly engine: Engine
  readonly hooks: HookChain
  readonly policy: Policy
  readonly recorder: Recorder
  readonly platform: Platform
}

/** The audit of one thread, with what the runtime package needs besides. */
export interface ThreadAudit extends Audit {
  /** Works out anew who listens to what; called when a hook is added. */
  refresh(): void
  /** The bits of {@link Operation.wanted} for an event, whether or not a probe has declared it. */
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

/**
 * Takes the readers of an operation's fields, when it is first raised.
 *
 * INVARIANT: an operation is complete or not begun. The application may have it raised where the stack ends, or a deadline of `vm` does: then it is begun anew.
 */
function complete<Call>({ made, path }: Declared<Call>, readers: object): void {
  const fields: ReadField<Call>[] = []
  const declared = made.event.fields
  for (let i = 0; i < declared.length; i++) {
    const field = declared[i]
    if (field === undefined || !hasOwn(readers, field.name)) continue
    const read = (readers as Readonly<Record<string, (call: Call) => Value>>)[field.name]
    if (read === undefined) continue
    append(fields, { bit: field.bit, name: field.name, kind: field.kind, read })
  }
  made.fields = fields
  // The path alone settles nothing where rules read the circumstances too.
  if (path !== undefined && made.context === 0) made.given = givenOf(fields, path)
  made.complete = undefined
}

function givenOf<Call>(fields: readonly ReadField<Call>[], { field, text }: GivenPath<Call>): Operation<Call>['given'] {
  for (let i = 0; i < fields.length; i++) {
    const one = fields[i]
    if (one?.name === field) return { bit: one.bit, text }
  }
  return undefined
}

/** A kind of operation, with what a probe declared of it. */
interface Declared<Call> {
  readonly made: Operation<Call>
  readonly key: Operation<Call>['key']
  readonly path: GivenPath<Call> | undefined
  /** The kind declared before this one. */
  readonly before: Declared<never> | undefined
}

function contextOf(fields: Uint32Array): number {
  let asked = 0
  for (let i = 0; i < fields.length; i++) asked |= askedIn(fields[i] ?? 0)
  return asked
}

const none = new Words(0)

export function createAudit(parts: AuditParts): ThreadAudit {
  const { engine, hooks, policy, recorder, platform } = parts
  const frame = createFrameWriter(engine)
  const current = engine.replaceable?.isCurrent
  // So few different calls of a kind are judged before its prefilters are asked for. A start is not to pay for what it hardly uses; a module that need not be made saves more.
  const seldom = engine.kind === 'native' ? 64 : 0
  const nameCaller = engine.lines?.name
  /** The kind declared last. A list of them would be appended to by `Object.defineProperty`, a hundred times a start. */
  let declared: Declared<never> | undefined
  const settle = createSettle(parts)
  let interest = engine.interest()
  let look: (() => void) | undefined
  let goOver: (() => boolean) | undefined

  function wanted(event: number): number {
    return (
      (interest.judged[event] === 1 ? wantedByRules : 0) |
      (hooks.wants(event) ? wantedByHooks : 0) |
      (recorder.active && policy.records(event) ? wantedByRecord : 0)
    )
  }

  function operation<Name extends EventName, Call>(name: Name, readers: () => GivenReaders<Name, Call>, key?: (call: NoInfer<Call>, mask: number) => string | undefined, path?: GivenPath<NoInfer<Call>>): Operation<Call> {
    const event = eventNamed(name)
    if (event === undefined) throw new TypeError(`\`${name}\` is not an event of the schema`)
    const mask = interest.fields[event.id] ?? 0
    const context = askedIn(mask)
    const made: Operation<Call> = {
      event,
      fields: [],
      given: undefined,
      complete: () => {
        complete(one, readers())
      },
      key: context === 0 ? key : undefined,
      wanted: wanted(event.id),
      mask,
      context,
      cache: undefined,
      prefilters: undefined,
      runtimeOwn: undefined,
      changed: undefined,
    }
    // What is known of a call is known of it by the rules that are in force.
    const known = key === undefined || current === undefined ? key : (call: Call, asked: number): string | undefined => (current() ? key(call, asked) : undefined)
    const one: Declared<Call> = { made, key: known, path, before: declared }
    if (context === 0) made.key = known
    declared = one
    return made
  }

  /** Whether an event that could not be judged is to be raised once more. */
  function isRenewed({ stale }: Answer): boolean {
    if (stale !== true || goOver === undefined) return false
    try {
      return goOver()
    } catch (error) {
      if (isRangeError(error)) throw error
      return false
    }
  }

  function raise<Call>(made: Operation<Call>, call: Call, least = 0, origin?: Origin): Refusal | undefined {
    if (made.complete !== undefined) made.complete()
    if (look !== undefined) look()
    let key: string | undefined
    let hash = 0
    // Decision 5: only where the rules alone decide, and they look at nothing but the fields of the key.
    if (least === 0 && origin === undefined && made.wanted === wantedByRules && made.key !== undefined) {
      key = made.key(call, made.mask)
      if (key !== undefined) {
        hash = hashOf(key)
        if (judgedBefore(made, key, hash)) return undefined
      }
    }
    let answer: Answer
    let context: Context | undefined
    try {
      if (made.context !== 0) context = readContext(platform, made.context)
      else if (least === 0 && made.wanted === wantedByRules && (key !== undefined || current === undefined)) {
        if (made.prefilters === undefined && (made.cache?.kept ?? 0) >= seldom) made.prefilters = readPrefilters(engine.prefilters?.(made.event.id) ?? none)
        if (made.prefilters !== undefined && !mayMatch(made, call)) {
          if (key !== undefined) remember(made, key, hash)
          return undefined
        }
      }
      answer = frame.judge(made, call, (made.wanted & wantedByRecord) !== 0 && (origin !== undefined || !settle.isPlain(made)), origin, context)
    } catch (error) {
      // Decision 6: an exhausted stack is the platform's own error; the operation is not performed.
      if (isRangeError(error)) throw error
      return settle.fault(made.event.name, error)
    }
    if (answer.malformed) return isRenewed(answer) ? raise(made, call, least, origin) : settle.fault(made.event.name, undefined)
    if (answer.forgot === true) settle.forgot(made.event.name)
    if (least > answer.response) answer = { ...answer, response: least }
    if (origin !== undefined) answer = { ...answer, package: origin.json }
    if (answer.response === 0 && made.wanted === wantedByRules) {
      if (key !== undefined && answer.final) remember(made, key, hash)
      return undefined
    }
    if (answer.response === 0 && answer.package === '' && settle.isPlain(made)) nameCaller?.()
    if (made.runtimeOwn?.(call) === true) return undefined
    return settle.operation(made, call, answer, context)
  }

  function refresh(): void {
    for (let one = declared; one !== undefined; one = one.before) {
      const { made } = one
      made.wanted = wanted(made.event.id)
      made.changed?.(made.wanted)
    }
  }

  function raiseNamed(name: string, fields: Readonly<Record<string, Value>>, names: readonly string[]): Refusal | undefined {
    const listeners = wanted(1)
    const named = askedIn(interest.fields[1] ?? 0)
    const context = named === 0 ? undefined : readContext(platform, named)
    const answer = frame.judgeNamed(name, fields, names, (listeners & wantedByRecord) !== 0, context)
    if (answer.malformed) return isRenewed(answer) ? raiseNamed(name, fields, names) : settle.fault(name, undefined)
    if (answer.forgot === true) settle.forgot(name)
    if (answer.response === 0 && listeners === wantedByRules) return undefined
    return settle.named(1, name, fields, answer, listeners, context)
  }

  return {
    platform,
    get context() {
      return contextOf(interest.fields) | (policy.context ?? 0)
    },
    operation,
    raise,
    wanted,
    beforeEach(given) {
      look = given
    },
    settle(made, call, answer) {
      if (made.complete !== undefined) made.complete()
      return answer.malformed ? settle.fault(made.event.name, undefined) : settle.operation(made, call, answer)
    },
    refresh,
    renew() {
      interest = engine.interest()
      for (let one = declared; one !== undefined; one = one.before) {
        const { made, key, path } = one
        made.cache = undefined
        made.prefilters = undefined
        made.mask = interest.fields[made.event.id] ?? 0
        made.context = askedIn(made.mask)
        made.key = made.context === 0 ? key : undefined
        if (path !== undefined && made.complete === undefined) made.given = made.context === 0 ? givenOf(made.fields, path) : undefined
      }
      refresh()
    },
    whenStale(given) {
      goOver = given
    },
    raiseNamed,
  }
}
