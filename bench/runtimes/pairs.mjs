// What an event costs in one runtime against another: two processes, asked in turn for rounds of a millisecond, so that whatever else the machine does is alike for both. A virtual machine whose
// processors share a core with others runs the same program at two speeds, one 1.7 times the other, and changes between them within a second: of whole processes one after the other the ratio was
// 1.3 to 2.7.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { median } from '../compare.mjs'

const rounds = 200
const processes = 3

/** @typedef {readonly [program: string, ...given: string[]]} Command */

/** @param {Command} command */
async function started([program, ...given]) {
  const child = spawn(program, given, { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async () => {
    const { done, value } = await lines.next()
    if (done === true) throw new Error(`\`${[program, ...given].join(' ')}\` ended`)
    return Number(value)
  }
  await next()
  return {
    round() {
      child.stdin.write('.')
      return next()
    },
    end() {
      child.stdin.end()
    },
  }
}

/**
 * @param {Command} base
 * @param {Command} other
 * @returns {Promise<{ ratio: number, ratios: readonly number[], least: readonly [number, number] }>} the median of each pair of processes, and of these; the least nanoseconds of each
 */
export async function inPairs(base, other) {
  /** @type {number[]} */
  const ratios = []
  const least = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let pair = 0; pair < processes; pair++) {
    const [one, two] = [await started(base), await started(other)]
    /** @type {number[]} */
    const found = []
    for (let round = 0; round < rounds; round++) {
      const [first, second] = [await one.round(), await two.round()]
      found.push(second / first)
      least[0] = Math.min(least[0] ?? 0, first)
      least[1] = Math.min(least[1] ?? 0, second)
    }
    one.end()
    two.end()
    ratios.push(median(found))
  }
  return { ratio: median(ratios), ratios: ratios.toSorted((first, second) => first - second), least: [least[0] ?? 0, least[1] ?? 0] }
}
