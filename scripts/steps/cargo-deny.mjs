import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { command, must } from '../run/command.mjs'
import { progress } from '../run/progress.mjs'
import { root } from '../run/root.mjs'
import { fail, pass, skip, sum } from './outcome.mjs'

const version = '0.20.2'
const folder = join(root, '.runtimes/cargo')

/**
 * Licences, sources and bans by deny.toml, which need no network; then the advisories, which need RustSec's database: where that cannot be fetched, the
 * second check is skipped and says so.
 *
 * @returns {Promise<import('./outcome.mjs').Outcome>}
 */
export async function cargoDeny() {
  const program = await installed()
  const rules = await command(program, ['--workspace', '--locked', 'check', 'licenses', 'sources', 'bans'])
  if (rules.status !== 0) process.stdout.write(rules.output)
  const advisories = await command(program, ['--workspace', '--locked', 'check', 'advisories'], { seconds: 120 })
  const unreachable = advisories.status !== 0 && /failed to fetch advisory database/.test(advisories.output)
  if (advisories.status !== 0 && !unreachable) process.stdout.write(advisories.output)
  return sum([
    rules.status === 0 ? pass() : fail('licenses, sources or bans: see above'),
    advisories.status === 0 ? pass() : unreachable ? skip('advisories: RustSec\'s database could not be fetched') : fail('advisories: see above'),
  ])
}

/** The one on the machine, or a debug build of the pinned version below .runtimes: 45 s on two cores, once. */
async function installed() {
  if ((await command('cargo-deny', ['--version'])).status === 0) return 'cargo-deny'
  const program = join(folder, 'bin', process.platform === 'win32' ? 'cargo-deny.exe' : 'cargo-deny')
  const found = existsSync(program) ? (await command(program, ['--version'])).output : ''
  if (!found.includes(version)) {
    await progress(`cargo-deny ${version} into .runtimes`, () =>
      must('cargo', ['install', 'cargo-deny', '--version', version, '--locked', '--debug', '--root', folder, '--target-dir', join(folder, 'target')]))
    rmSync(join(folder, 'target'), { recursive: true, force: true })
  }
  return program
}
