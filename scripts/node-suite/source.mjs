import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../run/command.mjs'
import { debianSource } from '../run/debian-source.mjs'
import { root } from '../run/root.mjs'

const place = join(root, '.runtimes/node-suite')

/**
 * Node's own tests of one line, from Debian's source package, whose newest release of that line is taken. Into .runtimes; once.
 *
 * @param {string} major `24`
 * @returns {Promise<{ folder: string, version: string } | string>} the folder that holds `test/`; or why it cannot be had
 */
export async function nodeSource(major) {
  mkdirSync(place, { recursive: true })
  // The workspace's own says that files are ES modules: no test would run, and none would be counted.
  writeFileSync(join(place, 'package.json'), '{}\n')
  const have = readdirSync(place).find((name) => name.startsWith(`node-v${major}.`))
  if (have !== undefined) return { folder: join(place, have), version: have.slice('node-v'.length) }
  const work = join(place, 'apt')
  const source = await debianSource('nodejs', work, (version) => version.startsWith(`${major}.`))
  if (typeof source === 'string') return source
  await must('tar', ['xf', source.archive, '-C', work, '--wildcards', '*/test/*', '*/tools/*', '*/lib/*', '*/doc/*'])
  const unpacked = readdirSync(work).find((name) => name.startsWith(`node-v${major}.`))
  if (unpacked === undefined) return `\`${source.archive}\` holds no folder of Node ${major}`
  renameSync(join(work, unpacked), join(place, unpacked))
  rmSync(work, { recursive: true, force: true })
  return { folder: join(place, unpacked), version: unpacked.slice('node-v'.length) }
}
