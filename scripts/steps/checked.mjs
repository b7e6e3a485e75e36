import process from 'node:process'
import { command } from '../run/command.mjs'
import { fail, pass } from './outcome.mjs'

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * A check that has passed when a program ends with status 0; its output is shown only when it does not.
 *
 * @param {string} program
 * @param {readonly string[]} given
 * @param {import('../run/command.mjs').Options} [options]
 * @returns {Promise<Outcome>}
 */
export async function checked(program, given, options) {
  const { status, output } = await command(program, given, options)
  if (status === 0) return pass()
  process.stdout.write(`${output.trimEnd()}\n`)
  return fail(`\`${[program, ...given].join(' ')}\` ended with status ${status}`)
}
