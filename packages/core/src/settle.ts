import type { AuditParts } from './audit-parts.ts'
import type { Rule } from './engine.ts'
import { type Context, readContext } from './context.ts'
import { AuditError } from './error.ts'
import type { Answer } from './frame.ts'
import type { Refusal } from './hooks.ts'
import type { Operation, Value } from './operation.ts'
import { wantedByHooks, wantedByRecord } from './operation.ts'
import { responseAlert, responseBlock, responseKill, responses } from './platform.ts'
import { append, freeze, isArray } from './primordials.ts'
import { alertLine } from './record/alert.ts'
import type { Entry, Outcome } from './record/entry.ts'
import { createPlainLine } from './record/plain.ts'
import { createRepeats } from './record/repeats.ts'

/** What follows an answer of the engine: hooks, the record, the refusal. In this order, and the record always before the refusal. */
export interface Settle {
  operation<Call>(operation: Operation<Call>, call: Call, answer: Answer, context?: Context): Refusal | undefined
  /** Whether the line of an operation that nobody refuses is made by native code, which names the package too. */
  isPlain<Call>(operation: Operation<Call>): boolean
  named(id: number, name: string, fields: Readonly<Record<string, Value>>, answer: Answer, wanted: number, context?: Context): Refusal | undefined
  /** An internal fault: nothing was judged. It is recorded; monitor goes on, enforce refuses. */
  fault(event: string, error: unknown): Refusal | undefined
  /** Correlations had no room for all that they saw: what was silent longest counts no more. It is recorded. */
  forgot(event: string): void
}

const none: readonly Rule[] = []

export function createSettle({ engine, hooks, policy, recorder, platform }: AuditParts): Settle {
  const redact = (text: string): string => engine.redact(text)
  // Made with the first record: an engine may not be there before. What the record asks of the circumstances is not in the frame.
  const mayBePlain = recorder.add !== undefined && (policy.context ?? 0) === 0
  let plainLine: ReturnType<typeof createPlainLine>
  const repeats = createRepeats()

  const isPlain = <Call>({ wanted }: Operation<Call>): boolean => mayBePlain && (wanted & (wantedByRecord | wantedByHooks)) === wantedByRecord

  /** Whether the call is on record with that. */
  function recordedPlainly<Call>(operation: Operation<Call>, call: Call, answer: Answer, context: Context | undefined): boolean {
    if (answer.response !== 0 || answer.allowedBy.length !== 0 || answer.package !== '' || context !== undefined || !isPlain(operation)) return false
    plainLine ??= createPlainLine(engine, recorder)
    const lost = plainLine?.(operation, call) ?? -1
    if (lost > 0) failed()
    return lost >= 0
  }

  function named(id: number, name: string, fields: Readonly<Record<string, Value>>, answer: Answer, wanted: number, context?: Context): Refusal | undefined {
    // Before a hook runs: what it does may have the thread go over to other rules.
    const rules = rulesAt(answer.rules)
    const allowedBy = rulesAt(answer.allowedBy)
    const ruleRefuses = answer.response >= responseBlock
    const refusedByRule = ruleRefuses && policy.mode === 'enforce'
    let refusal: Refusal | undefined
    // PEP 578: the first refusal wins and those after it are not asked.
    if (!refusedByRule && (wanted & wantedByHooks) !== 0) refusal = hooks.run(id, name, snapshot(fields))
    const refusedByHook = refusal !== undefined
    if (answer.response > 0 || allowedBy.length > 0 || refusedByHook || (wanted & wantedByRecord) !== 0) {
      const killed = refusedByRule && answer.response === responseKill
      const outcome: Outcome = killed ? 'killed' : refusedByRule || refusedByHook ? 'refused' : ruleRefuses ? 'would_refuse' : 'allowed'
      const entry: Entry = {
        event: name,
        fields,
        response: answer.response,
        rules,
        allowedBy,
        package: answer.package === '' ? platform.caller() : answer.package,
        ...circumstances(context),
        outcome,
        hook: refusedByHook,
      }
      write(entry)
      if (killed) {
        recorder.sync()
        platform.kill()
      }
    }
    if (refusedByRule) refusal = { error: refusalError(name, strictest(rules, answer.response)), hook: false }
    return refusal
  }

  /** As they were judged; what the record alone asks for is found now. */
  function circumstances(judged: Context | undefined): Pick<Entry, 'phase' | 'request'> {
    const missing = (policy.context ?? 0) & ~(judged?.asked ?? 0)
    const found = missing === 0 ? undefined : readContext(platform, missing)
    return { phase: judged?.phase ?? found?.phase, request: judged?.request ?? found?.request }
  }

  function write(entry: Entry): void {
    const durable = entry.response >= responseAlert || entry.outcome === 'refused'
    const written = recorder.write(entry, durable)
    if (entry.response >= responseAlert) alert(entry)
    if (!written) failed()
  }

  function alert(entry: Entry): void {
    const line = repeats.take(alertLine(entry, redact))
    if (line !== undefined) platform.alert(line, responses[entry.response] ?? 'alert')
  }

  function failed(): void {
    if (policy.mode === 'enforce' && policy.outputFailure === 'fatal') platform.fatal('the record cannot be written, and `output_failure` is `fatal`')
  }

  function rulesAt(places: readonly number[]): readonly Rule[] {
    if (places.length === 0) return none
    const all = engine.rules()
    const found: Rule[] = []
    for (let i = 0; i < places.length; i++) {
      const rule = all[places[i] ?? -1]
      if (rule !== undefined) append(found, rule)
    }
    return found
  }

  return {
    named,
    isPlain,
    operation: (operation, call, answer, context) =>
      recordedPlainly(operation, call, answer, context) ? undefined : named(operation.event.id, operation.event.name, fieldsOf(operation, call), answer, operation.wanted, context),
    forgot(event) {
      write({ event: 'overt.gap', fields: { event, reason: 'forgotten', detail: 'correlations forgot the groups or entries that were silent longest, for want of room' }, ...rest, outcome: 'allowed' })
    },
    fault(event, error) {
      const detail = error instanceof Error ? error.message : 'the engine could not read the event'
      write({ event: 'overt.gap', fields: { event, reason: 'fault', detail }, ...rest, outcome: policy.mode === 'enforce' ? 'refused' : 'allowed' })
      if (policy.mode === 'monitor') return undefined
      return { error: new AuditError(event, '', `\`${event}\` could not be judged and is refused: ${detail}`, 'OVERT_FAULT'), hook: false }
    },
  }
}

