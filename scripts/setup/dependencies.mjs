import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm } from '../run/command.mjs'
import { progress } from '../run/progress.mjs'
import { root } from '../run/root.mjs'

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean }} Entry */

/** Runs `npm ci` when what is installed differs from package-lock.json. */
export async function installDependencies() {
  if (!stale()) return
  await progress('npm ci', () => npm(['ci', '--no-fund', '--no-audit']))
}

/** Compares package-lock.json with the lock file that npm leaves in node_modules. An optional package of another platform is not installed. */
function stale() {
  const installed = packages('node_modules/.package-lock.json')
  if (installed === undefined) return true
  return Object.entries(packages('package-lock.json') ?? {}).some(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return false
    const there = installed[path]
    if (there === undefined) return entry.optional !== true
    return there.version !== entry.version || there.integrity !== entry.integrity || !existsSync(join(root, path))
  })
}

/**
 * @param {string} path of a lock file
 * @returns {Record<string, Entry> | undefined} nothing where there is no such file
 */
function packages(path) {
  const file = join(root, path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}
