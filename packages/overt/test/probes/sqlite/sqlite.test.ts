import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

const before = `
const sqlite = process.getBuiltinModule('node:sqlite')
const fs = require('node:fs'), { pathToFileURL } = require('node:url')
const { DatabaseSync } = sqlite || {}
const db = sqlite && new DatabaseSync(':memory:')
const here = process.cwd()
const opened = (one) => { one.exec('create table if not exists t (a)'); one.close(); return 'open' }
const later = (...given) => { const one = new DatabaseSync(...given); one.open(); return opened(one) }
const there = () => fs.readdirSync('.').filter((name) => name.endsWith('.db')).sort().join()
`
/** Each opens one database. */
const forms = {
  path: "opened(new DatabaseSync('a.db'))",
  bytes: "opened(new DatabaseSync(Buffer.from('b.db')))",
  url: "opened(new DatabaseSync(pathToFileURL(here + '/c.db')))",
  later: "later('d.db', { open: false })",
  imported: "import('node:sqlite').then(({ DatabaseSync }) => opened(new DatabaseSync('e.db')))",
  constructor: "opened(new db.constructor('f.db'))",
  exec: `(db.exec("select ';attach'; -- attach 'x'\\n attach database 'g.db' as one; create table one.t (a); detach one"), 'open')`,
  prepare: `(db.prepare("/* */ ATTACH 'h.db' AS two").run(), db.exec('create table two.t (a)'), 'open')`,
  vacuum: `(db.exec("vacuum main into 'i.db'"), 'open')`,
}
/** Names and SQL that SQLite reads otherwise than they look; the second store of the process, of which Node makes a class of its own. */
const odd = {
  mark: `(db.exec("\\ufeffattach 'm.db' as odd1"), 'open')`,
  authority: "opened(new DatabaseSync('file://localhost' + here + '/n.db'))",
  escaped: "opened(new DatabaseSync('file:' + here + '/%6f.db%00.txt%zz'))",
  bytes: "(fs.mkdirSync(Buffer.from([0xff]), { recursive: true }), opened(new DatabaseSync('file:' + here + '/%ff/../%70.db')))",
}
const oddStore = {
  accessor: `(() => { const texts = ["select 1", "attach 'q.db' as odd2"]; db.createTagStore().run(Object.defineProperty([], 0, { get: () => texts.shift(), enumerable: true })); return 'open' })()`,
  comment: "(() => { const strings = ['/* ', \" */ attach 'r.db' as odd3\"]; try { db.createTagStore().run(strings, 1) } catch {} return 'open' })()",
}
const more = { backup: "sqlite.backup(db, 'j.db').then(() => 'open')" }
const store = { store: `(db.createTagStore().run\`attach 'k.db' as three\`, db.exec('create table three.t (a)'), 'open')` }

