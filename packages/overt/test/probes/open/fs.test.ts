import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { column, run } from '../support/run.ts'

/** Every way to open a file once; each writes or reads `name`. */
const forms = `
const fs = require('fs')
const promised = (body) => new Promise((resolve) => { body((error, value) => resolve(error ? ['error', error.message] : ['done', typeof value])) })
const settled = (promise) => promise.then((value) => ['done', typeof value], (error) => ['rejected', error && error.message])
const streamed = (stream) => new Promise((resolve) => { stream.on('error', (error) => resolve(['error', error.message])); stream.on('close', () => resolve(['done'])); if (typeof stream.end === 'function') stream.end('x'); else stream.resume() })
const caught = (body) => { try { return ['done', typeof body()] } catch (error) { return ['thrown', error && error.message] } }
const forms = {
  openSync: (f) => caught(() => fs.closeSync(fs.openSync(f))),
  open: (f) => promised((cb) => fs.open(f, (error, fd) => { if (fd) fs.closeSync(fd); cb(error) })),
  'promises.open': (f) => settled(fs.promises.open(f).then((handle) => handle.close())),
  readFileSync: (f) => caught(() => fs.readFileSync(f)),
  'readFileSync utf8': (f) => caught(() => fs.readFileSync(f, 'utf8')),
  readFile: (f) => promised((cb) => fs.readFile(f, cb)),
  'readFile utf8': (f) => promised((cb) => fs.readFile(f, { encoding: 'utf8' }, cb)),
  'promises.readFile': (f) => settled(fs.promises.readFile(f)),
  createReadStream: (f) => streamed(fs.createReadStream(f)),
  openAsBlob: (f) => settled(fs.openAsBlob(f)),
  'binding open': (f) => caught(() => { const b = process.binding('fs'); const fd = b.open(f, 0, 0o666); fs.closeSync(fd) }),
  writeFileSync: (f) => caught(() => fs.writeFileSync(f, 'x')),
  'writeFileSync bytes': (f) => caught(() => fs.writeFileSync(f, Buffer.from('x'))),
  writeFile: (f) => promised((cb) => fs.writeFile(f, 'x', cb)),
  'promises.writeFile': (f) => settled(fs.promises.writeFile(f, 'x')),
  createWriteStream: (f) => streamed(fs.createWriteStream(f)),
  appendFileSync: (f) => caught(() => fs.appendFileSync(f, 'x')),
  appendFile: (f) => promised((cb) => fs.appendFile(f, 'x', cb)),
  'promises.appendFile': (f) => settled(fs.promises.appendFile(f, 'x')),
}
const names = Object.keys(forms)
`

const reads = ['openSync', 'open', 'promises.open', 'readFileSync', 'readFileSync utf8', 'readFile', 'readFile utf8', 'promises.readFile', 'createReadStream', 'openAsBlob', 'binding open']
const writes = ['writeFileSync', 'writeFileSync bytes', 'writeFile', 'promises.writeFile', 'createWriteStream']
const appends = ['appendFileSync', 'appendFile', 'promises.appendFile']
const read = 0
const write = 577
const append = 1089

