// Judges conformance cases by one engine: by frames written here, and through the frame writer, the verdict cache and the settling of @overt/core. Runs
// in Node, Deno and Bun.
import { judgeCorrelations } from './correlations.mjs'
import { common, judgeFrame } from './frame.mjs'

/** @typedef {{ null: true }} Null */
/** @typedef {string | number | boolean | string[] | Null} Given a field as a case gives it */
/** @typedef {{ event: string, fields: Record<string, Given>, package?: Record<string, string | boolean | string[]>, expect: boolean | string | string[], at?: number }} CaseEvent with `at` (seconds) an event of a case about correlations, and `expect` the ids of rules */
/** @typedef {{ name: string, products: string[], placeholders?: Record<string, string[]>, rule: string, event?: CaseEvent[], error?: string, line?: number }} Case */
/** @typedef {{ response: string, rules: string[], allowedBy: string[] }} Verdict */
/**
 * What one engine said about one case: the first error, or for each event the verdicts of every way and round. `notRaised` says why no probe can raise
 * an event, so that only frames show it to the engine.
 *
 * @typedef {{ error?: string, line?: number, image?: boolean, events: { notRaised?: string, verdicts: Record<string, Verdict> }[] }} Answer
 */

/**
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('../../packages/core/src/index.ts').Engine} engine
 * @param {Case} case_
 * @returns {Answer}
 */
export function judgeCase(core, engine, case_) {
  const { diagnostics } = engine.compile([{ name: 'case.yml', text: case_.rule }], { products: case_.products, placeholders: case_.placeholders ?? {} })
  const error = diagnostics.find(({ severity }) => severity === 'error')
  if (error !== undefined) return { error: error.code, line: error.line, events: [] }
  if (case_.event?.[0]?.at !== undefined) return judgeCorrelations(core, engine, case_.event)
  const compiled = judgeEvents(core, engine, case_.event ?? [])
  engine.load(engine.build())
  const loaded = judgeEvents(core, engine, case_.event ?? [])
  return { image: JSON.stringify(compiled) === JSON.stringify(loaded), events: compiled }
}

/**
 * Every event twice, in turn with the others: by frames; and through the core without a cache, with it, and recorded.
 *
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('../../packages/core/src/index.ts').Engine} engine
 * @param {CaseEvent[]} events
 */
function judgeEvents(core, engine, events) {
  const rules = createThread(core, engine, false)
  const record = createThread(core, engine, true)
  const kinds = new Map(events.map(({ event, fields }) => [kindOf(event, fields), operations(core, rules, record, event, fields)]))
  const answers = events.map(({ event, fields, package: package_ }) => {
    const notRaised = unreachable(core, event, fields, package_)
    const verdicts = /** @type {Record<string, Verdict>} */ ({})
    return notRaised === undefined ? { verdicts } : { notRaised, verdicts }
  })
  for (const round of ['first', 'second']) {
    events.forEach((given, index) => {
      const answer = answers[index]
      if (answer === undefined) return
      for (const way of /** @type {const} */ (['frame', 'large'])) answer.verdicts[`${way}, ${round}`] = judgeFrame(core, engine, given, way)
      if (answer.notRaised !== undefined) return
      const ways = kinds.get(kindOf(given.event, given.fields))
      for (const [way, judge] of Object.entries(ways ?? {})) answer.verdicts[`${way}, ${round}`] = judge(given.fields)
    })
  }
  return answers
}

/**
 * An operation reads the fields that its probe knows, so events with the same fields are of one operation, and share its cache.
 *
 * @param {string} event
 * @param {Record<string, Given>} fields
 */
const kindOf = (event, fields) => [event, ...Object.keys(fields).sort()].join(' ')

/**
 * Why no probe can raise such an event: the package comes from the stack, the phase and the request from the runtime, and no probe writes null.
 *
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {string} event
 * @param {Record<string, Given>} fields
 * @param {CaseEvent['package']} package_
 */