for (const node of nodes) {
  const [major = 0] = node.version.split('.').map(Number)
  if (major < 22) continue
  const here = { ...forms, ...(major >= 24 ? { ...more, ...store } : {}) }

  test(`node ${node.version}: each database is raised once, with its path`, (t) => {
    const found = runForms(node, { events: ['sqlite.open', 'fs.open'], before, forms: { ...here, folder: 'here', odd: "(() => { const bytes = Buffer.from([0x6f, 0xff, 0x2e, 0x64]); opened(new DatabaseSync(bytes)); return fs.readdirSync(Buffer.from('.'), { encoding: 'buffer' }).some((name) => name.equals(bytes)) })()", quiet: "(db.exec(\"create table mails (attached, vacuum); insert into mails values ('attach ''x'' as y', 1)\"), db.prepare('select attached as attach from mails').all().length)" } })
    const folder = String(found['folder']?.value)
    Object.keys(here).forEach((name) => {
      t.like(found[name], { ended: 'done', value: 'open' }, name)
      const file = name === 'backup' ? 'j' : name === 'store' ? 'k' : String.fromCharCode(97 + Object.keys(forms).indexOf(name))
      t.deepEqual(eventsOf(found[name]), [['sqlite.open', { path: `${folder}/${file}.db` }]], name)
    })
    t.true(found['odd']?.value)
    t.deepEqual(eventsOf(found['odd']), [['sqlite.open', { path: `${folder}/o\ufffd.d` }]])
    t.deepEqual(eventsOf(found['quiet']), [])
    t.is(found['quiet']?.value, 1)
    t.deepEqual(found['']?.lines.map(({ fields }) => fields['path']), [':memory:'])
  })

  test(`node ${node.version}: a database is raised by the name that SQLite makes of what it is given`, (t) => {
    const forms = { ...odd, ...(major >= 24 ? oddStore : {}) }
    const found = runForms(node, { events: ['sqlite.open'], before, forms: { ...forms, folder: 'here', files: 'there()' } })
    const folder = String(found['folder']?.value)
    const paths = (name: string): unknown[] => (found[name]?.lines ?? []).map(({ fields }) => fields['path'])
    for (const [name, file] of Object.entries({ mark: 'm', authority: 'n', escaped: 'o', bytes: 'p' })) {
      t.like(found[name], { ended: 'done', value: 'open' }, name)
      t.deepEqual(paths(name), [`${folder}/${file}.db`], name)
    }
    // The text that is judged is the one that is run.
    if (major >= 24) {
      t.deepEqual(paths('accessor'), [], found['accessor']?.message)
      t.is(found['comment']?.value, 'open', JSON.stringify(found['comment']))
      t.deepEqual(paths('comment'), [`${folder}/r.db`])
    }
    // One that is attached and left empty has a file on Node 22 alone.
    t.regex(String(found['files']?.value), /^(?:m\.db,)?n\.db,o\.db,p\.db$/)
  })

  test(`node ${node.version}: a database that is refused is not opened`, (t) => {
    const found = runForms(node, { events: ['sqlite.open'], refuse: ['sqlite.open'], before: before.replace("new DatabaseSync(':memory:')", "new DatabaseSync(':memory:', { open: false })"), forms: { ...here, files: 'there()' } })
    for (const name of ['path', 'bytes', 'url', 'later', 'imported', 'constructor']) t.like(found[name], { code: 'OVERT_AUDIT', event: 'sqlite.open', rule: ruleOf('sqlite.open').id }, name)
    t.is(found['files']?.value, '')
  })

  test(`node ${node.version}: an extension of SQLite is native code`, (t) => {
    const extension = { load: "(() => { const one = new DatabaseSync(':memory:', { allowExtension: true }); one.enableLoadExtension(true); one.loadExtension('./none.so') })()" }
    const seen = runForms(node, { events: ['sqlite.extension'], before, forms: { ...extension, folder: 'here' } })
    t.is(seen['load']?.ended, 'thrown')
    t.deepEqual(eventsOf(seen['load']), [['sqlite.extension', { path: `${String(seen['folder']?.value)}/none.so` }]])
    t.like(runForms(node, { events: ['sqlite.extension'], refuse: ['sqlite.extension'], before, forms: extension })['load'], { code: 'OVERT_AUDIT', event: 'sqlite.extension' })
  })
}

for (const node of nodes) {
  test(`node ${node.version}: a WASI environment is raised once, with the folders that it reaches`, (t) => {
    const wasi = {
      // First, while nobody has loaded node:wasi: `WASI` binds whatever `for in` finds in the object of native code.
      inherited: "(() => { let own; Object.defineProperty(Object.prototype, 'seen', { get() { own = this.constructor; return () => {} }, set() {}, enumerable: true, configurable: true }); try { new (require('node:wasi').WASI)({ version: 'preview1' }) } finally { delete Object.prototype.seen } return typeof new own([], [], ['/a', '/tmp', '/b', '.'], [0, 1, 2]) })()",
      make: "typeof new (require('node:wasi').WASI)({ version: 'preview1', preopens: { '/a': '/tmp', '/b': './' } }).wasiImport",
      imported: "import('node:wasi').then(({ WASI }) => typeof new WASI({ version: 'preview1', preopens: { '/a': '/tmp', '/b': '.' } }).wasiImport)",
      changing: "(() => { const folders = ['/tmp', '/etc']; return typeof new (require('node:wasi').WASI)({ version: 'preview1', get preopens() { return { '/a': folders.shift(), '/b': '.' } } }).wasiImport })()",
      native: "typeof new (new (require('node:wasi').WASI)({ version: 'preview1' }).wasiImport.constructor)([], [], ['/a', '/tmp', '/b', '.'], [0, 1, 2])",
    }
    const found = runForms(node, { events: ['wasi.create'], forms: { ...wasi, folder: 'process.cwd()' } })
    for (const name of Object.keys(wasi)) {
      t.like(found[name], { ended: 'done', value: 'object' }, name)
      // Two of them make one without folders first.
      const lines = found[name]?.lines.filter(({ fields }) => fields['path'] !== '') ?? []
      t.deepEqual(lines.map(({ event, fields }) => [event, fields]), [['wasi.create', { path: `/tmp:${String(found['folder']?.value)}` }]], name)
    }
    const refused = runForms(node, { events: ['wasi.create'], refuse: ['wasi.create'], forms: wasi })
    for (const name of Object.keys(wasi)) t.like(refused[name], { code: 'OVERT_AUDIT', event: 'wasi.create' }, name)
  })
}