for (const node of nodes) {
  test(`node ${node.version}: every form of opening is raised once, with its fields`, (t) => {
    const { lines, reported, folder } = run(node, ['fs.open'], `${forms}
;(async () => {
  fs.mkdirSync('d')
  for (const name of names) { fs.closeSync(process.binding('fs') && fs.openSync('d/before', 'w')); fs.writeFileSync('d/' + name, 'content') ; }
  fs.writeFileSync('d/start', '')
  for (const name of names) report(name, await forms[name]('d/' + name))
})()`)
    const from = column(lines, 'path').indexOf(`${folder}/d/start`)
    const seen = lines.slice(from + 1)
    t.deepEqual(column(seen, 'path'), [...reads, ...writes, ...appends].map((name) => `${folder}/d/${name}`))
    t.deepEqual(seen.map(({ fields }) => [fields['flags'], fields['access'], fields['create']]), [
      ...reads.map(() => [read, 'read', false]), ...writes.map(() => [write, 'write', true]), ...appends.map(() => [append, 'append', true]),
    ])
    for (const value of Object.values(reported)) t.is((value as string[])[0], 'done')
  })

  test(`node ${node.version}: a refusal arrives as the runtime's own error would, once, and nothing is opened`, (t) => {
    const { reported, lines } = run(node, ['fs.open'], `${forms}
fs.writeFileSync('secret', 'content')
let called = 0
overt.addAuditHook((name, fields) => { if (name === 'fs.open' && fields.path.endsWith('secret')) { called++; throw new Error('no ' + called) } })
;(async () => {
  for (const name of names) report(name, await forms[name]('secret'))
  report('called', called)
})().then(() => { report('kept', fs.statSync('secret').size) })`)
    const all = [...reads, ...writes, ...appends]
    const expected = (name: string): string =>
      name.startsWith('promises') || name === 'openAsBlob' ? 'rejected' : name.includes('Sync') || name.startsWith('binding') ? 'thrown' : 'error'
    for (const [at, name] of all.entries()) t.deepEqual(reported[name], [expected(name), `no ${String(at + 1)}`], name)
    t.is(reported['called'], all.length)
    t.is(reported['kept'], 7)
    t.is(reported['uncaught'], undefined)
    t.is(lines.filter(({ outcome }) => outcome === 'refused').length, all.length)
  })

  test(`node ${node.version}: what was judged is what is opened`, (t) => {
    const { lines, reported, folder } = run(node, ['fs.open'], `
const fs = require('fs')
fs.writeFileSync('harmless', 'a'); fs.writeFileSync('secret__', 'b')
const bytes = Buffer.from('harmless')
const shared = new Uint8Array(new SharedArrayBuffer(8)); shared.set(bytes)
overt.addAuditHook((name) => { if (name === 'fs.open') { bytes.set(Buffer.from('secret__')); shared.set(Buffer.from('secret__')) } })
fs.mkdirSync('x'); fs.openSync('./x/..//./harmless')
const again = () => { bytes.set(Buffer.from('harmless')); shared.set(bytes) }
again()
report('bytes', fs.readFileSync(bytes, 'utf8')); again()
report('view', fs.readFileSync(new Uint8Array(bytes.buffer, bytes.byteOffset, 8)).toString()); again()
report('shared', fs.readFileSync(shared, 'utf8'))
report('url', fs.readFileSync(new URL('file://' + process.cwd() + '/./harmless'), 'utf8'))
fs.closeSync(fs.openSync('a\\ud800b', 'w'))
fs.closeSync(fs.openSync(Buffer.from([0x61, 0xff, 0x62]), 'w'))
const fd = fs.openSync('harmless'); fs.readFileSync(fd, 'utf8'); fs.readFileSync(fd); fs.readFile(fd, () => {})
let reads = 0
fs.readFile('harmless', { get flag() { return reads++ === 0 ? 'r' : 'w' } }, () => { report('flag', fs.readFileSync('harmless', 'utf8')) })
`)
    t.deepEqual(column(lines, 'path').map((path) => (path as string).slice(folder.length + 1)), [
      'harmless', 'secret__', 'harmless', 'harmless', 'harmless', 'harmless', 'harmless', 'a\ufffdb', 'a\ufffdb', 'harmless', 'harmless', 'harmless',
    ])
    t.deepEqual([reported['bytes'], reported['view'], reported['shared'], reported['url']], ['a', 'a', 'a', 'a'])
    t.is(reported['flag'], 'a')
  })

  test(`node ${node.version}: what the loader of modules is made to open for the application is not the loader's own`, (t) => {
    const { lines, reported, folder } = run(node, ['fs.open'], `
const fs = require('fs')
const { extensions } = require
const loadsWith = (handler) => { extensions['.own'] = handler; require('./m.own'); delete require.cache[__dirname + '/m.own'] }
loadsWith(fs.openSync.bind(fs, 'descriptor.json', 'r', 0o666))
loadsWith(fs.open.bind(fs, 'open.json', 'r', 0o666, (_, fd) => report('open', fs.readFileSync(fd, 'utf8'))))
loadsWith(fs.readFile.bind(fs, 'read.json', 'utf8', (_, text) => report('read', text)))
loadsWith(fs.promises.readFile.bind(fs.promises, 'promise.json', 'utf8'))
require('./m.cjs')
import('./m.mjs').then(() => report('modules', 'done'))
`, { files: { 'm.own': '', 'descriptor.json': '{}', 'open.json': '{}', 'read.json': '{}', 'promise.json': '{}', 'm.cjs': '', 'm.mjs': "import './n.mjs'", 'n.mjs': '' } })
    t.deepEqual([reported['open'], reported['read'], reported['modules']], ['{}', '{}', 'done'])
    t.deepEqual(column(lines, 'path').filter((path) => path !== undefined && (path as string).startsWith(folder)).map((path) => (path as string).slice(folder.length + 1)), ['descriptor.json', 'open.json', 'read.json', 'promise.json'])
  })

  test(`node ${node.version}: changed prototypes switch nothing off and see nothing`, (t) => {
    const { lines, reported, folder } = run(node, ['fs.open'], `
const fs = require('fs')
fs.writeFileSync('f', 'a')
const { open } = process.binding('fs')
const path = process.cwd() + '/f'
let seen = 0
const { apply, defineProperty } = Reflect
const undo = []
const put = (holder, name, descriptor) => { const was = Object.getOwnPropertyDescriptor(holder, name); defineProperty(holder, name, descriptor); undo[undo.length] = () => (was ? defineProperty(holder, name, was) : delete holder[name]) }
const methods = [[Function.prototype, ['call', 'apply', 'bind']], [Array.prototype, ['push', 'slice', 'map', 'indexOf']], [String.prototype, ['charCodeAt', 'slice', 'indexOf', 'startsWith', 'lastIndexOf']], [Set.prototype, ['has', 'add']], [WeakMap.prototype, ['get', 'set']], [Reflect, ['apply', 'construct', 'ownKeys']]]
for (const [holder, names] of methods) for (const name of names) put(holder, name, { value: () => { seen++ }, configurable: true, writable: true })
for (const name of ['0', 'path', 'flags', 'value']) put(Object.prototype, name, { set() { seen++ }, get() { seen++ }, configurable: true })
put(Array.prototype, Symbol.iterator, { value: () => { seen++ }, configurable: true, writable: true })
let fd
try { fd = open(path, 0, 0o666) } catch (error) { fd = error.message }
const found = seen
for (let i = undo.length - 1; i >= 0; i--) undo[i]()
report('seen', found)
report('name', [open.name, open.length, 'prototype' in open, typeof fd])
`)
    t.is(column(lines, 'path').filter((path) => path === `${folder}/f`).length, 2)
    t.is(reported['seen'], 0)
    t.deepEqual(reported['name'], ['open', 0, false, 'number'])
  })

  test(`node ${node.version}: a rule refuses with its own error; nothing but overt touches the record`, (t) => {
    const rules = `title: no secrets
id: 5b4e1c1e-0000-4000-8000-000000000001
logsource: { category: file_access, product: nodejs }
detection: { selection: { TargetFilename|endswith: /secret }, condition: selection }
level: high
response: block
`
    const { reported, lines } = run(node, [], `
const fs = require('fs')
fs.writeFileSync('secret', 'a')
attempt('read', () => fs.readFileSync('secret'))
attempt('again', () => fs.readFileSync('secret', 'utf8'))
fs.promises.readFile('secret').catch((error) => { report('code', [error.name, error.code, error.event]) })
const own = fs.readdirSync('/proc/self/fd').map(Number).find((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd).endsWith('log.jsonl') } catch { return false } })
report('own', typeof own)
for (const [name, body] of Object.entries({
  write: () => fs.writeFileSync('log.jsonl', ''), unlink: () => fs.unlinkSync('log.jsonl'), rename: () => fs.renameSync('log.jsonl', 'x'), over: () => fs.renameSync('secret', 'log.jsonl'),
  truncate: () => fs.truncateSync('log.jsonl'), close: () => fs.closeSync(own), fd: () => fs.writeSync(own, 'x'), ftruncate: () => fs.ftruncateSync(own), proc: () => fs.writeFileSync('/proc/self/fd/' + own, ''),
  rm: () => fs.rmSync('log.jsonl'), chmod: () => fs.chmodSync('log.jsonl', 0), copy: () => fs.copyFileSync('secret', 'log.jsonl'),
})) try { body(); report(name, 'done') } catch (error) { report(name, error.code) }
report('reading', fs.readFileSync('log.jsonl', 'utf8').length > 0)
`, { rules, mode: 'enforce' })
    t.regex(String((reported['read'] as string[])[1]), /no secrets/)
    t.deepEqual((reported['again'] as string[])[0], 'thrown')
    t.deepEqual(reported['code'], ['AuditError', 'OVERT_AUDIT', 'fs.open'])
    t.is(lines.length, 0)
    t.is(reported['own'], 'number')
    for (const name of ['write', 'unlink', 'rename', 'over', 'truncate', 'close', 'fd', 'ftruncate', 'proc', 'rm', 'chmod', 'copy']) t.is(reported[name], 'OVERT_OWN_FILE', name)
    t.true(reported['reading'])
  })
}

for (const node of nodes.filter(({ version }) => version.startsWith('20.'))) {
  test(`node ${node.version}: the reader of package.json files, which gives any file's text, opens it`, (t) => {
    const { lines, reported, folder } = run(node, ['fs.open'], `
require('fs').writeFileSync('text', 'content')
const { internalModuleReadJSON } = process.binding('fs')
report('read', internalModuleReadJSON(process.cwd() + '/text')[0])
overt.addAuditHook((name) => { if (name === 'fs.open') throw new Error('no') })
attempt('refused', () => internalModuleReadJSON(process.cwd() + '/text'))
`)
    t.is(reported['read'], 'content')
    t.deepEqual(reported['refused'], ['thrown', 'no'])
    t.deepEqual(lines.map(({ fields, outcome }) => [fields['path'], fields['access'], outcome]).slice(1), [[`${folder}/text`, 'read', 'allowed'], [`${folder}/text`, 'read', 'refused']])
  })
}
