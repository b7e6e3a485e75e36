import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../../scripts/run/command.mjs'
import { root } from '../../scripts/run/root.mjs'
import { manyRules } from './many-rules.mjs'

/** What overt is set to, by the letter that the table uses. */
export const setups = /** @type {const} */ ({ a: 'nothing asked for', b: 'the rules that ship', c: 'every event to a file', d: '3,000 rules' })
/** @typedef {keyof typeof setups} Setup */

const texts = { a: 'rules: []\n', b: 'rules: [b.image]\n', c: "rules: []\nlog: record.jsonl\nrecord: ['*']\n", d: 'rules: [d.image]\n' }

/**
 * Writes a configuration for each set-up, in monitor.
 *
 * @param {string} folder
 * @returns {Promise<{ config: (setup: Setup) => string, whose: string }>} `whose`: where the 3,000 rules are from
 */
export async function writeSetups(folder) {
  const { paths, whose } = await manyRules(folder)
  const build = (/** @type {string} */ image, /** @type {readonly string[]} */ rules) => must(process.execPath, [join(root, 'packages/overt/dist/overt.cjs'), 'rules', 'build', '-o', join(folder, image), ...rules])
  await build('b.image', [join(root, 'rules')])
  await build('d.image', paths)
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, `${name}.yaml`), `mode: monitor\n${text}`)
  return { config: (setup) => join(folder, `${setup}.yaml`), whose }
}
