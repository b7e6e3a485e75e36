import test from 'ava'
import { hosts, run, type Run } from './support/run.ts'

// Functions of builtins that nobody listens to are the runtime's own on Bun, and are replaced when somebody does, or has asked for overt and so may.

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test
const preload = JSON.stringify(bun?.preload.at(-1))
const shell = `
title: a line of a shell
id: 6f1c1f4e-0000-4000-8000-000000000002
logsource: { category: process_creation }
detection: { selection: { Image|endswith: /curl }, condition: selection }
`

/** Runs before overt and keeps what the runtime's functions are; the program can say which are others by now. */
const keep = `
const holders = () => {
  const [fs, net, dns, os, vm, v8, tls, http, sqlite] = ['fs', 'net', 'dns', 'os', 'vm', 'v8', 'tls', 'http', 'bun:sqlite'].map((name) => process.getBuiltinModule(name))
  return { fs, promises: fs.promises, socket: net.Socket.prototype, server: net.Server.prototype, dns, resolver: dns.Resolver.prototype, os, vm, v8, tls, http, sqlite, workers: process.getBuiltinModule('worker_threads') }
}
const all = () => Object.entries(holders()).flatMap(([of, holder]) => Object.entries(Object.getOwnPropertyDescriptors(holder)).map(([name, { value }]) => [of + '.' + name, value]))
const kept = new Map(all())
globalThis.replaced = () => all().filter(([name, value]) => kept.get(name) !== value).map(([name]) => name).sort().join(' ')
`

function started(program: string, options: Parameters<typeof run>[2]): Run {
  const { runtime, preload: given } = bun as NonNullable<typeof bun>
  return run({ runtime, preload: ['--preload', './keep.mjs', ...given] }, program, { rules: shell, ...options, files: { ...options?.files, 'keep.mjs': keep } })
}

const late = ({ lines }: Run): unknown[] => lines.filter(({ fields }) => fields['reason'] === 'late').map(({ fields }) => fields['event'])

onBun('bun: functions of builtins that nobody listens to are the runtime\'s own, but for what makes workers', (t) => {
  const { stdout, stderr } = started(`process.getBuiltinModule('fs').statSync('.')\nconsole.log(replaced())`, {})
  t.is(stdout, 'workers.Worker\n', stderr)
})

onBun('bun: what is recorded is replaced at the start, and nothing else', (t) => {
  const { stdout, stderr, lines } = started(`process.getBuiltinModule('fs').renameSync('a.txt', 'b.txt')\nconsole.log(replaced())`, { record: ['fs.rename', 'os.info'], files: { 'a.txt': '' } })
  // What copying takes of \`node:fs\` is to be the runtime's own.
  const ofOs = stdout.trim().split(' ').filter((name) => name.startsWith('os.'))
  t.true(ofOs.length > 5, stderr)
  t.is(stdout.trim().split(' ').filter((name) => !ofOs.includes(name)).join(' '), 'fs.rename fs.renameSync promises.rename workers.Worker')
  t.is(lines.filter(({ event }) => event === 'fs.rename').length, 1)
})

onBun('bun: a hook that is added late sees what is called through the module; what was kept it does not see, and that is a gap, once for each event', (t) => {
  const program = `
import fs, { statSync } from 'node:fs'
const kept = fs.statSync
const { addAuditHook } = await import(${preload})
const seen = []
addAuditHook((name, { path }) => { seen.push(name + ' ' + path.split('/').at(-1)) }, { events: ['fs.stat', 'fs.list'] })
fs.statSync('a.txt')
process.getBuiltinModule('fs').promises.readdir('..')
kept('b.txt')
statSync('b.txt')
addAuditHook(() => {}, { events: ['fs.stat', 'fs.mkdir'] })
console.log(seen.length, seen[0], replaced().includes('fs.statSync'))`
  const ran = started(program, { files: { 'a.txt': '', 'b.txt': '' } })
  t.is(ran.stdout, '2 fs.stat a.txt true\n', ran.stderr)
  t.deepEqual(late(ran), ['fs.stat', 'fs.list', 'fs.mkdir'])
})

onBun('bun: where a module of the program imports overt, a hook sees names that were imported from builtins, in modules that run before too', (t) => {
  const files = { 'before.mjs': `import { statSync } from 'node:fs'\nexport const stat = () => statSync('a.txt')`, 'a.txt': '' }
  for (const [way, imported] of [['import', `import { addAuditHook } from ${preload}`], ['require', `import { createRequire } from 'node:module'\nconst { addAuditHook } = createRequire(import.meta.url)(${preload})`]] as const) {
    const program = `
import { lstatSync } from 'node:fs'
import { stat } from './before.mjs'
${imported}
let seen = 0
addAuditHook(() => { seen++ }, { events: ['fs.stat'] })
lstatSync('a.txt')
process.getBuiltinModule('fs').statSync('a.txt')
stat()
console.log(seen)`
    const ran = started(program, { files })
    // Whoever requires it runs when names were taken.
    t.is(ran.stdout, way === 'import' ? '3\n' : '1\n', ran.stderr)
    // Whether somebody has kept one is not known.
    t.deepEqual(late(ran), ['fs.stat'])
  }
})

onBun('bun: a hook that was come by without a request for overt is late, and sees what is called through the module', (t) => {
  const program = `
const fs = process.getBuiltinModule('fs')
const { addAuditHook } = process.getBuiltinModule('module')._cache[${preload}].exports
let seen = 0
addAuditHook(() => { seen++ }, { events: ['fs.mkdir'] })
fs.mkdirSync('a')
fs.promises.mkdir('b')
console.log(seen)`
  const ran = started(program, {})
  t.is(ran.stdout, '2\n', ran.stderr)
  t.deepEqual(late(ran), ['fs.mkdir'])
})

onBun('bun: a hook of another preload is not late', (t) => {
  const { runtime, preload: given } = bun as NonNullable<typeof bun>
  const hook = `import { addAuditHook } from ${preload}\nglobalThis.seen = 0\naddAuditHook(() => { seen++ }, { events: ['fs.mkdir'] })`
  const ran = run({ runtime, preload: [...given, '--preload', './hook.mjs'] }, `import { mkdirSync } from 'node:fs'\nmkdirSync('a')\nconsole.log(seen)`, { rules: shell, files: { 'hook.mjs': hook } })
  t.is(ran.stdout, '1\n', ran.stderr)
  t.deepEqual(late(ran), [])
})

onBun('bun: overt reads and writes by functions that it took before the application had them, though nobody listens to files', (t) => {
  const program = `
import { addAuditHook, audit } from ${preload}
const fs = process.getBuiltinModule('fs')
for (const name of Object.keys(fs)) if (typeof fs[name] === 'function' && name.endsWith('Sync')) fs[name] = () => { console.log(name) }
audit('of.the.application', {})
process.getBuiltinModule('child_process').spawnSync('true')
console.log('it runs')`
  const { stdout, stderr, lines } = started(program, { record: ['process.spawn', 'application.event'] })
  t.is(stdout, 'it runs\n', stderr)
  t.true(lines.some(({ event }) => event === 'process.spawn'))
  t.true(lines.some(({ event }) => event === 'of.the.application'), JSON.stringify(lines))
})
