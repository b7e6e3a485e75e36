import { userInfo } from 'node:os'
import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { column, run } from '../support/run.ts'

const forms = `
const child = require('node:child_process')
const ended = (started) => new Promise((resolve) => { started.on('exit', (code) => resolve(['done', code])) })
const caught = async (body) => { try { return await body() } catch (error) { return ['thrown', error && error.message] } }
require('node:fs').writeFileSync('child.cjs', '')
const forms = {
  spawn: () => ended(child.spawn('true', ['a b', 'c'])),
  exec: () => ended(child.exec('true x')),
  execFile: () => ended(child.execFile('true', ['y'])),
  fork: () => ended(child.fork('child.cjs')),
  'spawn shell': () => ended(child.spawn('true', { shell: true })),
  spawnSync: () => ['done', child.spawnSync('true', ['s']).status],
  execSync: () => { child.execSync('true'); return ['done', 0] },
  execFileSync: () => { child.execFileSync('true', ['f']); return ['done', 0] },
}
`

for (const node of nodes) {
  test(`node ${node.version}: every form of starting a process is raised once, with its fields`, (t) => {
    const { lines, reported, folder } = run(node, ['process.spawn'], `${forms}
;(async () => { for (const name in forms) report(name, await caught(forms[name])) })()`)
    t.deepEqual(reported, Object.fromEntries(Object.keys(reported).map((name) => [name, ['done', 0]])))
    const program = lines[0]?.fields['file']
    t.regex(String(program), /^\/.*\/true$/)
    t.deepEqual(column(lines, 'args'), [
      ['true', 'a b', 'c'], ['/bin/sh', '-c', 'true x'], ['true', 'y'], [node.path, ...forkFlags(lines[3]?.fields['args']), 'child.cjs'], ['/bin/sh', '-c', 'true'], ['true', 's'], ['/bin/sh', '-c', 'true'], ['true', 'f'],
    ])
    t.deepEqual(column(lines, 'file'), [program, '/bin/sh', program, node.path, '/bin/sh', program, '/bin/sh', program])
    t.deepEqual(column(lines, 'shell'), [false, true, false, false, true, false, true, false])
    t.is(lines[0]?.fields['command_line'], 'true a b c')
    for (const { fields } of lines) {
      t.is(fields['cwd'], folder)
      t.is(fields['detached'], false)
      t.is(fields['parent_file'], node.path)
      t.regex(String(fields['parent_command_line']), /program\.cjs$/)
      t.is(fields['user'], userInfo().username)
    }
    t.deepEqual(column(lines, 'env_changed').map((names) => (names as string[]).filter((name) => !name.startsWith('NODE_CHANNEL'))), lines.map(() => []))
  })

  test(`node ${node.version}: folder, program, environment and session of the child`, (t) => {
    const { lines, folder } = run(node, ['process.spawn'], `
const child = require('node:child_process')
const fs = require('node:fs')
fs.mkdirSync('bin'); fs.writeFileSync('bin/tool', '#!/bin/sh\\n', { mode: 0o755 }); fs.writeFileSync('bin/data', '')
child.spawnSync('tool', { cwd: 'bin/..', env: { ...process.env, PATH: 'bin:/bin', ADDED: '1', HOME: '/elsewhere' } })
child.spawnSync('tool', { env: { PATH: process.cwd() + '/bin' } })
child.spawnSync('./bin/../bin/tool')
child.spawnSync('data', { env: { PATH: process.cwd() + '/bin' } })
child.spawn('true', { detached: true })
`)
    t.deepEqual(column(lines, 'file').slice(0, 4), [`${folder}/bin/tool`, `${folder}/bin/tool`, `${folder}/bin/tool`, 'data'])
    t.deepEqual(lines[0]?.fields['env_changed'], ['PATH', 'HOME', 'ADDED'])
    // Where `@overt/bun` or `@overt/deno` is there, the configuration is handed over to them.
    t.deepEqual((lines[1]?.fields['env_changed'] as string[]).filter((name) => name !== 'OVERT_CONFIG').sort(), ['HOME', 'PATH'])
    t.deepEqual(column(lines, 'detached'), [false, false, false, false, true])
  })

  test(`node ${node.version}: a refusal is thrown, once, and nothing is started`, (t) => {
    const { reported, lines } = run(node, ['process.spawn'], `${forms}
let called = 0
overt.addAuditHook((name) => { if (name === 'process.spawn') throw new Error('no ' + ++called) })
;(async () => { for (const name in forms) report(name, await caught(forms[name])) })()`)
    t.deepEqual(Object.values(reported), Object.keys(reported).map((_, at) => ['thrown', `no ${String(at + 1)}`]))
    t.is(Object.keys(reported).length, 8)
    t.deepEqual(column(lines, 'file').length, 8)
    for (const { outcome } of lines) t.is(outcome, 'refused')
  })

  test(`node ${node.version}: what was judged is what is started`, (t) => {
    const { lines, reported } = run(node, ['process.spawn'], `
const child = require('node:child_process')
let turn = 0
const args = ['harmless']
overt.addAuditHook((name) => { if (name === 'process.spawn') { turn++; args[0] = 'changed'; options.file = 'false' } })
const options = { file: 'echo', args: ['echo', 'a'], stdio: [{ type: 'pipe', readable: true }, { type: 'pipe', writable: true }, { type: 'inherit', fd: 2 }] }
report('sync', String(child.spawnSync('echo', args).output[1]))
let reads = 0
const binding = process.binding('spawn_sync')
const result = binding.spawn({ ...options, file: 'echo', get args() { return reads++ === 0 ? ['echo', 'first'] : ['echo', 'second'] } })
report('getter', String(result.output[1]))
const text = { turns: 0, toString() { return this.turns++ === 0 ? 'once' : 'twice' } }
report('object', String(binding.spawn({ ...options, file: 'echo', args: ['echo', text] }).output[1]))
report('proxy', String(binding.spawn({ ...options, file: 'echo', args: new Proxy(['echo', 'p'], { get: (target, name) => (name === '1' ? 'read' + reads++ : target[name]) }) }).output[1]))
`)
    const said = column(lines, 'args').map((list) => (list as string[]).slice(1).join(' ') + '\n')
    t.deepEqual(said, [reported['sync'], reported['getter'], reported['object'], reported['proxy']])
    t.deepEqual(said, ['harmless\n', 'first\n', 'once\n', 'read1\n'])
  })
}

/** What fork hands on of the parent's own flags. */
const forkFlags = (args: unknown): string[] => (args as string[]).slice(1, -1)
