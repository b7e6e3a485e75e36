import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../support/project.ts'
import { overt, scratch } from './support/command.ts'

test('lock, then verify: added, removed, changed with both digests', (t) => {
  const folder = scratch(t)
  mkdirSync(join(folder, 'lib'))
  for (const [name, text] of [['a.js', 'a'], ['b.js', 'b'], ['lib/c.js', 'c']] as const) writeFileSync(join(folder, name), text)
  const made = overt(['lock', folder])
  t.is(made.status, 0, made.err)
  t.regex(made.out, /overt\.lock: 3 files, serial number 1, digest [\da-f]{64}\n$/)
  t.like(overt(['verify', folder]), { status: 0, out: '', err: '3 files listed (serial number 1): 0 added, 0 removed, 0 changed\n' })
  appendFileSync(join(folder, 'a.js'), ' ')
  rmSync(join(folder, 'b.js'))
  writeFileSync(join(folder, 'lib/new.js'), 'n')
  const said = overt(['verify', folder])
  t.is(said.status, 1)
  // BLAKE3 of `a` and of `a `.
  const expected = '17762fddd969a453925d65717ac3eea21320b66b54342fde15128d6caf21215f'
  t.regex(said.out, new RegExp(`^added {4}lib/new\\.js\\nremoved {2}b\\.js\\nchanged {2}a\\.js\\n {9}expected ${expected}\\n {9}found {4}[\\da-f]{64}\\n$`))
  const json = overt(['verify', '--json', folder])
  t.is(json.status, 1)
  t.like(JSON.parse(json.out), { ok: false, added: [{ path: 'lib/new.js' }], removed: [{ path: 'b.js' }], changed: [{ path: 'a.js', expected }] })
})

test('-o and --manifest name another place', (t) => {
  const folder = scratch(t)
  const place = join(scratch(t), 'app.lock')
  writeFileSync(join(folder, 'a.js'), 'a')
  t.is(overt(['lock', folder, '-o', place]).status, 0)
  t.is(overt(['verify', folder, '--manifest', place]).status, 0)
  t.like(overt(['verify', folder]), { status: 2 })
})

test('no manifest, no folder, one argument too many: exit code 2 with a code', (t) => {
  const folder = scratch(t)
  t.regex(overt(['verify', folder]).err, /^overt: OVERT_MANIFEST: .*overt lock/)
  t.regex(overt(['lock', join(folder, 'nowhere')]).err, /^overt: OVERT_/)
  t.like(overt(['lock', folder, folder]), { status: 2 })
})

test('with a manifest, what differs does not run, unless the mode is said to be monitor: then it runs and is recorded', (t) => {
  const folder = scratch(t)
  const [app, log, config] = [join(folder, 'app.cjs'), join(scratch(t), 'log'), join(scratch(t), 'overt.yaml')]
  writeFileSync(app, 'console.log("ran")')
  t.is(overt(['lock', folder]).status, 0)
  const manifest = ['--manifest', join(folder, 'overt.lock')]
  t.like(overt(['run', ...manifest, app]), { status: 0, out: 'ran\n', err: '' })
  appendFileSync(app, ' ')
  writeFileSync(config, `rules: []\nmanifest: ${join(folder, 'overt.lock')}\n`)
  for (const given of [manifest, ['--config', config], ['--rules', 'rules', ...manifest]]) {
    const said = overt(['run', ...given, app], { cwd: fileURLToPath(root) })
    t.like(said, { status: 1, out: '' }, given.join(' '))
    t.regex(said.err, /OVERT_DIGEST/)
  }
  t.like(overt(['run', '--mode', 'monitor', '--log', log, ...manifest, app]), { status: 0, out: 'ran\n' })
  t.regex(readFileSync(log, 'utf8'), /"event":"open\.verify".*"allowed":false.*"outcome":"would_refuse"/)
})

test('what is asked of a manifest, and no manifest: a start is refused', (t) => {
  const folder = scratch(t)
  const [app, key] = [join(folder, 'app.cjs'), join(folder, 'release.pub')]
  writeFileSync(app, 'console.log("ran")')
  t.is(overt(['key', 'new', '-o', join(folder, 'release')]).status, 0)
  for (const [name, ...given] of [['pubkey', '--pubkey', key], ['min_serial', '--min-serial', '3'], ['execute_check', '--execute-check']]) {
    const said = overt(['run', ...given, app])
    t.like(said, { status: 2, out: '' })
    t.regex(said.err, new RegExp(`^overt: OVERT_CONFIG: \`${String(name)}\` is asked of a manifest, and none is named; add `))
  }
  t.regex(overt(['run', '--manifest', join(folder, 'nowhere.lock'), app]).err, /^overt: OVERT_MANIFEST: .*nowhere\.lock\.head` cannot be read: .*; make a manifest with `overt lock`\n$/)
})

test('lock: what is about lock files without --from-lockfile is a wrong command line', (t) => {
  for (const [name, value] of [['accept', 'esbuild'], ['npm-cache', '/tmp']]) {
    const said = overt(['lock', `--${String(name)}`, String(value), scratch(t)])
    t.like(said, { status: 2, out: '' })
    t.regex(said.err, new RegExp(`^overt: OVERT_USAGE: \`--${String(name)}\` .*; add \`--from-lockfile\``))
  }
})

test('a compile cache beside a manifest: a start is refused, and says what to do', (t) => {
  if (Number(process.versions.node.split('.')[0]) < 22) {
    t.log('skipped: Node 20 has no compile cache')
    t.pass()
    return
  }
  const folder = scratch(t)
  writeFileSync(join(folder, 'app.cjs'), 'console.log("ran")')
  t.is(overt(['lock', folder]).status, 0)
  const said = overt(['run', '--mode', 'enforce', '--manifest', join(folder, 'overt.lock'), join(folder, 'app.cjs')], { env: { NODE_COMPILE_CACHE: join(scratch(t), 'cache') } })
  t.like(said, { status: 2, out: '' })
  t.regex(said.err, /^overt: OVERT_MANIFEST: the compile cache `.*` is on, .*; unset `NODE_COMPILE_CACHE`.*\n$/)
})
