// Runs conformance/*.toml through every build of the engine on every runtime, and compares: the verdict that the case expects, and the same verdict from
// every build. `-- --engine wasm --runtime deno` runs a part. The Rust crate runs the same files in `cargo test -p overt-engine`.
// The last line is `N passed, N failed`; the exit code is 1 when anything failed.
import process from 'node:process'
import { parseArgs } from 'node:util'
import { readCases } from './conformance/cases.mjs'
import { check, disagreements } from './conformance/check.mjs'
import { runDoor } from './conformance/door.mjs'
import { doors } from './conformance/doors.mjs'
import { plan } from './conformance/plan.mjs'
import { run } from './conformance/run.mjs'
import { entry } from './run/progress.mjs'

await entry(async () => {
  const { values } = parseArgs({ options: { engine: { type: 'string' }, runtime: { type: 'string' } } })
  const cases = readCases()
  const { combinations, skipped } = plan(values)
  const events = cases.reduce((all, { event = [] }) => all + event.length, 0)
  console.log(`${cases.length} cases with ${events} events; each event twice in turn, by frames and through the core without the verdict
cache, with it, and recorded; compiled and from an image\n`)
  // What is no JavaScript has one way to judge, and is compared by that. The doors are asked all the while: Chicory interprets, and takes its time.
  const built = values.engine === undefined && values.runtime === undefined ? await doors() : []
  // The doors compile by the short form of the C interface, which takes no placeholders.
  const isPlain = (/** @type {Pick<import('./conformance/cases.mjs').Case, 'placeholders'>} */ { placeholders }) => Object.keys(placeholders ?? {}).length === 0
  const plain = cases.filter(isPlain)
  const asked = built.map((door) => ({ ...door, answers: door.start === undefined ? undefined : runDoor(door.start, plain) }))
  /** @type {import('./conformance/check.mjs').Outcome[]} */
  const outcomes = []
  for (const combination of combinations) {
    const outcome = check(combination, cases, await run(combination, cases))
    outcomes.push(outcome)
    console.log(`${combination.engine.padEnd(7)} ${combination.runtime.padEnd(13)} ${outcome.passed} passed, ${outcome.failures.length} failed`)
    for (const failure of outcome.failures.slice(0, 10)) console.log(`    ${failure}`)
    if (outcome.failures.length > 10) console.log(`    and ${outcome.failures.length - 10} more`)
  }
  /** @type {import('./conformance/check.mjs').Outcome[]} */
  const atDoors = []
  for (const { engine, runtime, answers, why } of asked) {
    if (answers === undefined) {
      skipped.push({ engine, runtime, why: why ?? 'it cannot be started' })
      continue
    }
    const outcome = check({ engine, runtime }, plain, await answers)
    atDoors.push(outcome)
    console.log(`${engine.padEnd(7)} ${runtime.padEnd(13)} ${outcome.passed} passed, ${outcome.failures.length} failed`)
    for (const failure of outcome.failures.slice(0, 10)) console.log(`    ${failure}`)
  }
  const differing = [...disagreements(cases, outcomes), ...disagreements(plain, [...outcomes.slice(0, 1).map((outcome) => ({ ...outcome, answers: outcome.answers.filter((_, index) => isPlain(cases[index] ?? {})) })), ...atDoors].map(oneWay))]
  outcomes.push(...atDoors)
  console.log(`\n${grid(outcomes)}\n`)
  if (atDoors.length > 0) console.log(`not at the doors that are no JavaScript: ${cases.length - plain.length} cases with placeholders`)
  for (const reason of reasons(outcomes)) console.log(`by frames only: ${reason}`)
  for (const { engine, runtime, why } of skipped) console.log(`skipped: ${engine} on ${runtime}: ${why}`)
  for (const line of differing) console.log(`differs: ${line}`)
  const answered = outcomes.filter(({ answers }) => answers.length > 0).length
  console.log(`the same verdicts from all ${answered} that answered: ${differing.length === 0 ? 'yes' : 'no'}`)
  const passed = outcomes.reduce((all, outcome) => all + outcome.passed, 0) + (differing.length === 0 ? 1 : 0)
  const failed = outcomes.reduce((all, outcome) => all + outcome.failures.length, 0) + differing.length
  if (passed + failed === 0) throw new Error('no combination of engine and runtime could be run')
  console.log(`${skipped.length} skipped`)
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
})

/**
 * What an engine said in the one way that every door has.
 *
 * @param {import('./conformance/check.mjs').Outcome} outcome
 */
function oneWay(outcome) {
  const answers = outcome.answers.map(({ error, line, events }) => ({ ...(error === undefined ? {} : { error, line }), events: events.map(({ verdicts }) => ({ verdicts: { large: verdicts['large, first'] ?? { response: 'none', rules: [], allowedBy: [] } } })) }))
  return { ...outcome, answers }
}

/**
 * Engines down, runtimes across.
 *
 * @param {readonly import('./conformance/check.mjs').Outcome[]} outcomes
 */
function grid(outcomes) {
  const runtimes = [...new Set(outcomes.map(({ runtime }) => runtime))]
  const engines = [...new Set(outcomes.map(({ engine }) => engine))]
  const width = Math.max(9, ...runtimes.map(({ length }) => length + 2))
  const cell = (/** @type {string} */ engine, /** @type {string} */ runtime) => {
    const outcome = outcomes.find((one) => one.engine === engine && one.runtime === runtime)
    if (outcome === undefined) return '-'
    return outcome.failures.length === 0 ? String(outcome.passed) : `${outcome.failures.length} failed`
  }
  const rows = engines.map((engine) => engine.padEnd(9) + runtimes.map((runtime) => cell(engine, runtime).padStart(width)).join(''))
  return [' '.repeat(9) + runtimes.map((runtime) => runtime.padStart(width)).join(''), ...rows].join('\n')
}

/** @param {readonly import('./conformance/check.mjs').Outcome[]} outcomes */
function reasons(outcomes) {
  /** @type {Map<string, number>} */
  const most = new Map()
  for (const { reasons } of outcomes) for (const [reason, count] of reasons) most.set(reason, Math.max(count, most.get(reason) ?? 0))
  return [...most].map(([reason, count]) => `${count} events, each of which ${reason}`)
}
