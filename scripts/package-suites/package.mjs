import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { command, must, npm } from '../run/command.mjs'
import { debianSource } from '../run/debian-source.mjs'
import { root } from '../run/root.mjs'

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {string} [debian] the source package of Debian that has its tests, where the registry's tarball has none; the version is Debian's then
 * @property {string} [repository] OWNER/NAME on GitHub, whose tag `v` and the version has its tests, where neither the registry's tarball nor Debian has them
 * @property {readonly string[]} [published] folders that the registry's tarball has and the repository has not: what was built
 * @property {'node' | 'tape' | 'mocha' | 'script' | 'build'} runner what runs its tests and tells of them in TAP; `script`: a file that ends with 0 has passed; `build`: it
 * builds what lies in `builds/NAME`, and each file that it writes is a test, whose name is what is in it
 * @property {string} tests which files those are; of a build, what it writes
 * @property {readonly string[]} [options] of Node
 * @property {readonly string[]} [args] of a build, or of what runs the tests
 * @property {boolean} [serial] its files of tests share a folder: one after another
 * @property {readonly string[]} [needs] packages that a build needs besides
 */

/** @type {readonly Package[]} */
export const packages = JSON.parse(readFileSync(fileURLToPath(new URL('packages.json', import.meta.url)), 'utf8'))

const place = join(root, '.runtimes/package-suites')

/** No script of any package is run. */
const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--legacy-peer-deps', '--loglevel=error']

/**
 * A package with what it needs to be tested; no script of any package is run.
 *
 * @param {Package} wanted
 * @param {string | undefined} clone a repository on this machine, instead of the one on GitHub
 * @returns {Promise<string | { reason: string }>} its folder, or why it cannot be had
 */
export async function unpacked(wanted, clone) {
  const { name, version } = wanted
  const folder = join(place, `${name}-${version}`)
  if (existsSync(folder)) return folder
  const work = `${folder}.part`
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  try {
    if (wanted.runner === 'build') {
      const project = fileURLToPath(new URL(`builds/${name}`, import.meta.url))
      if (existsSync(project)) cpSync(project, work, { recursive: true })
      // Or npm installs into the nearest folder above that has one.
      writeFileSync(join(work, 'package.json'), '{ "private": true }\n')
      await npm(['install', ...quiet, `${name}@${version}`, ...(wanted.needs ?? [])], { cwd: work, seconds: 600 })
    } else {
      const archive = await archiveOf(wanted, work, clone)
      if (typeof archive === 'object') return archive
      const { status } = await command('tar', ['xf', archive, '--strip-components=1'], { cwd: work })
      if (status !== 0) return { reason: 'its tarball cannot be unpacked' }
      if (wanted.published !== undefined) await takePublished(wanted, wanted.published, work)
      withoutTools(join(work, 'package.json'))
      await npm(['install', ...quiet], { cwd: work, seconds: 600 })
    }
  } catch (error) {
    rmSync(work, { recursive: true, force: true })
    return { reason: whyNot(/** @type {Error} */ (error).message) }
  }
  renameSync(work, folder)
  return folder
}

/** What checks a package's style, measures or publishes it: its tests need none of it, and not every registry has it. */
const tools = /eslint|standard|prettier|husky|lint-staged|changelog|npmignore|in-publish|safe-publish|^aud$|coveralls|webpack|benchmark|biome|cpplint|emnapi|libvips-(?:dev|win32)|^node-gyp$|^nodemark$|tsd$|^tstyche$|^jest$|^c8$|^borp$/

/** @param {string} file */
function withoutTools(file) {
  const json = JSON.parse(readFileSync(file, 'utf8'))
  for (const name of Object.keys(json.devDependencies ?? {})) if (tools.test(name)) Reflect.deleteProperty(json.devDependencies, name)
  writeFileSync(file, JSON.stringify(json, null, 2))
}

/** @param {Package} wanted @param {string} work @param {string | undefined} clone @returns {Promise<string | { reason: string }>} */
async function archiveOf({ name, version, debian, repository }, work, clone) {
  if (repository !== undefined) return await archiveOfTag(clone ?? `https://github.com/${repository}`, `v${version}`, work)
  if (debian !== undefined) {
    const source = await debianSource(debian, join(work, '.debian'))
    return typeof source === 'string' ? { reason: source } : source.archive
  }
  return (await tarball(name, version, work)) ?? { reason: 'the registry gave no tarball' }
}

/** The registry's tarball of a package, in `work`. @param {string} name @param {string} version @param {string} work */
async function tarball(name, version, work) {
  await npm(['pack', `${name}@${version}`, '--silent'], { cwd: work, seconds: 120 })
  return readdirSync(work).find((file) => file.endsWith('.tgz'))
}

/** @param {Package} wanted @param {readonly string[]} folders @param {string} work */
async function takePublished({ name, version }, folders, work) {
  const archive = await tarball(name, version, work)
  if (archive === undefined) throw new Error('the registry gave no tarball')
  await must('tar', ['xf', archive, '--strip-components=1', ...folders.map((folder) => `package/${folder}`)], { cwd: work })
}

/** What a repository has at a tag. @param {string} from @param {string} tag @param {string} work @returns {Promise<string | { reason: string }>} */
async function archiveOfTag(from, tag, work) {
  const cloned = join(work, '.repository')
  const { status, output } = await command('git', ['-c', 'advice.detachedHead=false', 'clone', '--quiet', '--bare', '--depth', '1', '--branch', tag, from.startsWith('https:') ? from : `file://${from}`, cloned], { seconds: 180 })
  if (status !== 0) return { reason: `${from} cannot be cloned at ${tag}: ${output.trim().split('\n').at(-1) ?? ''}` }
  const archive = join(work, 'source.tar')
  await command('git', ['-C', cloned, 'archive', '--prefix=source/', '-o', archive, tag])
  rmSync(cloned, { recursive: true })
  return archive
}

/** What npm says that went wrong: the last lines name its log, and the first one a code. @param {string} message */
function whyNot(message) {
  const lines = message.split('\n').filter((line) => !/complete log of this run|_logs/.test(line))
  return (lines.find((line) => /^npm (?:error|ERR!) (?!code|errno|syscall)\S/.test(line)) ?? lines.findLast((line) => line.trim() !== '') ?? '').replace(/^npm (?:error|ERR!) /, '')
}
