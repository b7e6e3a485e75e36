import process from 'node:process'

/**
 * What this process is to run that is in no file, as a person would name it; undefined where its entry is a file, which the loader verifies. `node --test` has no
 * entry of its own: each file that it tests is a process.
 */
export function unverifiedEntry(): string | undefined {
  const { argv, argv0, execArgv } = process
  const given = execArgv.concat((process.env['NODE_OPTIONS'] ?? '').split(' '))
  const has = (...names: readonly string[]): boolean => given.some((option) => names.some((name) => option === name || option.startsWith(`${name}=`)))
  if (typeof (process as { readonly _eval?: unknown })._eval === 'string') return 'code on the command line (`--eval`, `--print`)'
  if (has('--build-snapshot', '--snapshot-blob')) return 'a start-up snapshot'
  // Node repeats the program's name where others have their script (single executable applications).
  if (argv[1] === argv0 && (process.getBuiltinModule('node:sea') as { isSea(): boolean }).isSea()) return 'what is embedded in a single executable'
  if (has('-i', '--interactive')) return 'the interactive prompt'
  if (argv[1] === '-' || (argv[1] === undefined && !has('--test', '--test-only'))) return process.stdin.isTTY ? 'the interactive prompt' : 'code on standard input'
  return undefined
}
