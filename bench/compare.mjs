// Two processes in turn, round by round.
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { environment } from './environment.mjs'

/**
 * One side of a comparison is plain Node, the other has these arguments and this environment besides.
 *
 * @typedef {object} Sides
 * @property {string} node the executable
 * @property {string} file of the case
 * @property {number} rounds
 * @property {readonly string[]} args
 * @property {Record<string, string>} env
 */
/**
 * Medians, and with `least` what the least disturbed tenth of the rounds took: other work on the machine only ever adds.
 *
 * @typedef {{ ratio: number, plain: number, overt: number, added?: number, least: { ratio: number, added?: number } }} Figures
 */

/** @param {readonly number[]} values @returns {number} */
export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** The value that a tenth of them is below. @param {readonly number[]} values @returns {number} */
const tenth = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)] ?? Number.NaN

/**
 * A process that does operations when told to.
 *
 * @param {string} node
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 * @param {string} worker
 * @param {string} file
 * @param {object} options
 */
async function side(node, args, env, worker, file, options) {
  const child = spawn(node, [...args, worker, file, JSON.stringify(options)], { env: { ...environment, ...env }, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { value, done } = await lines.next()
    if (done === true) throw new Error(`the process under test ended: ${node} ${args.join(' ')} ${file}`)
    return String(value)
  }
  const first = await next()
  if (first !== 'ready') throw new Error(`the process under test said \`${first}\``)
  return {
    /** @param {number} operations */
    async round(operations) {
      child.stdin.write(`${operations}\n`)
      return Number(await next())
    },
    async end() {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.stdin.write('0\n')
      await ended
    },
  }
}

/**
 * Runs `rounds` rounds of each side, in turn, after some to warm up. The order changes from round to round.
 *
 * @param {Sides & { worker: string, options: object, operations: number }} given
 * @returns {Promise<Figures>} nanoseconds an operation, and the median of the ratios round by round
 */
export async function compare({ node, worker, file, options, operations, rounds, args, env }) {
  const plain = await side(node, [], {}, worker, file, options)
  const overt = await side(node, args, env, worker, file, options)
  /** @type {Record<'plain' | 'overt' | 'ratio', number[]>} */
  const times = { plain: [], overt: [], ratio: [] }
  for (let round = -5; round < rounds; round++) {
    const first = round % 2 === 0 ? plain : overt
    const second = first === plain ? overt : plain
    const a = await first.round(operations)
    const b = await second.round(operations)
    const [p, o] = first === plain ? [a, b] : [b, a]
    if (round < 0) continue
    times.plain.push(p)
    times.overt.push(o)
    times.ratio.push(o / p)
  }
  await plain.end()
  await overt.end()
  return { ratio: median(times.ratio), plain: median(times.plain), overt: median(times.overt), least: { ratio: tenth(times.overt) / tenth(times.plain) } }
}

/** Whole processes in turn; milliseconds of wall time. @param {Sides} given @returns {Figures} */
export function compareStartup({ node, file, rounds, args, env }) {
  const once = (/** @type {readonly string[]} */ given, /** @type {Record<string, string>} */ added) => {
    const start = process.hrtime.bigint()
    const { stdout, status } = spawnSync(node, [...given, file], { env: { ...environment, ...added }, stdio: ['ignore', 'pipe', 'inherit'] })
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6
    if (status !== 0 || String(stdout) !== 'started') throw new Error(`start-up failed: status ${status}`)
    return milliseconds
  }
  /** @type {Record<'plain' | 'overt' | 'added', number[]>} */
  const times = { plain: [], overt: [], added: [] }
  for (let round = -3; round < rounds; round++) {
    const first = round % 2 === 0
    const a = first ? once([], {}) : once(args, env)
    const b = first ? once(args, env) : once([], {})
    const [p, o] = first ? [a, b] : [b, a]
    if (round < 0) continue
    times.plain.push(p)
    times.overt.push(o)
    times.added.push(o - p)
  }
  const [plain, overt] = [tenth(times.plain), tenth(times.overt)]
  return { ratio: median(times.overt) / median(times.plain), plain: median(times.plain), overt: median(times.overt), added: median(times.added), least: { ratio: overt / plain, added: overt - plain } }
}
