import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command, npm } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {'node' | 'tape'} runner what runs its tests, and tells of them in TAP
 * @property {string} tests which files those are
 * @property {readonly string[]} [options] of Node
 */

/** @type {readonly Package[]} */
export const packages = JSON.parse(readFileSync(fileURLToPath(new URL('packages.json', import.meta.url)), 'utf8'))

const place = join(root, '.runtimes/package-suites')

/**
 * A package with what it needs to be tested; no script of any package is run.
 *
 * @param {Package} wanted
 * @returns {Promise<string | { reason: string }>} its folder, or why it cannot be had
 */
export async function unpacked({ name, version }) {
  const folder = join(place, `${name}-${version}`)
  if (existsSync(folder)) return folder
  const work = `${folder}.part`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    await npm(['pack', `${name}@${version}`, '--silent'], { cwd: work, seconds: 120 })
    const archive = readdirSync(work).find((file) => file.endsWith('.tgz'))
    if (archive === undefined) return { reason: 'the registry gave no tarball' }
    const { status } = await command('tar', ['xzf', archive, '--strip-components=1'], { cwd: work })
    if (status !== 0) return { reason: 'its tarball cannot be unpacked' }
    await npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps', '--loglevel=error'], { cwd: work, seconds: 300 })
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    return { reason: whyNot(/** @type {Error} */ (error).message) }
  }
  renameSync(work, folder)
  return folder
}

/** What npm says that went wrong: the last lines name its log, and the first one a code. @param {string} message */
function whyNot(message) {
  const lines = message.split('\n').filter((line) => !/complete log of this run|_logs/.test(line))
  return (lines.find((line) => /^npm (?:error|ERR!) (?!code|errno|syscall)\S/.test(line)) ?? lines.findLast((line) => line.trim() !== '') ?? '').replace(/^npm (?:error|ERR!) /, '')
}
