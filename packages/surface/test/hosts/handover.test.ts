import test from 'ava'
import { hosts, run } from './support/run.ts'

const files = {
  'worker.mjs': `
import fs from 'node:fs'
fs.readFileSync('in-the-worker.txt')
globalThis.postMessage('done')
`,
  'child.mjs': `import fs from 'node:fs'\nfs.readFileSync('in-the-child.txt')\n`,
  'in-the-worker.txt': '',
  'in-the-child.txt': '',
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name, version } = host.runtime
  test(`${name} ${version}: a worker is raised, runs as it would, and is audited`, (t) => {
    const { lines, stdout, stderr } = run(
      host,
      `const worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' })
await new Promise((resolve) => { worker.onmessage = ({ data }) => { console.log(data); worker.terminate(); resolve() }; worker.onerror = ({ message }) => { console.log(message); resolve() } })`,
      { files, record: ['worker.create', 'fs.open'] },
    )
    t.is(stdout, 'done\n', stderr)
    const created = lines.filter(({ event }) => event === 'worker.create')
    t.is(created.length, 1)
    t.true(String(created[0]?.fields['path']).endsWith('/worker.mjs'))
    t.deepEqual(created[0]?.fields['options'], ['type'])
    t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-worker.txt')).length, 1)
    t.is(lines.filter(({ event }) => event === 'overt.start').length, 2)
  })
}

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

onDeno('a child of deno that is deno is audited', (t) => {
  if (deno === undefined) return
  const { lines, stderr } = run(
    deno,
    `import { spawnSync, spawn, fork } from 'node:child_process'
const given = ['run', '-A', '--no-config', 'child.mjs']
new Deno.Command(Deno.execPath(), { args: given }).outputSync()
spawnSync(Deno.execPath(), given)
await new Promise((done) => spawn(Deno.execPath(), given).on('close', done))
await new Promise((done) => fork('child.mjs').on('close', done))`,
    { files, record: ['fs.open', 'process.spawn'] },
  )
  t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-child.txt')).length, 4, stderr)
  // The event has the arguments as the application gave them.
  t.false(lines.some(({ event, fields }) => event === 'process.spawn' && (fields['args'] as string[]).includes('--preload')))
})

onDeno('workers of node:worker_threads are audited: a path, a URL, CommonJS, code; each is told once', (t) => {
  if (deno === undefined) return
  const told = `parentPort.postMessage(JSON.stringify([workerData, process.argv[1]?.split('/').at(-1)]))`
  const { lines, stdout, stderr } = run(
    deno,
    `import { Worker } from 'node:worker_threads'
const answer = (file, options) => new Promise((resolve) => { const worker = new Worker(file, options); worker.on('message', (text) => { console.log(text); worker.terminate(); resolve() }); worker.on('error', ({ message }) => { console.log(message); resolve() }) })
await answer('./thread.mjs', { workerData: 1 })
await answer(new URL('./thread.mjs', import.meta.url), { workerData: 2 })
await answer('./thread.cjs', { workerData: 3 })
await answer("const { parentPort, workerData } = require('worker_threads'); require('fs').readFileSync('in-the-worker.txt'); parentPort.postMessage(JSON.stringify([workerData]))", { eval: true, workerData: 4 })`,
    {
      files: {
        ...files,
        'thread.mjs': `import fs from 'node:fs'\nimport { parentPort, workerData } from 'node:worker_threads'\nfs.readFileSync('in-the-worker.txt')\n${told}`,
        'thread.cjs': `const { parentPort, workerData } = require('node:worker_threads')\nrequire('node:fs').readFileSync('in-the-worker.txt')\n${told}`,
      },
      record: ['worker.create', 'fs.open'],
    },
  )
  t.is(stdout, '[1,"thread.mjs"]\n[2,"thread.mjs"]\n[3,"thread.cjs"]\n[4]\n', stderr)
  t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-worker.txt')).length, 4)
  t.is(lines.filter(({ event }) => event === 'worker.create').length, 4)
  t.false(lines.some(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child'))
})

onDeno('a worker that the preload does not reach is a gap', (t) => {
  if (deno === undefined) return
  const { lines, stdout, stderr } = run(
    deno,
    `const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'], { type: 'text/javascript' })), { type: 'module' })
await new Promise((resolve) => { worker.onmessage = ({ data }) => { console.log(data); worker.terminate(); resolve() } })`,
  )
  t.is(stdout, '1\n', stderr)
  t.is(lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child').length, 1)
})

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

onBun('a child of bun that is bun is audited, whatever its environment is', (t) => {
  if (bun === undefined) return
  const { lines, stderr } = run(
    bun,
    `import { spawnSync } from 'node:child_process'
Bun.spawnSync([process.execPath, 'child.mjs'])
Bun.spawnSync({ cmd: [process.execPath, 'child.mjs'], env: { OVERT_CONFIG: process.env.OVERT_CONFIG } })
spawnSync(process.execPath, ['child.mjs'])
// The preload is a part of another option.
Bun.spawnSync({ cmd: [process.execPath, 'child.mjs'], env: { BUN_OPTIONS: ${JSON.stringify(`--title=--preload=${bun.preload.at(-1) ?? ''}`)} } })`,
    { files, record: ['fs.open', 'process.spawn'] },
  )
  t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-child.txt')).length, 4, stderr)
  const spawned = lines.filter(({ event }) => event === 'process.spawn')
  // What overt hands over is no change of the application's.
  t.deepEqual(spawned.map(({ fields }) => (fields['env_changed'] as string[]).includes('BUN_OPTIONS')), [false, false, false, true])
})

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  test(`${name}: a child is held to the configuration that its parent started with, whatever the environment says by then`, (t) => {
    const given = name === 'deno' ? `['run', '-A', '--no-config', 'child.mjs']` : `['child.mjs']`
    const native =
      name === 'deno'
        ? `new Deno.Command(Deno.execPath(), { args: given }).outputSync()
new Deno.Command(Deno.execPath(), { args: given, clearEnv: true, env: { OVERT_CONFIG: 'other.yml' } }).outputSync()`
        : `Bun.spawnSync([process.execPath, ...given])
Bun.spawnSync({ cmd: [process.execPath, ...given], env: { OVERT_CONFIG: 'other.yml' } })`
    const { lines, stderr } = run(
      host,
      `import { spawn, spawnSync, execFileSync } from 'node:child_process'
const given = ${given}
delete process.env.OVERT_CONFIG
spawnSync(process.execPath, given)
process.env.OVERT_CONFIG = 'other.yml'
execFileSync(process.execPath, given, { env: { ...process.env, MORE: '1' } })
await new Promise((done) => spawn(process.execPath, given, { env: { OVERT_CONFIG: 'other.yml' } }).on('close', done))
${native}`,
      { files: { ...files, 'other.yml': 'mode: monitor\n' }, record: ['fs.open'] },
    )
    t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-child.txt')).length, 5, stderr)
  })
}
