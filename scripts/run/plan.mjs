import { styleText } from 'node:util'
import { seconds } from './progress.mjs'
import { fail, sum } from '../steps/outcome.mjs'

/** @typedef {import('../steps/outcome.mjs').Outcome} Outcome */
/** @typedef {import('../steps/outcome.mjs').Step} Step */

/**
 * Runs steps in order, and ends with a table, what was skipped and why, what failed and why, and one plain line `N passed, N failed`. A step that
 * cannot run has failed.
 *
 * @param {readonly Step[]} steps
 * @returns {Promise<Outcome>} the sum
 */
export async function runPlan(steps) {
  /** @type {Map<string, Outcome & { took: string }>} */
  const done = new Map()
  for (const step of steps) {
    console.log(`\n${styleText('bold', `--- ${step.name}`)}`)
    const start = performance.now()
    const outcome = await attempt(step, done)
    done.set(step.name, { ...outcome, took: seconds(start) })
    console.log(`${step.name}: ${counts(outcome)}, ${seconds(start)}`)
  }
  console.log('')
  for (const [name, outcome] of done) console.log(`${name.padEnd(14)} ${counts(outcome).padEnd(36)} ${outcome.took.padStart(8)}`)
  const total = sum([...done.values()])
  for (const [name, { reasons }] of done) for (const reason of reasons) console.log(`${name}: ${reason}`)
  console.log(`${total.skipped} skipped`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  return total
}

/**
 * @param {Step} step
 * @param {ReadonlyMap<string, Outcome>} done
 * @returns {Promise<Outcome>}
 */
async function attempt({ needs = [], run }, done) {
  const broken = needs.find((name) => (done.get(name)?.failed ?? 0) > 0)
  if (broken !== undefined) return fail(`not run: it needs \`${broken}\`, which failed`)
  try {
    return await run()
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    console.log(message)
    return fail(message.split('\n')[0] ?? '')
  }
}

/** @param {Outcome} outcome */
const counts = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
