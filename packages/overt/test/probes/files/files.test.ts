import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { type Form, programOf, raisedBy, threeForms } from '../support/file-forms.ts'
import { run } from '../support/run.ts'

const events = ['fs.stat', 'fs.list', 'fs.watch', 'fs.mkdir', 'fs.temp', 'fs.remove', 'fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime', 'fs.rename', 'fs.copy', 'fs.link']

const moved = [['fs.rename', { path: 'a', target: 'c' }]] as const
const copied = [['fs.copy', { path: 'a', target: 'c', recursive: false }]] as const
const folder = [['fs.copy', { path: 'f', target: 'h', recursive: true }]] as const
const removed = (path: string, recursive: boolean) => [['fs.remove', { path, recursive }]] as const
const user = typeof process.getuid === 'function' ? process.getuid() : 0
const group = typeof process.getgid === 'function' ? process.getgid() : 0
const ids = `${String(user)}, ${String(group)}`
const owned = (path: string) => [['fs.chown', { path, uid: user, gid: group }]] as const
const mode = (path: string) => [['fs.chmod', { path, mode: 0o600 }]] as const
const timed = (path: string) => [['fs.utime', { path }]] as const
const cut = [['fs.truncate', { path: 'a' }]] as const
const handled = (body: string): string => `fs.promises.open(d + '/a', 'r+').then(async (handle) => { try { await handle.${body} } finally { await handle.close() } })`
const opened = (body: string): string => `{ const fd = fs.openSync(d + '/a', 'r+'); try { ${body} } finally { fs.closeSync(fd) } }`
const asked = (path: string) => [['fs.stat', { path }]] as const
const listed = (path: string, recursive: boolean) => [['fs.list', { path, recursive }]] as const
const watched = (path: string, recursive: boolean) => [['fs.watch', { path, recursive }]] as const
const watchedOnce = `(async () => { const stop = new AbortController(); const first = fs.promises.watch(d + '/e', { signal: stop.signal }).next(); stop.abort(); await first.catch((error) => { if (error.name !== 'AbortError') throw error }) })()`
const sync = (code: string, raises: Form['raises']): Form => ({ kind: 'sync', code, raises })
const promise = (code: string, raises: Form['raises']): Form => ({ kind: 'promise', code, raises })
const block = (body: string): string => `(() => { ${body} })()`

