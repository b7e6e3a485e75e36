import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { must } from '../../scripts/run/command.mjs'
import { output } from '../../scripts/build/native.mjs'
import { once } from './side.mjs'

/** @typedef {import('./list.mjs').Workload} Workload */
/** @typedef {{ start: number, work: number, answer: string }} Instructions of a process that ends at once, and what the workload takes besides */

const program = fileURLToPath(new URL('../cases/startup.cjs', import.meta.url))
/** @type {Workload} */
const nothing = { name: 'start', what: 'a program that does nothing', cwd: '.', args: [program], answer: () => 'ended' }

/**
 * V8 in one thread, with a heap that is never full, and without the timer by which it collects what has lain about for seconds, which are fifty times as many here: how much it compiles beside a
 * program, and whether a large collection falls into the run, depend on chance otherwise. What V8 hashes to is given by a seed, and with it what it compiles when: the same program differs by some hundredths from seed to seed, so several are
 * taken, the same on both sides.
 */
const flags = ['--single-threaded', '--min-semi-space-size=64', '--max-semi-space-size=64', '--initial-heap-size=3000', '--no-memory-reducer']

/**
 * A copy of what is built, with code caches that were made under these flags: V8 counts some of them, and would refuse those of a release.
 *
 * @param {string} node
 * @param {string} folder an empty one
 * @returns {Promise<string>} its preload
 */
export async function withOwnCaches(node, folder) {
  for (const name of readdirSync(output)) if (/^(?:\w[\w-]*\.cjs|overt\.[\w-]+\.node|rules\.image)$/.test(name)) copyFileSync(join(output, name), join(folder, name))
  const record = join(folder, 'record')
  mkdirSync(record)
  for (const operands of [[], [record]]) await must(node, [...flags, join(folder, 'make-code-cache.cjs'), ...operands], { env: { NODE_OPTIONS: undefined } })
  return join(folder, 'register.cjs')
}

/**
 * Counts what a workload takes in instructions of the processor, which no other work on the machine changes.
 *
 * @param {string} node
 * @param {Workload} workload one process
 * @param {string} folder of the workloads
 * @param {string | undefined} config
 * @param {number} seed of V8's hashes, from 1 on
 * @param {string} register overt's preload ({@link withOwnCaches})
 * @returns {Promise<Instructions>}
 */
export async function instructionsOf(node, workload, folder, config, seed, register) {
  const out = mkdtempSync(join(tmpdir(), 'overt-instructions-'))
  const file = join(out, 'log')
  const counted = ['valgrind', '--tool=cachegrind', '--cache-sim=no', '--cachegrind-out-file=/dev/null', `--log-file=${file}`, node, ...flags, `--random-seed=${seed}`]
  const all = async (/** @type {Workload} */ one) => {
    const { answer } = await once(counted, one, folder, config, register)
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
