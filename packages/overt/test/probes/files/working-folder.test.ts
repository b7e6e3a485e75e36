import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { run } from '../support/run.ts'

/** What has to do with a file below `kept` is refused. */
const rules = ['fs.open', 'fs.stat', 'fs.list', 'fs.remove', 'fs.rename', 'fs.copy', 'fs.chmod', 'fs.mkdir'].map((event, i) => `title: none of ${event}
id: 00000000-0000-4000-8000-00000000000${String(i)}
status: experimental
description: a test
logsource: { product: nodejs, service: ${event} }
detection: { selection: { path|contains: /kept/ }, condition: selection }
level: high
response: block
`).join('---\n')

/** Keeps every thread of the pool busy, so that what is begun meanwhile waits; and waits for all of it. */
const prelude = `const fs = require('fs'), { promises } = fs, { pbkdf2 } = require('crypto')
fs.mkdirSync('given/sub', { recursive: true }); process.chdir('given')
for (const name of ['file', 'other', 'sub/inner']) fs.writeFileSync(name, 'given')
const home = process.cwd(), kept = home.slice(0, -5) + 'kept'
const busy = () => { for (let i = 0; i < 4; i++) pbkdf2('a', 'b', 20000, 64, 'sha512', () => {}) }
`
const forms: Readonly<Record<string, string>> = {
  'fs.open': "(done) => fs.open('file', done)",
  'fs.readFile': "(done) => fs.readFile('file', done)",
  'fs.readFile, bytes': "(done) => fs.readFile(Buffer.from('file'), done)",
  'fs.writeFile': "(done) => fs.writeFile('file', 'x', done)",
  'fs.stat': "(done) => fs.stat('file', done)",
  'fs.readdir': "(done) => fs.readdir('sub', done)",
  'fs.opendir': "(done) => fs.opendir('sub', (error, dir) => { dir?.closeSync(); done() })",
  'fs.unlink': "(done) => fs.unlink('other', done)",
  'fs.copyFile': "(done) => fs.copyFile('file', home + '/copy', done)",
  'fs.rename': "(done) => fs.rename('other', home + '/moved', done)",
  'fs.mkdir': "(done) => fs.mkdir('made', done)",
  'fs.promises.readFile': "(done) => promises.readFile('file').finally(done)",
  'fs.promises.writeFile': "(done) => promises.writeFile('file', 'x').finally(done)",
  'fs.promises.stat': "(done) => promises.stat('file').finally(done)",
  'fs.promises.unlink': "(done) => promises.unlink('other').finally(done)",
  'fs.promises.chmod': "(done) => promises.chmod('file', 0o600).finally(done)",
  'fs.promises.cp': "(done) => promises.cp('file', home + '/copied').finally(done)",
}

const seen = ['fs.open', 'fs.stat', 'fs.list', 'fs.remove', 'fs.rename', 'fs.copy', 'fs.chmod', 'fs.mkdir'] as const

for (const node of nodes) {
  test(`node ${node.version}: a working folder that changes while an operation with a relative path waits is judged for the file that it would be then`, (t) => {
    const program = `
const forms = { ${Object.entries(forms).map(([name, form]) => `${JSON.stringify(name)}: ${form}`).join(', ')} }
;(async () => {
  for (const name in forms) {
    fs.writeFileSync(home + '/other', 'given')
    let chdir
    await new Promise((resolve) => { busy(); forms[name](resolve); try { process.chdir('../kept'); chdir = 'done' } catch (error) { chdir = error.code } })
    // What has ended is judged no more, and neither is what has an absolute path.
    await promises.stat('file'); await promises.stat(home + '/file')
    fs.stat(home + '/file', () => {})
    try { process.chdir('../kept'); process.chdir(home); report(name, [chdir, 'done']) } catch (error) { report(name, [chdir, error.message]) }
  }
})()`
    const folders = { 'kept/file': 'kept', 'kept/sub/inner': 'kept' }
    const plain = run(node, [], prelude + program, { files: folders })
    const { reported } = run(node, [], prelude + program, { files: folders, mode: 'enforce', rules })
    for (const name of Object.keys(forms)) {
      t.deepEqual(plain.reported[name], ['done', 'done'], name)
      t.deepEqual(reported[name], ['OVERT_AUDIT', 'done'], name)
    }
    const inMonitor = run(node, seen, prelude + "busy(); fs.promises.readFile('file').catch(() => {}); process.chdir('../kept')", { files: folders, rules })
    t.deepEqual(inMonitor.lines.slice(-2).map(({ event, fields, outcome }) => [event, String(fields['path']).slice(inMonitor.folder.length), outcome]), [['fs.open', '/given/file', 'allowed'], ['fs.open', '/kept/file', 'would_refuse']])
  })

  test(`node ${node.version}: the record cannot be written by way of a working folder that changes meanwhile`, (t) => {
    const program = `report('done', await_()); function await_() {
  busy()
  fs.writeFile('log.jsonl', 'forged', () => {})
  promises.writeFile('log.jsonl', 'forged').catch(() => {})
  promises.unlink('log.jsonl').catch(() => {})
  try { process.chdir('..') } catch (error) { return error.code }
  return 'done'
}`
    const ran = run(node, ['fs.open'], prelude + program, { files: {} })
    t.is(ran.reported['done'], 'OVERT_OWN_FILE')
    t.is(ran.all[0]?.event, 'overt.start')
  })
}
