import process from 'node:process'
import { unusable } from '@overt/core'
import { optionsGiven } from '../options-given.ts'
import { readFile } from './files.ts'

/** Options with which Node itself sets variables of the environment, before any preload. */
const files: readonly string[] = ['--env-file', '--env-file-if-exists']

/**
 * A launcher, or the parent process, hands its settings over in the environment. A file for `--env-file` could do it in their place, where they have not: it lies
 * beside the application, and its settings would go before those of `OVERT_CONFIG`. Linux keeps the environment as the process was given it.
 *
 * @param name a variable that is set
 * @throws Unusable `OVERT_CONFIG`; `OVERT_READ` where the system does not show it
 */
export function refuseFromFile(name: string): void {
  if (process.platform !== 'linux' || !optionsGiven().some((option) => files.includes(option))) return
  const given = Buffer.from(readFile('/proc/self/environ').bytes).toString('latin1').split('\0')
  if (given.some((one) => one.startsWith(`${name}=`))) return
  throw unusable('OVERT_CONFIG', `a file for \`--env-file\` sets \`${name}\`, which only \`overt run\` and a parent process hand over; take it out of the file, and use \`OVERT_CONFIG\``)
}
