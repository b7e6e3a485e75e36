import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../run/root.mjs'

const runner = join(root, 'conformance/runners/main.mjs')

/**
 * Starts a runtime, gives it the cases on standard input, and reads its answers.
 *
 * @param {import('./plan.mjs').Combination} combination
 * @param {readonly import('./cases.mjs').Case[]} cases
 * @returns {Promise<import('../../conformance/runners/judge.mjs').Answer[] | string>} text: why there are no answers
 */
export function run({ program, given, engine, library }, cases) {
  return new Promise((resolve) => {
    const child = spawn(program, [...given, runner, engine, ...(library === undefined ? [] : [library])], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
    let output = ''
    let errors = ''
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (errors += text))
    child.stdin.on('error', () => { /* The runtime ended before it read: its status tells. */ })
    child.on('error', (error) => resolve(error.message))
    child.on('close', (status, signal) => {
      if (status !== 0) return resolve(`ended with ${signal ?? `status ${status}`}: ${errors.trim().split('\n').slice(0, 12).join('\n    ')}`)
      try {
        resolve(JSON.parse(output))
      } catch {
        resolve(`its output is no JSON: ${output.slice(0, 200)}`)
      }
    })
    child.stdin.end(JSON.stringify(cases))
  })
}
