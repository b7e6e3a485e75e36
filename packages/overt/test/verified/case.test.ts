// Names on a file system that does not tell upper case from lower: exFAT of the kernel's, or of Debian's exfat-fuse.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'
import { mounted, mountless } from './support/mount.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const native = process.platform === 'linux' && /^\s*exfat$/m.test(readFileSync('/proc/filesystems', 'utf8'))
const mount = native ? ['mount', '-t', 'exfat'] : ['mount.exfat-fuse']
const missing = mountless(['mkfs.exfat', mount[0] ?? ''])
const whereOffered = missing === undefined ? test : test.skip
const because = missing === undefined ? '' : ` (skipped: ${missing})`

const main = "for (const name of ['./lib/a.cjs', './lib/A.cjs', './LIB/a.cjs']) try { console.log(require(name)) } catch (e) { console.log(e.code) }"

whereOffered(`a listed file under a name in another case is not the listed file${because}`, (t) => {
  const folder = mounted(t, ['mkfs.exfat'], mount)
  mkdirSync(join(folder, 'lib'))
  writeFileSync(join(folder, 'main.cjs'), main)
  writeFileSync(join(folder, 'lib/a.cjs'), "module.exports = 'good'")
  writeFileSync(join(folder, 'enforce.yaml'), 'mode: enforce\nrules: []\nmanifest: overt.lock\n')
  t.is(overt(['lock', folder]).status, 0)
  t.is(overt(['verify', folder]).status, 0)
  for (const node of nodes) {
    const run = (entry: string, under: boolean) => spawnSync(node.path, [...(under ? ['--require', register] : []), entry], { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, 'enforce.yaml') } })
    t.is(run('main.cjs', false).stdout, 'good\ngood\ngood\n', node.version)
    t.is(run('main.cjs', true).stdout, 'good\nOVERT_NOT_LISTED\nOVERT_NOT_LISTED\n', node.version)
    const entry = run('MAIN.cjs', true)
    t.is(entry.stdout, '', node.version)
    t.true(entry.stderr.includes('OVERT_NOT_LISTED'), node.version)
  }
  renameSync(join(folder, 'lib/a.cjs'), join(folder, 'lib/A.cjs'))
  const { status, out } = overt(['verify', folder])
  t.is(status, 1)
  t.is(out, 'added    lib/A.cjs\nremoved  lib/a.cjs\n')
})
