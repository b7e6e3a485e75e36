import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'

const dist = join(root, 'packages/overt/dist')

/**
 * The packages of overt as tarballs; the native engine of this machine as the platform package that a release makes.
 *
 * @param {string} folder where they go
 * @param {readonly string[]} [packages] folders below packages/
 * @returns {Promise<string[]>}
 */
export async function packed(folder, packages = ['core', 'overt', 'bun']) {
  const addon = readdirSync(dist).find((name) => /^overt\..*\.node$/.test(name))
  if (addon === undefined) throw new Error('the native engine is not built: run `npm run build`')
  const platform = join(folder, 'platform')
  const name = `@overt/${addon.slice('overt.'.length, -'.node'.length)}`
  mkdirSync(platform, { recursive: true })
  copyFileSync(join(dist, addon), join(platform, addon))
  writeFileSync(join(platform, 'package.json'), JSON.stringify({ name, version: '0.1.0', main: addon, files: [addon] }))
  for (const place of [...packages.map((one) => join(root, 'packages', one)), platform]) await must('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: place })
  return readdirSync(folder).filter((file) => file.endsWith('.tgz')).map((file) => join(folder, file))
}
