import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../../scripts/run/root.mjs'
import { environment } from '../environment.mjs'
import { askAll } from './client.mjs'

/** @typedef {import('./list.mjs').Workload} Workload */
/** @typedef {{ start: number, work: number, wall: number, answer: string }} Usage milliseconds of processor time: until the application's first line, and after it; of all processes that it consists of */

/** Runs a command and writes down what it and all below it took, as the system has counted it. */
const timed = ['/bin/sh', '-c', '"$0" "$@"; status=$?; times > "$BENCH_TIMES"; exit $status']

const usage = fileURLToPath(new URL('usage.cjs', import.meta.url))
/** What is built. */
const built = join(root, 'packages/overt/dist/register.cjs')
const requests = 20_000

/**
 * Runs a workload once, plain or under overt.
 *
 * @param {readonly string[]} node its path; what counts instructions, and flags, around it
 * @param {Workload} workload
 * @param {string} folder of the workloads
 * @param {string | undefined} config
 * @param {string} [register] overt's preload
 * @returns {Promise<Usage>}
 */
export async function once(node, workload, folder, config, register = built) {
  const out = mkdtempSync(join(tmpdir(), 'overt-workload-'))
  // Beside the others, so that packages are found.
  const cwd = workload.writes === true ? mkdtempSync(join(folder, `${workload.cwd}-`)) : join(folder, workload.cwd)
  try {
    if (workload.writes === true) cpSync(join(folder, workload.cwd), cwd, { recursive: true })
    const preloads = [...(config === undefined ? [] : [`--require=${register}`]), `--require=${usage}`]
    const times = join(out, 'times')
    const env = { ...environment, BENCH_TIMES: times, NEXT_TELEMETRY_DISABLED: '1', BENCH_USAGE: join(out, 'usage'), NODE_OPTIONS: preloads.join(' '), ...(config === undefined ? {} : { OVERT_CONFIG: config }) }
    const begun = performance.now()
    const { status, stdout, stderr, served } = await ended(workload.kills === true ? [...timed, ...node] : node, workload, cwd, join(out, 'files'), env)
    const wall = performance.now() - begun
    const answer = served ?? workload.answer?.(join(out, 'files'), stdout, cwd) ?? ''
    if (status === null || (status !== 0 && workload.name !== 'eslint') || answer === '') throw new Error(`${workload.name} ended with ${status}: ${stderr.slice(-2000)}`)
    const processes = readFileSync(join(out, 'usage'), 'utf8').trim().split('\n').map((line) => JSON.parse(line))
    const sum = (/** @type {'start' | 'all'} */ name) => processes.reduce((all, one) => all + one[name], 0) / 1000
    const all = workload.kills === true ? childrenOf(readFileSync(times, 'utf8')) : sum('all')
    return { start: sum('start'), work: all - sum('start'), wall, answer }
  } finally {
    rmSync(out, { recursive: true, force: true })
    if (workload.writes === true) rmSync(cwd, { recursive: true, force: true })
    if (config !== undefined) rmSync(join(dirname(config), 'record.jsonl'), { force: true })
  }
}

/** The milliseconds of processor time in the second line of what the shell's `times` prints, `0m1.250000s 0m0.130000s`. @param {string} printed */
function childrenOf(printed) {
  const [, children = ''] = printed.split('\n')
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((all, [, minutes, seconds]) => all + Number(minutes) * 60_000 + Number(seconds) * 1000, 0)
}

/**
 * @param {readonly string[]} node
 * @param {Workload} workload
 * @param {string} cwd
 * @param {string} out
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string, served?: string }>}
 */
function ended([command = '', ...around], { args, requests: paths }, cwd, out, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...around, ...args.map((one) => (one === 'OUT' ? out : one))], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    /** @type {string | undefined} */
    let served
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => { stderr += text })
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      stdout += text
      if (paths === undefined || !text.endsWith('\n')) return
      askAll(Number(stdout), paths, requests).then((answers) => {
        served = answers
        child.stdin.end()
      }, reject)
    })
    child.on('error', reject)
    child.on('close', (status) => { resolve({ status, stdout, stderr, ...(served === undefined ? {} : { served }) }) })
    if (paths === undefined) child.stdin.end()
  })
}
