import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { npm } from '../../scripts/run/command.mjs'

/** @typedef {{ version: string, optional?: true, dependencies?: Record<string, string>, bin?: Record<string, string>, license?: string }} Locked */

const between = 'node_modules/'

/**
 * What `npm ls` reads of a large project, and nothing else: npm decides which packages there are and where each one lies, and a manifest is written for each; their files are not downloaded.
 * Without peers and optional packages, so that nothing is missing. There is no `.package-lock.json`: each manifest has to be read.
 *
 * @param {string} project made anew
 * @param {string} manifest of the project, as JSON
 */
export async function treeProject(project, manifest) {
  rmSync(project, { recursive: true, force: true })
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'package.json'), manifest)
  await npm(['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps', '--loglevel=error'], { cwd: project, seconds: 900 })
  const lock = join(project, 'package-lock.json')
  const { packages } = /** @type {{ packages: Record<string, Locked> }} */ (JSON.parse(readFileSync(lock, 'utf8')))
  for (const [path, { version, optional, dependencies, bin, license }] of Object.entries(packages)) {
    if (path === '' || optional === true) continue
    const name = path.slice(path.lastIndexOf(between) + between.length)
    const file = join(project, path, 'package.json')
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${JSON.stringify({ name, version, license, bin, dependencies }, undefined, 2)}\n`)
  }
  rmSync(lock)
}
