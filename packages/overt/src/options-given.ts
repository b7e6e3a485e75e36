import process from 'node:process'
import { wordsOf } from '@overt/core'

/**
 * The name of an option as Node compares it: without a value, and with hyphens where somebody wrote underscores.
 *
 * @example optionName('--snapshot_blob=a_b') === '--snapshot-blob'
 */
export function optionName(word: string): string {
  const name = word.split('=', 1)[0] ?? ''
  return name.startsWith('--') ? name.replaceAll('_', '-') : name
}

/** Has Node run what lies in a virtual file system (`node:vfs`), in place of a script. It is an option of the command line alone. */
export const virtualMainOption = '--vfs-load'

/** The names of Node's options that this thread was started with, in the order in which Node reads them. What stands in a configuration file of Node's is not among them. */
export const optionsGiven = (): readonly string[] => [...wordsOf(process.env['NODE_OPTIONS'] ?? ''), ...process.execArgv].map(optionName)

/** Whether Node warns of what is to be deprecated one day (`--pending-deprecation`), or ends the process for it (`--throw-deprecation`). */
export const warnsOfPending = (): boolean => process.env['NODE_PENDING_DEPRECATION'] === '1' || optionsGiven().includes('--pending-deprecation')
