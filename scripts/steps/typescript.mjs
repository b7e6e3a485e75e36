import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root } from '../run/root.mjs'
import { checked } from './checked.mjs'
import { sum } from './outcome.mjs'

/** @typedef {import('./outcome.mjs').Step} Step */

/**
 * @param {string} path below node_modules
 * @param {readonly string[]} given
 */
const tool = (path, given) => checked(process.execPath, [join(root, 'node_modules', path), ...given])

/** @type {Step} */
export const generated = { name: 'generate', run: () => checked(process.execPath, ['schema/generate.mjs', '--check']) }

/** The packages, their tests, and the scripts. @type {Step} */
export const tsc = {
  name: 'tsc',
  run: async () => {
    const packages = await tool('typescript/bin/tsc', ['-b'])
    const tests = await tool('typescript/bin/tsc', ['-p', 'tsconfig.test.json', '--noEmit'])
    return sum([packages, tests, await tool('typescript/bin/tsc', ['-p', 'tsconfig.scripts.json'])])
  },
}

/** @type {Step} */
export const eslint = { name: 'eslint', run: () => tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']) }

/** @type {Step} */
export const publint = {
  name: 'publint',
  needs: ['build'],
  run: async () => {
    /** @type {{ workspaces: string[] }} */
    const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    const outcomes = []
    const published = workspaces.filter((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).private !== true)
    for (const folder of published) outcomes.push(await tool('publint/src/cli.js', [folder, '--strict', '--pack', 'npm']))
    return sum(outcomes)
  },
}
