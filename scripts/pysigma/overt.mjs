import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import process from 'node:process'
import { root } from '../run/root.mjs'

const overt = join(root, 'packages/overt/dist/overt.cjs')

/**
 * @param {readonly string[]} given
 * @returns {string} what stands on the standard output
 */
function run(given) {
  const { stdout, stderr, status, error } = spawnSync(process.execPath, [overt, ...given], { encoding: 'utf8', maxBuffer: 1 << 30 })
  if (error !== undefined || status === null || status > 1) throw new Error(`\`overt ${given.slice(0, 2).join(' ')}\` failed: ${error?.message ?? stderr}`)
  return stdout
}

/**
 * What overt says of the rules and events in a folder: why it refuses a rule, by the rule's id, and the rules that match an event, by the event's number.
 * Rules that it refuses are moved away.
 *
 * @param {string} folder
 */
export function judgedByOvert(folder) {
  /** @type {{ diagnostics: { severity: string, file: string, code: string, message: string }[] }} */
  const checked = JSON.parse(run(['rules', 'check', '--json', join(folder, 'rules')]))
  /** @type {Map<string, string>} */
  const refused = new Map()
  mkdirSync(join(folder, 'refused'))
  for (const { severity, file, code, message } of checked.diagnostics) {
    const id = basename(file, '.yml')
    if (severity !== 'error' || refused.has(id)) continue
    refused.set(id, `${code}: ${message}`)
    renameSync(join(folder, 'rules', `${id}.yml`), join(folder, 'refused', `${id}.yml`))
  }
  /** @type {Map<number, Set<string>>} */
  const matched = new Map()
  if (readdirSync(join(folder, 'rules')).length > 0) {
    for (const line of run(['replay', '--rules', join(folder, 'rules'), join(folder, 'events.jsonl')]).trim().split('\n').filter((text) => text !== '')) {
      /** @type {{ event: number, rules: string[] }} */
      const { event, rules } = JSON.parse(line)
      matched.set(event, new Set(rules))
    }
  }
  return { refused, matched }
}