function unreachable(core, event, fields, package_) {
  if (package_ !== undefined) return 'names a package, which only a stack can'
  const known = core.events.find(({ name }) => name === event)
  for (const [name, value] of Object.entries(fields)) {
    if (known !== undefined && name in common) return 'carries a field that no probe writes'
    if (typeof value === 'object' && !Array.isArray(value)) return 'carries null, which no probe writes'
    if (known !== undefined && !core.fieldsOf(known).some((field) => field.name === name)) throw new Error(`\`${event}\` has no field \`${name}\``)
  }
  return undefined
}

/**
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {ReturnType<typeof createThread>} rules
 * @param {ReturnType<typeof createThread>} record
 * @param {string} event
 * @param {Record<string, Given>} fields
 * @returns {Record<string, (fields: Record<string, Given>) => Verdict>}
 */
function operations(core, rules, record, event, fields) {
  if (!core.events.some(({ name }) => name === event)) {
    const raiseNamed = (/** @type {typeof rules} */ thread) => (/** @type {Record<string, any>} */ given) => thread.verdict(() => thread.audit.raiseNamed(event, given, Object.keys(given)))
    return { rules: raiseNamed(rules), recorded: raiseNamed(record) }
  }
  const readers = () => /** @type {any} */ (Object.fromEntries(Object.keys(fields).map((name) => [name, (/** @type {any} */ call) => call[name]])))
  const name = /** @type {any} */ (event)
  const known = core.events.find((one) => one.name === event)
  const key = (/** @type {any} */ call, /** @type {number} */ mask) => JSON.stringify(known && core.fieldsOf(known).filter(({ bit }) => ((mask >>> bit) & 1) === 1).map((field) => [field.bit, call[field.name]]))
  const raise = (/** @type {typeof rules} */ thread, /** @type {any} */ operation) => (/** @type {any} */ given) => thread.verdict(() => thread.audit.raise(operation, given))
  return {
    rules: raise(rules, rules.audit.operation(name, readers)),
    cached: raise(rules, rules.audit.operation(name, readers, key)),
    recorded: raise(record, record.audit.operation(name, readers)),
  }
}

/**
 * A thread's audit that keeps what would have been recorded.
 *
 * @param {typeof import('../../packages/core/src/index.ts')} core
 * @param {import('../../packages/core/src/index.ts').Engine} engine
 * @param {boolean} active whether every event is recorded
 */
function createThread(core, engine, active) {
  /** @type {import('../../packages/core/src/index.ts').Entry[]} */
  const entries = []
  const recorder = {
    stream: '', length: 0, head: '', dropped: 0, active, endsNatively: false, sync() {}, flush() {},
    write: (/** @type {import('../../packages/core/src/index.ts').Entry} */ entry) => entries.push(entry) > 0,
  }
  const platform = {
    runtime: 'conformance 0', pid: 0, thread: 0, alert() {},
    enter: (/** @type {() => void} */ body) => (body(), true),
    caller: () => '{"name":null,"reason":"unavailable"}',
    kill: () => { throw new Error('monitor does not kill') },
    fatal: (/** @type {string} */ message) => { throw new Error(message) },
  }
  const policy = { mode: /** @type {const} */ ('monitor'), outputFailure: /** @type {const} */ ('continue'), records: () => active }
  const hooks = core.createHookChain(platform, () => {})
  const audit = core.createAudit({ engine, hooks, policy, recorder, platform })
  const titles = (/** @type {readonly import('../../packages/core/src/index.ts').Rule[]} */ rules) => rules.map(({ title }) => title)
  return {
    audit,
    /**
     * @param {() => unknown} raise
     * @returns {Verdict}
     */
    verdict(raise) {
      entries.length = 0
      raise()
      const [entry] = entries
      if (entry === undefined) return { response: 'none', rules: [], allowedBy: [] }
      if (entry.event === 'overt.gap') return { response: 'not judged', rules: [], allowedBy: [] }
      const response = core.responses[entry.response] ?? String(entry.response)
      return { response, rules: titles(entry.rules), allowedBy: titles(entry.allowedBy) }
    },
  }
}

