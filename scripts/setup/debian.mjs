// Packages of Debian, where this is one.
import { existsSync } from 'node:fs'
import process from 'node:process'
import { command, must } from '../run/command.mjs'
import { progress } from '../run/progress.mjs'

/** What tests compare overt with: other people's programs for the formats that it writes. */
const tools = ['b3sum', 'minisign']

/** Installs what tests compare overt with. Where that cannot be done, those tests are skipped, and counted. */
export async function installTools() {
  if (!existsSync('/usr/bin/apt-get') || (await installed(tools))) return
  try {
    await progress(`${tools.join(' and ')} from Debian`, () => install(tools))
  } catch (error) {
    console.log(`not installed, the tests that need them are skipped: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`)
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
