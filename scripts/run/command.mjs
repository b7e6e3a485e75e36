import { spawn } from 'node:child_process'
import process from 'node:process'
import { root } from './root.mjs'

/**
 * @typedef {object} Options
 * @property {string} [cwd] default: the workspace's root
 * @property {Record<string, string | undefined>} [env] added to this process's environment; `undefined` takes a variable out
 * @property {boolean} [show] whether the output is shown as it comes (it is kept in any case)
 * @property {number} [seconds] after which the command is stopped
 */
/** @typedef {{ status: number, output: string }} Result `status` is 127 where the program could not be started, 124 where it took too long */

/**
 * Runs a program to its end. Never throws: what went wrong is in `status` and `output`.
 *
 * @param {string} program
 * @param {readonly string[]} given
 * @param {Options} [options]
 * @returns {Promise<Result>}
 */
export function command(program, given, { cwd = root, env = {}, show = false, seconds } = {}) {
  const environment = { ...process.env, ...env }
  for (const [name, value] of Object.entries(environment)) if (value === undefined) Reflect.deleteProperty(environment, name)
  return new Promise((resolve) => {
    const child = spawn(program, given, { cwd, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    /** @type {string[]} */
    const parts = []
    let late = false
    const timer = seconds === undefined ? undefined : setTimeout(() => { late = true; child.kill() }, seconds * 1000)
    for (const [from, to] of /** @type {const} */ ([[child.stdout, process.stdout], [child.stderr, process.stderr]])) {
      from.setEncoding('utf8')
      from.on('data', (/** @type {string} */ text) => {
        parts.push(text)
        if (show) to.write(text)
      })
    }
    child.on('error', (error) => {
      clearTimeout(timer)
      resolve({ status: 127, output: `\`${program}\` cannot be started: ${error.message}` })
    })
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      if (signal !== null) parts.push(`\n\`${program}\` was ended by ${signal}\n`)
      resolve({ status: late ? 124 : (status ?? 1), output: parts.join('') })
    })
  })
}

/**
 * Like {@link command}, for a step that has to succeed: throws with the last lines of the output otherwise.
 *
 * @param {string} program
 * @param {readonly string[]} given
 * @param {Options} [options]
 * @returns {Promise<string>} the output
 */
export async function must(program, given, options = {}) {
  const { status, output } = await command(program, given, options)
  if (status === 0) return output
  const last = options.show ? '' : `\n${output.trimEnd().split('\n').slice(-40).join('\n')}`
  throw new Error(`\`${[program, ...given].join(' ')}\` failed with status ${status}${last}`)
}

/**
 * npm of the Node at hand: Windows cannot start `npm` without a shell, so npm's own script is run where npm has said where it is.
 *
 * @param {readonly string[]} given
 * @param {Options} [options]
 * @returns {Promise<string>} the output
 */
export function npm(given, options) {
  const script = process.env.npm_execpath
  return script?.endsWith('.js') === true ? must(process.execPath, [script, ...given], options) : must('npm', given, options)
}
