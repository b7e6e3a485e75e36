import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { hosts, run } from './support/run.ts'

const others = hosts.filter(({ runtime }) => runtime.name !== 'node')

/** How an application comes by its first builtin. Nothing is replaced in `node:` before it does. */
const ways: Readonly<Record<string, string>> = {
  'an import': `import fs from 'node:fs'\nfs.readFileSync('a.txt')`,
  'an import of a name': `import { readFileSync } from 'node:fs'\nreadFileSync('a.txt')`,
  'import()': `const { readFileSync } = await import('node:fs')\nreadFileSync('a.txt')`,
  createRequire: `import { createRequire } from 'node:module'\ncreateRequire(import.meta.url)('fs').readFileSync('a.txt')`,
  'require in CommonJS': `import './common.cjs'`,
  getBuiltinModule: `process.getBuiltinModule('fs').readFileSync('a.txt')`,
  'a builtin that leads to it': `import http from 'node:http'\nimport path from 'node:path'\nhttp.METHODS\npath.sep\nprocess.getBuiltinModule('node:fs').readFileSync('a.txt')`,
}
const ofBun: Readonly<Record<string, string>> = {
  'import.meta.require': `import.meta.require('fs').readFileSync('a.txt')`,
  'an import without `node:`': `import fs from 'fs'\nfs.readFileSync('a.txt')`,
}

