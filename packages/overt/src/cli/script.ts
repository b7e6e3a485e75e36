import { existsSync, realpathSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { UsageError } from './usage.ts'

/** What Node tries for a name without an ending. */
const endings = ['', '.js', '.json', '.node'] as const
/** Programs that start others as scripts of package.json say. */
const starters: readonly string[] = ['npm', 'npx', 'yarn', 'pnpm', 'pnpx', 'corepack', 'bun', 'bunx']

/**
 * What is no file here and looks like a command: `overt run npm start`, `overt run next start`. Node would say no more than that it finds no module. `inspect` is Node's own word, and a
 * name with an ending or a folder is left to Node.
 *
 * @throws {UsageError} with what to write instead
 */
export function assertScript(word: string): void {
  if (!/^[\w@-]*\w$/.test(word) || word === 'inspect' || endings.some((ending) => existsSync(resolve(word + ending)))) return
  throw new UsageError(`\`${word}\` is no script here; ${insteadOf(word)}`)
}

function insteadOf(word: string): string {
  if (word === 'node') return '`overt run` starts Node itself: `overt run SCRIPT`'
  if (starters.includes(word)) return 'write `overt run` into the script of package.json: `"start": "overt run server.js"`'
  const command = join('node_modules', '.bin', word)
  if (process.platform !== 'win32' && existsSync(command)) return `the script of that command is \`overt run ${relative(process.cwd(), realpathSync(command))}\``
  return '`overt run` starts a file with Node: `overt run server.js`'
}