const forms: Readonly<Record<string, Form>> = {
  ...threeForms('rename', `d + '/a', d + '/c'`, moved),
  ...threeForms('rename', `Buffer.from(d + '/a'), new Uint8Array(Buffer.from(d + '/c'))`, moved),
  ...threeForms('rename', `new URL('file://' + process.cwd() + '/' + d + '/a'), d + '/f/../c'`, moved),
  'binding rename': sync(`process.binding('fs').rename(d + '/a', d + '/c')`, moved),
  'getBuiltinModule rename': sync(`process.getBuiltinModule('fs').renameSync(d + '/a', d + '/c')`, moved),
  'import rename': promise(`import('node:fs').then(({ renameSync }) => renameSync(d + '/a', d + '/c'))`, moved),
  ...threeForms('copyFile', `d + '/a', d + '/c'`, copied),
  // From Node 22 on; it makes the target's folders.
  'binding cpSyncCheckPaths': sync(`(process.binding('fs').cpSyncCheckPaths ?? fs.copyFileSync)(d + '/a', d + '/c', 0, 0)`, copied),
  ...threeForms('cp', `d + '/a', d + '/c', {}`, copied),
  ...threeForms('cp', `d + '/a', d + '/b', { preserveTimestamps: true }`, [['fs.copy', { path: 'a', target: 'b', recursive: false }]]),
  ...threeForms('cp', `d + '/l', d + '/c', {}`, [['fs.copy', { path: 'l', target: 'c', recursive: false }]]),
  ...threeForms('cp', `d + '/a', d + '/new/folder/c', {}`, [['fs.copy', { path: 'a', target: 'new/folder/c', recursive: false }]]),
  ...threeForms('cp', `d + '/f', d + '/h', { recursive: true }`, folder),
  ...threeForms('cp', `d + '/f', d + '/h', { recursive: true, filter: () => true }`, folder),
  ...threeForms('link', `d + '/a', d + '/c'`, [['fs.link', { path: 'a', target: 'c', kind: 'hard' }]]),
  ...threeForms('symlink', `'../a', d + '/c', 'file'`, [['fs.link', { path: '../a', target: 'c', kind: 'symbolic' }]]),
  ...threeForms('unlink', `d + '/a'`, removed('a', false)),
  ...threeForms('rmdir', `d + '/e'`, removed('e', false)),
  ...threeForms('rm', `d + '/a', {}`, removed('a', false)),
  ...threeForms('rm', `d + '/f', { recursive: true }`, removed('f', true)),
  ...threeForms('mkdir', `d + '/n'`, [['fs.mkdir', { path: 'n', mode: 0o777, recursive: false }]]),
  ...threeForms('mkdir', `d + '/n/m', { mode: 0o700, recursive: true }`, [['fs.mkdir', { path: 'n/m', mode: 0o700, recursive: true }]]),
  ...threeForms('mkdtemp', `d + '/t-'`, [['fs.temp', { path: 't-' }]]),
  ...threeForms('truncate', `d + '/a', 2`, cut),
  'ftruncateSync': sync(block(opened('fs.ftruncateSync(fd, 2)')), cut),
  'FileHandle.truncate': promise(handled('truncate(2)'), cut),
  ...threeForms('chmod', `d + '/a', 0o600`, mode('a')),
  'fchmodSync': sync(block(opened('fs.fchmodSync(fd, 0o600)')), mode('a')),
  'FileHandle.chmod': promise(handled('chmod(0o600)'), mode('a')),
  ...threeForms('chown', `d + '/a', ${ids}`, owned('a')),
  ...threeForms('lchown', `d + '/l', ${ids}`, owned('l')),
  'fchownSync': sync(block(opened(`fs.fchownSync(fd, ${ids})`)), owned('a')),
  'FileHandle.chown': promise(handled(`chown(${ids})`), owned('a')),
  ...threeForms('utimes', `d + '/a', 1, 2`, timed('a')),
  ...threeForms('lutimes', `d + '/l', 1, 2`, timed('l')),
  ...threeForms('stat', `d + '/a'`, asked('a')),
  ...threeForms('lstat', `Buffer.from(d + '/l')`, asked('l')),
  ...threeForms('statfs', `d + '/f'`, asked('f')),
  ...threeForms('access', `d + '/a'`, asked('a')),
  ...threeForms('readlink', `d + '/l'`, asked('l')),
  ...threeForms('realpath', `d + '/f/g/y'`, asked('f/g/y')),
  ...threeForms('realpath', `Buffer.from(d + '/f/g/y')`, asked('f/g/y')),
  'realpathSync.native': sync(`fs.realpathSync.native(d + '/f/g/y')`, asked('f/g/y')),
  'realpath.native': { kind: 'callback', code: `fs.realpath.native(d + '/f/g/y', done)`, raises: asked('f/g/y') },
  'existsSync': { ...sync(`fs.existsSync(d + '/none')`, asked('none')), silent: true },
  ...threeForms('readdir', `d + '/f'`, listed('f', false)),
  ...threeForms('readdir', `d + '/f', { withFileTypes: true }`, listed('f', false)),
  ...threeForms('readdir', `d + '/f', { recursive: true }`, listed('f', true)),
  ...threeForms('readdir', `d + '/f', { recursive: true, withFileTypes: true }`, listed('f', true)),
  'opendirSync': sync(`fs.opendirSync(d + '/f').closeSync()`, listed('f', false)),
  'opendir': { kind: 'callback', code: `fs.opendir(d + '/f', (error, dir) => { if (error) done(error); else dir.close(done) })`, raises: listed('f', false) },
  'promises.opendir': promise(`fs.promises.opendir(d + '/f', { recursive: true }).then(async (dir) => { for await (const entry of dir); })`, listed('f', true)),
  'watch': sync(`fs.watch(d + '/e').close()`, watched('e', false)),
  'watch all': { ...sync(`fs.watch(d + '/f', { recursive: true }).close()`, watched('f', true)), silent: true },
  'promises.watch': promise(watchedOnce, watched('e', false)),
  'watchFile': sync(block(`fs.watchFile(d + '/a', () => {}); fs.unwatchFile(d + '/a')`), watched('a', false)),
  'futimesSync': sync(block(opened('fs.futimesSync(fd, 1, 2)')), timed('a')),
  'FileHandle.utimes': promise(handled('utimes(1, 2)'), timed('a')),
}

