import process from 'node:process'
import { primordials } from '@overt/core'
import { globalObject } from './captured.ts'
import { optionsGiven, virtualMainOption } from './options-given.ts'

/**
 * What this process is to run that is in no file, as a person would name it; undefined where its entry is a file, which the loader verifies. `node --test` has no
 * entry of its own: each file that it tests is a process, or is loaded.
 */
export function unverifiedEntry(): string | undefined {
  const { argv, argv0 } = process
  const given = optionsGiven()
  const has = (...names: readonly string[]): boolean => names.some((name) => given.includes(name))
  if (typeof (process as { readonly _eval?: unknown })._eval === 'string') return 'code on the command line (`--eval`, `--print`)'
  if (has(virtualMainOption)) return 'a virtual file system (`--vfs-load`)'
  if (has('--build-snapshot', '--build-snapshot-config', '--snapshot-blob')) return 'a start-up snapshot'
  // Node repeats the program's name where others have their script (single executable applications).
  if (argv[1] === argv0 && (process.getBuiltinModule('node:sea') as { isSea(): boolean }).isSea()) return 'what is embedded in a single executable'
  if (has('-i', '--interactive')) return 'the interactive prompt'
  if (argv[1] === '-' || (argv[1] === undefined && !tests(given))) return process.stdin.isTTY ? 'the interactive prompt' : 'code on standard input'
  return undefined
}

/** Whether Node runs tests. The last of both counts; `--test-only` without it changes nothing. */
const tests = (given: readonly string[]): boolean => given.findLast((name) => name === '--test' || name === '--no-test') === '--test'

/**
 * A configuration file of Node's, as a person would name it: it can name a snapshot, or a loader, which runs before overt does, and what it holds nobody is told.
 */
export function optionsFile(): string | undefined {
  const name = optionsGiven().find((given) => given === '--experimental-config-file' || given === '--experimental-default-config-file')
  return name === undefined ? undefined : `a file of options (\`${name}\`)`
}

/**
 * Whether what runs may come out of a start-up snapshot: code of the application ran while that was built, and has kept what it took of the runtime. A file of options can name one,
 * and a single executable hold one.
 */
export const mayBeSnapshot = (): boolean => optionsGiven().includes('--snapshot-blob') || optionsFile() !== undefined || process.argv[1] === process.argv0

/** Whether code can make a `ShadowRealm` (`--experimental-shadow-realm`, V8's `--harmony-shadow-realm`): Node itself reads the modules that are imported into one, and asks no hook. */
export const hasShadowRealms = (): boolean => primordials.hasOwn(globalObject, 'ShadowRealm')
