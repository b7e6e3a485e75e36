// Installs what a fresh machine lacks. Node's own modules only: nothing is installed yet when this starts.
// `npm run setup`: the packages and every runtime that the tests use. `-- --minimum`: what building and running overt needs.
import process from 'node:process'
import { entry, isMain } from './run/progress.mjs'
import { installTools } from './setup/debian.mjs'
import { installDependencies } from './setup/dependencies.mjs'
import { installRuntimes } from './setup/runtimes.mjs'
import { checkRust } from './setup/rust.mjs'

/**
 * Idempotent; what is in place costs nothing and prints nothing.
 *
 * @param {{ runtimes?: boolean }} [options] `runtimes: false` leaves out the other Nodes, Deno and Bun (900 MB)
 * @throws {Error} naming what is missing and how to get it
 */
export async function setup({ runtimes = true } = {}) {
  await checkRust()
  await installDependencies()
  if (!runtimes) return
  await installRuntimes()
  await installTools()
}

if (isMain(import.meta.filename)) await entry(() => setup({ runtimes: !process.argv.includes('--minimum') }))
