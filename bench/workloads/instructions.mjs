import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { once } from './side.mjs'

/** @typedef {import('./list.mjs').Workload} Workload */
/** @typedef {{ start: number, work: number, answer: string }} Instructions of a process that ends at once, and what the workload takes besides */

const program = fileURLToPath(new URL('../cases/startup.cjs', import.meta.url))
/** @type {Workload} */
const nothing = { name: 'start', what: 'a program that does nothing', cwd: '.', args: [program], answer: () => 'ended' }

/**
 * Counts what a workload takes in instructions of the processor, which no other work on the machine changes. V8 runs in one thread and with one seed: how much it
 * compiles beside a program, and when it collects, otherwise depends on chance.
 *
 * @param {string} node
 * @param {Workload} workload one process
 * @param {string} folder of the workloads
 * @param {string | undefined} config
 * @returns {Promise<Instructions>}
 */
export async function instructionsOf(node, workload, folder, config) {
  const out = mkdtempSync(join(tmpdir(), 'overt-instructions-'))
  const file = join(out, 'log')
  const counted = ['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', `--log-file=${file}`, node, '--single-threaded', '--random-seed=1']
  const all = async (/** @type {Workload} */ one) => {
    const { answer } = await once(counted, one, folder, config)
    const text = readFileSync(file, 'utf8')
    const count = Number(/I +refs: +([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''))
    if (!Number.isFinite(count)) throw new Error(`valgrind counted nothing of \`${one.name}\`: ${text.slice(-500)}`)
    return { count, answer }
  }
  try {
    const start = (await all(nothing)).count
    const { count, answer } = await all(workload)
    return { start, work: count - start, answer }
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}
