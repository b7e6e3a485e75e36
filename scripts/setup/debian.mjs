// Packages of Debian, where this is one.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { command, must } from '../run/command.mjs'
import { progress } from '../run/progress.mjs'

/** Programs of others that tests need: those for the formats that overt writes, to compare with, and a browser, for the example that runs in one. */
const tools = [['b3sum', 'minisign'], process.env.CHROMIUM === undefined ? ['chromium'] : []]

/** Installs what tests need besides. Where that cannot be done, those tests are skipped, and counted. */
export async function installTools() {
  if (!existsSync('/usr/bin/apt-get')) return
  for (const packages of tools) {
    if (await installed(packages)) continue
    try {
      await progress(`${packages.join(' and ')} from Debian`, () => install(packages))
    } catch (error) {
      console.log(`not installed, the tests that need it are skipped: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
    }
  }
}

/**
 * Installs packages unless they are there.
 *
 * @param {readonly string[]} packages
 * @throws {Error} where apt-get fails
 */
export async function installPackages(packages) {
  if (!(await installed(packages))) await install(packages)
}

/** @param {readonly string[]} packages */
async function installed(packages) {
  if (packages.length === 0) return true
  const { status, output } = await command('dpkg-query', ['--show', '--showformat=${db:Status-Status}\n', ...packages])
  return status === 0 && output.split('\n').filter((line) => line === 'installed').length >= packages.length
}

/** @param {readonly string[]} packages */
async function install(packages) {
  await asRoot('apt-get', ['update', '-qq'])
  await asRoot('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages])
}

/**
 * @param {string} program
 * @param {readonly string[]} given
 */
function asRoot(program, given) {
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  return process.getuid?.() === 0 ? must(program, given, { env }) : must('sudo', ['--non-interactive', '--preserve-env=DEBIAN_FRONTEND', program, ...given], { env })
}