const told = { sync: 'thrown', callback: 'error', promise: 'rejected' } as const

for (const node of nodes) {
  test(`node ${node.version}: every form of looking at and changing files is raised once, with its fields`, (t) => {
    const ran = run(node, [...events, 'application.event'], programOf(forms, false))
    t.is(ran.reported['failed'], undefined)
    const raised = raisedBy(forms, ran)
    for (const [name, { raises }] of Object.entries(forms)) {
      t.deepEqual(raised[name]?.map(({ event, fields }) => [event, fields]), raises.map((one) => [...one]), name)
      t.is((ran.reported[name] as unknown[])[0], 'done', `${name}: ${JSON.stringify(ran.reported[name])}`)
    }
  })

  test(`node ${node.version}: a refusal is told as the platform's own error, once, and nothing is changed`, (t) => {
    const { reported, all } = run(node, [...events, 'application.event'], programOf(forms, true))
    t.is(reported['failed'], undefined)
    t.is(reported['uncaught'], undefined)
    const names = Object.keys(forms)
    for (const [at, name] of names.entries()) {
      const { kind, silent = false } = forms[name] ?? { kind: 'sync' }
      if (silent) t.true((reported[name] as unknown[]).at(-1), name)
      else t.deepEqual(reported[name], [told[kind], `no ${String(at + 1)}`, true], name)
    }
    t.is(all.filter(({ outcome }) => outcome === 'refused').length, names.length)
  })

  test(`node ${node.version}: what nothing matched before says nothing of a listing of all below, and the loader's own lookups are none, whatever rules say of the path`, (t) => {
    const rule = (id: number, selection: string): string => `title: r${String(id)}
id: 00000000-0000-4000-8000-0000000000a${String(id)}
logsource: { category: file_lookup, product: nodejs }
detection: { s: { ${selection} }, condition: s }
level: high
response: block
`
    const program = `
const fs = require('node:fs'), path = require('node:path')
const twice = (name, body) => { for (const round of ['first', 'second']) attempt(name + ' ' + round, body) }
report('required', require('./secret/module.cjs'))
const folder = path.resolve('open')
twice('alone', () => fs.readdirSync(folder).length)
twice('all below', () => fs.readdirSync(folder, { recursive: true }).length)
twice('look up', () => fs.existsSync(folder + '/a'))
twice('resolve', () => path.basename(fs.realpathSync(folder + '/a')))
twice('look up a secret', () => fs.statSync(path.resolve('secret/module.cjs')).size)
twice('resolve a secret', () => fs.realpathSync(path.resolve('secret/module.cjs')))
`
    const files = { 'open/a': '', 'open/b/c': '', 'secret/module.cjs': 'module.exports = 7' }
    const { reported, all } = run(node, [], program, { files, loads: false, mode: 'enforce', rules: `${rule(1, 'recursive: true')}---\n${rule(2, "TargetFilename|contains: '/secret/'")}` })
    t.is(reported['required'], 7)
    const outcomes = (name: string): unknown[] => ['first', 'second'].map((round) => (reported[`${name} ${round}`] as unknown[])[0])
    for (const name of ['alone', 'look up', 'resolve']) t.deepEqual(outcomes(name), ['done', 'done'], name)
    for (const name of ['all below', 'look up a secret', 'resolve a secret']) t.deepEqual(outcomes(name), ['thrown', 'thrown'], name)
    t.is(all.filter(({ outcome }) => outcome === 'refused').length, 6, 'each once')
  })

  test(`node ${node.version}: what a function that the application has replaced looks up between the steps of a lookup, or of the loader's, is raised`, (t) => {
    const program = `
const fs = require('node:fs'), path = require('node:path')
const folder = __dirname, secret = folder + '/secret'
const within = (name, object, key, body) => {
  const original = object[key]
  let called = false, isWithin = false
  object[key] = function (...given) {
    if (!isWithin && /realpath|opendir|toRealPath/.test(new Error().stack)) {
      isWithin = called = true
      fs.existsSync(secret + '/' + name)
    }
    return original.apply(this, given)
  }
  try { body() } finally { object[key] = original }
  report(name, called)
}
within('resolve', path, 'resolve', () => fs.realpathSync(folder + '/open/link'))
within('callback', path, 'resolve', () => { fs.realpath(folder + '/open/link', () => {}) })
within('buffer', Buffer, 'from', () => fs.realpathSync(folder + '/open/link', 'buffer'))
within('loader', path, 'resolve', () => require(folder + '/open/m.cjs'))
let key
const { realpathSync } = fs
fs.realpathSync = function (of, options) { key = Object.getOwnPropertySymbols(options ?? {})[0] ?? key; return Reflect.apply(realpathSync, this, arguments) }
require(folder + '/open/n.cjs')
fs.realpathSync = realpathSync
report('key', typeof key)
fs.realpathSync(folder + '/open/link', { [key]: { get() { fs.existsSync(secret + '/cache') }, set() {} } })
fs.realpathSync(folder + '/open/link')
`
    const files = { 'open/a': '', 'open/m.cjs': '', 'open/n.cjs': '' }
    const { reported, lines, folder } = run(node, ['fs.stat'], `require('node:fs').symlinkSync('a', __dirname + '/open/link')\n` + program, { files, loads: false })
    const asked = lines.map(({ fields }) => String(fields['path']).slice(folder.length + 1))
    for (const name of ['resolve', 'callback', 'buffer', 'loader']) t.deepEqual([reported[name], asked.filter((path) => path === `secret/${name}`).length], [true, 1], name)
    t.deepEqual([reported['key'], asked.includes('secret/cache')], ['symbol', true])
    t.deepEqual(asked.filter((path) => !path.startsWith('secret/')), ['open/link', 'open/link', 'open/link', 'open/n.cjs', 'open/link', 'open/link'], 'the steps themselves are part of theirs')
  })

  test(`node ${node.version}: behind however many functions of the runtime's, what the application looks up while a lookup is under way is raised`, (t) => {
    const { reported, lines, folder } = run(node, ['fs.stat'], `
process.noDeprecation = true
const fs = require('node:fs'), { deprecate } = require('node:util')
const fd = fs.openSync(__filename), bytes = Buffer.alloc(1)
fs.realpath(__filename, () => {})
for (let count = 0; count < 24; count++) {
  let look = fs.statSync.bind(fs, __dirname + '/secret' + count, { throwIfNoEntry: false })
  for (let i = 0; i < count; i++) look = deprecate(look, '')
  const options = { length: 1 }
  Object.defineProperty(options, 'offset', { get: look })
  try { fs.readSync(fd, bytes, options) } catch {}
}
report('done', true)
`, { loads: false })
    t.true(reported['done'])
    for (let count = 0; count < 24; count++) t.true(lines.some(({ fields }) => fields['path'] === `${folder}/secret${String(count)}`), String(count))
  })
}