const rest = { response: 0, rules: none, allowedBy: none, package: '', phase: undefined, request: undefined, hook: false } as const

function refusalError(name: string, rule: Rule | undefined): AuditError {
  return rule === undefined
    ? new AuditError(name, '', `\`${name}\` was refused`)
    : new AuditError(name, rule.id, `\`${name}\` was refused by rule \`${rule.title}\`: ${rule.message}`)
}

function strictest(rules: readonly Rule[], response: number): Rule | undefined {
  for (let i = 0; i < rules.length; i++) if (rules[i]?.response === responses[response]) return rules[i]
  return rules[0]
}

/** All fields of a call, by name; those that the runtime does not know are left out. */
function fieldsOf<Call>(operation: Operation<Call>, call: Call): Readonly<Record<string, Value>> {
  const fields = { __proto__: null } as unknown as Record<string, Value>
  for (let i = 0; i < operation.fields.length; i++) {
    const field = operation.fields[i]
    if (field === undefined) continue
    const value = field.read(call)
    if (value !== undefined) fields[field.name] = value
  }
  return fields
}

/** What hooks get: frozen, so that no hook changes what the next one, or the operation, sees. */
function snapshot(fields: Readonly<Record<string, Value>>): Readonly<Record<string, unknown>> {
  const copy = { __proto__: null } as unknown as Record<string, unknown>
  for (const name in fields) copy[name] = frozen(fields[name])
  return freeze(copy)
}

function frozen(value: Value): unknown {
  if (!isArray(value)) return value
  const copy: unknown[] = []
  for (let i = 0; i < value.length; i++) append(copy, value[i])
  return freeze(copy)
}
