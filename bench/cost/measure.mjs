import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { must } from '../../scripts/run/command.mjs'

const program = fileURLToPath(new URL('program.cjs', import.meta.url))
/** V8 in one thread and without chance: two runs differ by some hundred instructions in a hundred million. A nursery that is never full, so that bytes are not collected while they are counted. */
const flags = ['--single-threaded', '--predictable', '--min-semi-space-size=64', '--max-semi-space-size=64']

/**
 * @typedef {object} Side
 * @property {string} node
 * @property {readonly string[]} preload
 * @property {Record<string, string>} env
 */
/** @typedef {{ instructions: number, bytes: number }} Cost of one operation */

/**
 * What one operation costs once it has been done often: the difference between a process that does some more and one that does not.
 *
 * @param {Side} side
 * @param {string} name of the case
 * @param {number} warm operations before
 * @param {object} options of the case
 * @returns {Promise<Cost>}
 */
export async function costOf(side, name, warm, options) {
  const more = warm / 2
  const run = async (/** @type {number} */ count) => {
    const output = await counted(side, [...flags, ...side.preload, program, name, String(warm), String(count), JSON.stringify(options)])
    return { ...output, bytes: Number(/^bytes (-?\d+)$/m.exec(output.text)?.[1]) }
  }
  const without = await run(0)
  const whole = await run(more)
  return { instructions: Math.round((whole.instructions - without.instructions) / more), bytes: Math.round((whole.bytes - without.bytes) / more) }
}

/** Millions of instructions of a process that ends at once, the least of seven: it runs with V8's threads and its chance, as processes do (choosing the seed of hashes alone takes 4 to 13), and the flags against that would have the code cache refused. @param {Side} side */
export async function startOf(side) {
  const file = fileURLToPath(new URL('../cases/startup.cjs', import.meta.url))
  const runs = []
  for (let i = 0; i < 7; i++) runs.push((await counted(side, [...side.preload, file])).instructions)
  return Math.round(Math.min(...runs) / 1e5) / 10
}

/** @param {Side} side @param {readonly string[]} given */
async function counted({ node, env }, given) {
  const inherited = Object.fromEntries(Object.keys(process.env).filter((name) => /^(NODE_|OVERT_)/.test(name)).map((name) => [name, undefined]))
  const text = await must('valgrind', ['--tool=callgrind', '--callgrind-out-file=/dev/null', node, ...given], { env: { ...inherited, ...env }, seconds: 280 })
  const instructions = Number(/Collected : (\d+)/.exec(text)?.[1])
  if (!Number.isFinite(instructions)) throw new Error(`callgrind counted nothing: ${text.slice(-500)}`)
  return { instructions, text }
}
