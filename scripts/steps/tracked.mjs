import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { command } from '../run/command.mjs'
import { root } from '../run/root.mjs'
import { fail, pass, skip, sum } from './outcome.mjs'

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * Files that git tracks though the repository's own .gitignore names them: a change of one is committed by some and missed by others. What a person ignores everywhere does not count.
 *
 * @param {string} folder of a working tree
 * @returns {Promise<Outcome>}
 */
export async function trackedThoughIgnored(folder) {
  if (!existsSync(join(folder, '.git'))) return skip('tracked: this is no clone, git tracks nothing here')
  const { status, output } = await command('git', ['ls-files', '-z', '--cached', '--ignored', '--exclude-per-directory=.gitignore'], { cwd: folder })
  if (status !== 0) return fail(`\`git ls-files\` ended with status ${status}: ${output.trim().split('\n')[0]}`)
  const files = output.split('\0').filter((file) => file !== '')
  return files.length === 0 ? pass() : sum(files.map((file) => fail(`\`${file}\` is tracked though .gitignore names it: \`git rm --cached ${file}\`, or take it out of .gitignore`)))
}

/** @type {import('./outcome.mjs').Step} */
export const tracked = { name: 'tracked', run: () => trackedThoughIgnored(root) }
