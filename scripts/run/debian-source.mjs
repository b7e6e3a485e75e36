import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command } from './command.mjs'

/** The releases of Debian that are asked for a source package. */
const suites = 'trixie forky sid'
const debian = '/etc/apt/sources.list.d/debian.sources'
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * Fetches what Debian packages, as its authors publish it: the archive `*.orig.tar.*` of a source package. The machine's own lists of packages stay as they are.
 *
 * @param {string} name of the source package
 * @param {string} work a folder for all of it
 * @param {(version: string) => boolean} [isWanted] by default the first that the releases have
 * @returns {Promise<{ archive: string, version: string } | string>} the archive's path; or why it cannot be had
 */
export async function debianSource(name, work, isWanted = () => true) {
  const mirror = existsSync(debian) ? /^URIs: *(\S+)/m.exec(readFileSync(debian, 'utf8'))?.[1] : undefined
  if (mirror === undefined || !existsSync(keyring)) return 'this is no Debian with its archive in debian.sources'
  const folder = join(work, 'source')
  for (const made of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(work, made), { recursive: true })
  mkdirSync(folder, { recursive: true })
  const sources = join(work, 'source.sources')
  writeFileSync(sources, `Types: deb-src\nURIs: ${mirror}\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`)
  const options = [`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=/dev/null', `Dir::State::lists=${join(work, 'lists')}`, `Dir::Cache=${join(work, 'cache')}`].flatMap((option) => ['-o', option])
  const updated = await command('apt-get', [...options, 'update', '-qq'], { seconds: 180 })
  if (updated.status !== 0) return `the archive's list of sources cannot be had: ${lastLine(updated.output)}`
  const { output } = await command('apt-cache', [...options, 'showsrc', name])
  const version = [...output.matchAll(/^Version: *(\S+)/gm)].map(([, found = '']) => found).find(isWanted)
  if (version === undefined) return `the archive has no source of ${name} as it is wanted`
  const fetched = await command('apt-get', [...options, 'source', '--download-only', '-qq', `${name}=${version}`], { cwd: folder, seconds: 300 })
  // Debian's own part of the package is not needed: that it cannot be had is no matter.
  const archive = readdirSync(folder).find((file) => /\.orig\.tar\.\w+$/.test(file))
  return archive === undefined ? `the source of ${name} ${version} cannot be had: ${lastLine(fetched.output)}` : { archive: join(folder, archive), version }
}

/** @param {string} output */
const lastLine = (output) => output.trim().split('\n').at(-1) ?? ''