for (const host of others) {
  const { name } = host.runtime
  test(`${name}: builtins are replaced before anybody has them, whichever way leads there first`, (t) => {
    for (const [way, program] of Object.entries({ ...ways, ...(name === 'bun' ? ofBun : {}) })) {
      const { lines, stderr } = run(host, program, { record: ['fs.open'], files: { 'a.txt': '', 'common.cjs': `require('fs').readFileSync('a.txt')` } })
      t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/a.txt')).length, 1, `${way}: ${stderr}`)
    }
  })

  test(`${name}: an engine that is damaged is said when an event comes that a rule may match, and stops a start that needs it`, (t) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-damaged-')))
    try {
      cpSync(dirname(host.preload.at(-1) ?? ''), folder, { recursive: true })
      truncateSync(join(folder, 'overt.wasm'), 1000)
      const damaged = { ...host, preload: [...host.preload.slice(0, -1), join(folder, basename(host.preload.at(-1) ?? ''))] }
      const writing = (name: string): string => `import fs from 'node:fs'\nfor (let round = 0; round < 3; round++) fs.writeFileSync('${name}', 'a')\nconsole.log('done')`
      for (const [name, times] of [['a.txt', undefined], ['.npmrc', 1]] as const) {
        const bare = run(damaged, writing(name), { bare: true })
        t.is(bare.stdout, 'done\n')
        t.is(bare.stderr.match(/OVERT_ENGINE/g)?.length, times, bare.stderr)
      }
      const configured = run(damaged, writing('a.txt'), { mode: 'enforce' })
      t.is(configured.status, 2)
      t.is(configured.stdout, '')
      t.regex(configured.stderr, /OVERT_ENGINE/)
      cpSync(join(dirname(host.preload.at(-1) ?? ''), 'overt.wasm'), join(folder, 'overt.wasm'))
      truncateSync(join(folder, 'overt.compile.wasm'), 1000)
      t.is(run(damaged, writing('a.txt'), { bare: true }).stdout, 'done\n')
      const unread = run(damaged, writing('a.txt'))
      t.is(unread.status, 2)
      t.regex(unread.stderr, /OVERT_ENGINE/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

for (const host of others) {
  test(`${host.runtime.name}: what an application has put in the place of methods of lists changes nothing of what is replaced`, (t) => {
    const program = `
const { prototype } = Array
const kept = Object.getOwnPropertyDescriptors(prototype)
for (const name of ['flatMap', 'filter', 'map', 'concat', 'some', 'find', 'forEach', 'reduce']) prototype[name] = () => []
prototype.includes = () => true
const [fs, os] = [process.getBuiltinModule('fs'), process.getBuiltinModule('os')]
Object.defineProperties(prototype, kept)
fs.renameSync('a.txt', 'b.txt')
fs.cpSync('b.txt', 'c.txt')
fs.statSync('c.txt')
os.hostname()
console.log('done')`
    const record = ['fs.rename', 'fs.copy', 'fs.stat', 'os.info']
    const { lines, stdout, stderr } = run(host, program, { record, files: { 'a.txt': '' } })
    t.is(stdout, 'done\n', stderr)
    t.deepEqual(record.filter((name) => !lines.some(({ event }) => event === name)), [])
  })
}

/** What an application can put on `Object.prototype` while a builtin is first asked for, so that what is not said there would be said by it. */
const said: Readonly<Record<string, string>> = {
  'fs.stat': '{ wanted: 0 }', 'fs.mkdir': '{ wanted: 0 }', rename: '{ wanted: 0 }', copy_tree: '{ wanted: 0 }', through: "'readFileSync'", lookupServiceOnly: 'true', named: "'lookup'", events: '[]', handles: 'undefined',
  always: '[]', whenWanted: '[]', conditions: "['require']",
}

for (const host of others) {
  test(`${host.runtime.name}: what an application has put on Object.prototype changes nothing of what is replaced`, (t) => {
    const record = ['fs.open', 'fs.stat', 'fs.mkdir', 'fs.copy', 'fs.rename', 'dns.resolve']
    for (const [name, value] of Object.entries(said)) {
      const program = `
Object.prototype[${JSON.stringify(name)}] = ${value}
const fs = await import('node:fs')
const dns = await import('node:dns')
delete Object.prototype[${JSON.stringify(name)}]
fs.readFileSync('a.txt')
fs.statfsSync('a.txt')
fs.mkdirSync('a')
fs.cpSync('a.txt', 'b.txt')
fs.renameSync('b.txt', 'c.txt')
dns.resolve('localhost', () => {})
console.log('done')`
      const { lines, stdout, stderr } = run(host, program, { record, files: { 'a.txt': '' } })
      t.is(stdout, 'done\n', `${name}: ${stderr}`)
      t.deepEqual(record.filter((event) => !lines.some((line) => line.event === event && (event !== 'fs.open' || String(line.fields['path']).endsWith('/a.txt')))), [], name)
    }
  })
}

/** How an application of Bun comes by `bun:sqlite`, each as the first builtin that it asks for. */
const toSqlite: Readonly<Record<string, string>> = {
  'an import': `import { Database } from 'bun:sqlite'\nnew Database('a.db')`,
  'an import of the default': `import Database from 'bun:sqlite'\nnew Database('a.db')`,
  'import()': `const { Database } = await import('bun:sqlite')\nnew Database('a.db')`,
  'import.meta.require': `new (import.meta.require('bun:sqlite').Database)('a.db')`,
  'require in CommonJS': `import './common.cjs'`,
  getBuiltinModule: `new (process.getBuiltinModule('bun:sqlite').Database)('a.db')`,
}
const bun = others.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

onBun('bun: what opens files natively is replaced before anybody has it, whichever way leads there first', (t) => {
  if (bun === undefined) return
  for (const [way, program] of Object.entries(toSqlite)) {
    const { lines, stderr } = run(bun, program, { record: ['sqlite.open'], files: { 'common.cjs': `new (require('bun:sqlite').Database)('a.db')` } })
    t.is(lines.filter(({ event, fields }) => event === 'sqlite.open' && String(fields['path']).endsWith('a.db')).length, 1, `${way}: ${stderr}`)
  }
})

onBun('bun: plugins that the application clears are overt\'s again, whatever the iterator of a list is meanwhile', (t) => {
  if (bun === undefined) return
  const program = `
const { prototype } = Array
const { [Symbol.iterator]: iterator } = prototype
prototype[Symbol.iterator] = function* () {}
Bun.plugin.clearAll()
prototype[Symbol.iterator] = iterator
const { readFileSync } = await import('node:fs')
readFileSync('a.txt')`
  const { lines, stderr } = run(bun, program, { record: ['fs.open', 'module.builtin'], files: { 'a.txt': '' } })
  t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/a.txt')).length, 1, stderr)
  t.true(lines.some(({ event, fields }) => event === 'module.builtin' && fields['name'] === 'node:fs'))
})

const deno = others.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

onDeno('deno test runs, and its tests are audited', (t) => {
  if (deno === undefined) return
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-deno-test-')))
  try {
    writeFileSync(join(folder, 'one.test.mjs'), `import { writeFileSync } from 'node:fs'\nDeno.test('one', () => { writeFileSync('.npmrc', '') })\n`)
    writeFileSync(join(folder, 'rule.yml'), 'title: told\nid: 5d2f7c1a-0000-4000-8000-000000000011\nlogsource: { category: file_event }\ndetection:\n  one: { TargetFilename|endswith: .npmrc }\n  condition: one\nresponse: alert\n')
    writeFileSync(join(folder, 'overt.yml'), 'rules: [rule.yml]\nlog: log.jsonl\n')
    const [, ...options] = deno.preload
    const { status, stdout } = spawnSync(deno.runtime.path, ['test', '-A', '--no-check', ...options], { cwd: folder, env: { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', OVERT_CONFIG: join(folder, 'overt.yml') }, encoding: 'utf8' })
    t.is(status, 0, stdout)
    // `deno test` keeps what its tests write on standard error.
    t.regex(readFileSync(join(folder, 'log.jsonl'), 'utf8'), /"event":"fs\.open".*"response":"alert"/)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
