import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import { root } from '../run/root.mjs'

/** @typedef {import('./tests.mjs').Test} Test */
/** @typedef {'passed' | 'failed' | 'not counted'} Verdict `not counted`: it does not pass on plain Node, or with a preload that does nothing */
/** @typedef {{ test: Test, verdict: Verdict, output: string }} Compared */

const seconds = 30

/**
 * Runs tests on plain Node and, those that pass, under overt: monitor, every event recorded to a file. What fails under overt is run once more on all sides before it counts.
 *
 * @param {object} given
 * @param {string} given.node
 * @param {string} given.folder
 * @param {string} given.register
 * @param {readonly Test[]} given.tests
 * @param {number} given.jobs
 * @param {boolean} [given.isQuick] plain Node is asked only about what fails under overt: what passes there and would not on plain Node counts as passed
 * @param {(compared: Compared) => void} [given.done]
 * @returns {Promise<readonly Compared[]>} in the order of `tests`
 */
export async function compareTests({ node, folder, register, tests, jobs, isQuick = false, done }) {
  const work = mkdtempSync(join(tmpdir(), 'overt-node-suite-'))
  writeFileSync(join(work, 'empty.cjs'), '')
  // Where packages lie: what is there Node's own reports of coverage leave out.
  const installed = join(work, 'node_modules/overt/dist')
  cpSync(dirname(register), installed, { recursive: true })
  // What `@overt/wasm32-wasi` brings: a test may forbid native addons.
  symlinkSync(join(root, 'node_modules/@napi-rs'), join(work, 'node_modules/@napi-rs'), 'dir')
  writeFileSync(join(work, 'overt.yaml'), "mode: monitor\nrecord: ['*']\nlog: record.jsonl\n")
  /** @type {Compared[]} */
  const compared = []
  let next = 0
  const worker = async (/** @type {number} */ job) => {
    while (next < tests.length) {
      const index = next++
      const test = /** @type {Test} */ (tests[index])
      const one = await compare(test, job)
      compared[index] = one
      done?.(one)
    }
  }
  const run = (/** @type {Test} */ test, /** @type {number} */ job, /** @type {readonly string[]} */ preload, env = {}) => {
    const temporary = join(work, String(job))
    mkdirSync(temporary, { recursive: true })
    return once(node, [...test.flags, ...preload, join(folder, 'test', test.name)], folder, { TEST_THREAD_ID: String(job), TEST_PARALLEL: '1', NODE_TEST_DIR: temporary, ...env })
  }
  /** @param {Test} test @param {number} job @returns {Promise<Compared>} */
  async function compare(test, job) {
    const plain = () => run(test, job, [])
    const overt = () => run(test, job, ['--require', join(installed, basename(register))], { OVERT_CONFIG: join(work, 'overt.yaml') })
    const counts = (/** @type {{ status: number | null, output: string }} */ { status, output }) => status === 0 && !/^1\.\.0 # Skipped/m.test(output)
    if (!isQuick) {
      const first = await plain()
      if (!counts(first)) return { test, verdict: 'not counted', output: first.output }
    }
    const audited = await overt()
    if (counts(audited)) return { test, verdict: 'passed', output: '' }
    if (audited.status === 0 && isQuick) return { test, verdict: 'not counted', output: audited.output }
    const again = await plain()
    const empty = await run(test, job, ['--require', join(work, 'empty.cjs')])
    if (!counts(again) || empty.status !== 0) return { test, verdict: 'not counted', output: again.output }
    const { status, output } = await overt()
    return { test, verdict: status === 0 ? 'passed' : 'failed', output }
  }
  try {
    await Promise.all(Array.from({ length: jobs }, (_, job) => worker(job)))
  } finally {
    rmSync(work, { recursive: true, force: true, maxRetries: 3 })
  }
  return compared
}

/**
 * @param {string} program
 * @param {readonly string[]} given
 * @param {string} cwd
 * @param {Record<string, string>} env
 * @returns {Promise<{ status: number | null, output: string }>}
 */
function once(program, given, cwd, env) {
  // What this process was started with is not the tests'.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NODE_|OVERT_)/.test(name)))
  return new Promise((resolve) => {
    // A group of its own, so that what a test leaves behind ends with it.
    const child = spawn(program, given, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => { if (output.length < 20_000) output += text })
    const end = () => { try { process.kill(-Number(child.pid), 'SIGKILL') } catch { /* it has ended */ } }
    const timer = setTimeout(end, seconds * 1000)
    child.on('error', (error) => resolve({ status: 127, output: error.message }))
    child.on('exit', (status) => {
      clearTimeout(timer)
      // A child of the test may hold the pipes open for ever.
      setTimeout(() => { end(); resolve({ status, output }) }, 20)
    })
  })
}
