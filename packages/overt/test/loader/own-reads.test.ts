import test from 'ava'
import { onEachNode, run } from '../runtime/support/preloaded.ts'

const rules = `title: no secret
id: 00000000-0000-4000-8000-000000000001
status: experimental
description: a test
logsource: { category: file_access }
detection: { selection: { TargetFilename|contains: secret }, condition: selection }
level: high
response: block
`

const ways = `const M = require('module'), { join } = require('path')
let read
const module_ = (filename) => ({ _compile(text) { read = text }, filename, paths: [] })
const ways = [
  (path) => M._extensions['.js'](module_(path), path),
  (path) => M._extensions['.json'](module_(path), path),
  (path) => require(path),
]
if (M.registerHooks !== undefined) {
  ways.push((path) => {
    const hooks = M.registerHooks({ load(url, context, nextLoad) { const loaded = nextLoad(url, context); read = String(loaded.source); return loaded } })
    try { require(path) } finally { hooks.deregister() }
  })
}
`

onEachNode(test, 'a file that is no module is an `fs.open` through the loader, too, and is refused as one', (t, node) => {
  const app = `${ways}
for (const name of ['secret.txt', 'secret', '.secret', 'folder.js/secret']) {
  for (const way of ways) {
    read = undefined
    try { way(join(__dirname, name)); console.log('went on') } catch (error) { console.log(error.event, read) }
  }
}
console.log(ways.length)`
  const files = { 'app.cjs': app, 'rules.yml': rules, 'secret.txt': 'module', secret: 'module', '.secret': 'module', 'folder.js/secret': 'module' }
  for (const more of ['', "record: ['*']\n"]) {
    const { stdout, stderr } = run(t, node, { files, configuration: `mode: enforce\nrules: rules.yml\nlog: log.jsonl\n${more}` })
    const count = Number(stdout.trim().split('\n').at(-1))
    t.true(count >= 3, stderr)
    t.is(stdout, `${'fs.open undefined\n'.repeat(4 * count)}${String(count)}\n`, stderr)
  }
})

onEachNode(test, 'a module is a `module.load` once and no `fs.open`; a file that is none is both, once', (t, node) => {
  const files = {
    'app.cjs': "require('./a.cjs'); require('./b.js'); require('./c.json'); require('./d.txt'); import('./e.mjs').then(() => import('./f.js'))",
    'a.cjs': '',
    'b.js': '',
    'c.json': '{}',
    'd.txt': '',
    'e.mjs': '',
    'f.js': '',
  }
  const { lines, folder, stderr } = run(t, node, { files, configuration: "mode: monitor\nrules: rules.yml\nlog: log.jsonl\nrecord: ['fs.open', 'module.load']\n" })
  const of = (event: string): unknown[] => lines.filter((line) => line.event === event).map(({ fields }) => fields['path'])
  t.deepEqual(of('module.load'), ['app.cjs', 'a.cjs', 'b.js', 'c.json', 'd.txt', 'e.mjs', 'f.js'].map((name) => `${folder}/${name}`), stderr)
  t.deepEqual(of('fs.open').filter((path) => String(path).startsWith(folder)), [`${folder}/d.txt`])
})

onEachNode(test, 'with `fs.open` alone wanted the loader is not hooked, and its reading is still none; that of a function of the application is', (t, node) => {
  const files = {
    'app.cjs': `const { readFileSync } = require('fs'), M = require('module')
const { addAuditHook } = require(process.env.PRELOAD)
const hooked = []
addAuditHook((name, { path }) => { hooked.push(path) }, { events: ['fs.open'] })
require('./a.cjs'); require('./b.json')
const original = M._extensions['.js']
M._extensions['.js'] = (module_, path) => { module_._compile(readFileSync(path, 'utf8'), path) }
require('./c.js')
M._extensions['.js'] = original
readFileSync(__dirname + '/a.cjs')
import('./d.mjs').then(() => import('./e.js')).then(() => console.log(hooked.map((path) => path.slice(__dirname.length)).join()))`,
    'a.cjs': '',
    'b.json': '{}',
    'c.js': '',
    'd.mjs': "import './a.cjs'; import './f.cjs'",
    'e.js': '',
    'f.cjs': '',
  }
  const { lines, folder, stdout, stderr } = run(t, node, { files, configuration: "mode: monitor\nrules: rules.yml\nlog: log.jsonl\nrecord: ['fs.open']\n" })
  t.is(stdout, '/c.js,/a.cjs\n', stderr)
  t.deepEqual(lines.filter(({ event }) => event === 'fs.open').map(({ fields }) => fields['path']).filter((path) => String(path).startsWith(folder)), [`${folder}/c.js`, `${folder}/a.cjs`])
})
