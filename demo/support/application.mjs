import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import process from 'node:process'
import { app, home } from './places.mjs'

/**
 * @typedef {object} Application
 * @property {number} port
 * @property {() => string} errors what it wrote to standard error so far
 * @property {() => Promise<number | null>} stop asks it to end, answers its exit code
 */

/** The environment of a run: nothing of overt's from outside, a home of the demo's own. @param {Record<string, string>} env */
const environment = (env) => ({ ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: '', OVERT_LAUNCH: '', HOME: home, NO_COLOR: '1', ...env })

/**
 * Starts the application and waits until it listens.
 *
 * @param {readonly string[]} given what stands behind `node`
 * @param {Record<string, string>} [env]
 * @returns {Promise<Application>}
 * @throws {Error} with its output where it ends before that
 */
export function start(given, env = {}) {
  const child = spawn(process.execPath, given, { cwd: app, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  const ended = new Promise((resolve) => child.once('close', resolve))
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text
      const port = /^listening (\d+)$/m.exec(out)?.[1]
      if (port !== undefined) resolve({ port: Number(port), errors: () => errors, stop: () => (child.kill('SIGTERM'), ended) })
    })
    void ended.then((status) => reject(new Error(`the application ended with status ${status} before it listened:\n${out}${errors}`)))
  })
}

/**
 * Runs a program to its end.
 *
 * @param {readonly string[]} given what stands behind `node`
 * @param {Record<string, string>} [env]
 * @returns {Promise<{ status: number | null, out: string, errors: string }>}
 */
export function run(given, env = {}) {
  const child = spawn(process.execPath, given, { cwd: app, env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, errors })))
}

/** What the application answers; the same in every act. */
const answers = [
  ['/', '<h1>Fresh Coffee Beans</h1>'],
  ['/stock/espresso', '{"item":"espresso","left":12}'],
]

/** Asks the application. @param {number} port @returns {Promise<string[]>} what was not answered as it should be */
export async function wrongAnswers(port) {
  const wrong = []
  for (const [path, expected] of answers) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`)
    const text = await response.text()
    if (response.status !== 200 || text !== expected) wrong.push(`${path}: ${response.status} ${text}`)
  }
  return wrong
}

/** What the compromised package wants to reach: counts connections. @returns {Promise<{ port: number, count: () => number, close: () => void }>} */
export async function collector() {
  let connections = 0
  const server = createServer((socket) => {
    connections++
    socket.on('error', () => {}).resume()
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { port, count: () => connections, close: () => server.close() }
}
