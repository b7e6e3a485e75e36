import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { command, must } from '../run/command.mjs'
import { root } from '../run/root.mjs'

/** The releases of Debian that are asked for a source package. */
const suites = 'trixie forky sid'
const place = join(root, '.runtimes/node-suite')
const debian = '/etc/apt/sources.list.d/debian.sources'
const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/**
 * Node's own tests of one line, from Debian's source package, whose newest release of that line is taken. Into .runtimes; once.
 *
 * @param {string} major `24`
 * @returns {Promise<{ folder: string, version: string } | string>} the folder that holds `test/`; or why it cannot be had
 */
export async function nodeSource(major) {
  const have = existsSync(place) ? readdirSync(place).find((name) => name.startsWith(`node-v${major}.`)) : undefined
  if (have !== undefined) return { folder: join(place, have), version: have.slice('node-v'.length) }
  const mirror = existsSync(debian) ? /^URIs: *(\S+)/m.exec(readFileSync(debian, 'utf8'))?.[1] : undefined
  if (mirror === undefined || !existsSync(keyring)) return 'this is no Debian with its archive in debian.sources'
  const work = join(place, 'apt')
  for (const folder of ['lists/partial', 'cache/archives/partial', 'source']) mkdirSync(join(work, folder), { recursive: true })
  const sources = join(work, 'source.sources')
  writeFileSync(sources, `Types: deb-src\nURIs: ${mirror}\nSuites: ${suites}\nComponents: main\nSigned-By: ${keyring}\n`)
  const options = [`Dir::Etc::sourcelist=${sources}`, 'Dir::Etc::sourceparts=/dev/null', `Dir::State::lists=${join(work, 'lists')}`, `Dir::Cache=${join(work, 'cache')}`].flatMap((option) => ['-o', option])
  const updated = await command('apt-get', [...options, 'update', '-qq'], { seconds: 180 })
  if (updated.status !== 0) return `the archive's list of sources cannot be had: ${lastLine(updated.output)}`
  const { output } = await command('apt-cache', [...options, 'showsrc', 'nodejs'])
  const version = [...output.matchAll(/^Version: *(\S+)/gm)].map(([, found = '']) => found).find((found) => found.startsWith(`${major}.`))
  if (version === undefined) return `the archive has no source of Node ${major}`
  const fetched = await command('apt-get', [...options, 'source', '--download-only', '-qq', `nodejs=${version}`], { cwd: join(work, 'source'), seconds: 300 })
  const archive = readdirSync(join(work, 'source')).find((name) => name.startsWith(`nodejs_${major}.`) && /\.orig\.tar\.\w+$/.test(name))
  if (fetched.status !== 0 || archive === undefined) return `the source of Node ${version} cannot be had: ${lastLine(fetched.output)}`
  await must('tar', ['xf', join(work, 'source', archive), '-C', work, '--wildcards', '*/test/*', '*/tools/*', '*/lib/*', '*/doc/*'])
  const unpacked = readdirSync(work).find((name) => name.startsWith(`node-v${major}.`))
  if (unpacked === undefined) return `\`${archive}\` holds no folder of Node ${major}`
  renameSync(join(work, unpacked), join(place, unpacked))
  rmSync(work, { recursive: true, force: true })
  return { folder: join(place, unpacked), version: unpacked.slice('node-v'.length) }
}

/** @param {string} output */
const lastLine = (output) => output.trim().split('\n').at(-1) ?? ''
