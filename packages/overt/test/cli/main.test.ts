import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { events } from '@overt/core'
import { run } from '../probes/support/run.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'
import { overt } from './support/command.ts'

const { version } = JSON.parse(readFileSync(new URL('packages/overt/package.json', root), 'utf8')) as { version: string }

test('--version', (t) => {
  t.like(overt(['--version']), { status: 0, out: `${version}\n`, err: '' })
})

for (const words of [[], ['run'], ['rules'], ['rules', 'check'], ['rules', 'build'], ['rules', 'list'], ['rules', 'test'], ['rules', 'explain'], ['rules', 'schema'], ['lock'], ['verify'], ['events'], ['log'], ['log', 'verify'], ['report'], ['key'], ['cache'], ['broker'], ['replay'], ['rules', 'verify']]) {
  test(`overt ${words.join(' ')} --help`, (t) => {
    const said = overt([...words, '--help'])
    t.is(said.status, 0)
    t.is(said.err, '')
    t.true(said.out.includes(`overt ${words[0] ?? 'run'}`))
    if (words.length !== 1 || !['rules', 'log'].includes(words[0] ?? '')) t.regex(said.out, /Exit codes: |one JSON document/)
  })
}

test('what is unknown is named, exit code 2', (t) => {
  t.like(overt(['evnets']), { status: 2, out: '', err: 'overt: OVERT_USAGE: the command `evnets` is unknown; did you mean `events`?\n' })
  t.like(overt(['rules', 'chek']), { status: 2, out: '' })
  t.like(overt(['run']), { status: 2, err: 'overt: OVERT_USAGE: name the script to run: `overt run SCRIPT`\n' })
  t.like(overt([]), { status: 2 })
  t.like(overt(['events', 'net']), { status: 2, out: '', err: 'overt: OVERT_USAGE: no argument is needed, `net` is one too many\n' })
  t.like(overt(['cache', 'here']), { status: 2, out: '' })
})

test('every command stands in the help', (t) => {
  const said = overt(['--help']).out
  for (const name of ['run', 'rules', 'replay', 'lock', 'verify', 'key', 'events', 'log', 'report', 'broker', 'cache']) t.true(said.includes(`  overt ${name} `) || said.includes(`  overt ${name}\n`), name)
})

test('no temporary folder is no fault of overt', (t) => {
  const env = { TMPDIR: '/no/where' }
  for (const words of [['events'], ['cache'], ['broker', '--', 'deno', 'run', '-A', 'a.ts'], ['lock', '.', '--warm', 'a.js']]) {
    const said = overt(words, { env })
    t.is(said.status, 2, said.err)
    t.regex(said.err, /^overt: OVERT_WRITE: no temporary folder can be made in `\/no\/where`: .*TMPDIR\n$/)
  }
})

test('overt events --json names every event with its fields', (t) => {
  const said = overt(['events', '--json'])
  const list = JSON.parse(said.out) as { events: { event: string; fields: { name: string; type: string }[]; gap: string | null }[] }
  t.deepEqual(list.events.map(({ event }) => event), events.map(({ name }) => name))
  const open = list.events.find(({ event }) => event === 'fs.open')
  t.truthy(open)
  t.deepEqual(open?.fields.map(({ name, type }) => `${name}: ${type}`), ['path: text', 'flags: integer', 'access: text', 'create: boolean'])
  t.is(open?.gap, null)
  t.is(overt(['events']).out.split('\n').length - 1, events.length)
})

/** What each line of Node cannot raise, or in part only (docs/events.md). */
const gapsOf: Readonly<Record<string, readonly string[]>> = { 20: ['module.builtin', 'process.execve', 'sqlite.open', 'sqlite.extension', 'ffi.open'], 22: ['ffi.open'], 24: ['ffi.open'], 26: [] }

for (const node of nodes) {
  test(`node ${node.version}: overt events prints the gaps of this Node, and a start says the same`, (t) => {
    const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
    const { events: list } = JSON.parse(spawnSync(node.path, [command, 'events', '--json'], { encoding: 'utf8' }).stdout) as { events: { event: string; gap: string | null }[] }
    const gaps = list.filter(({ gap }) => gap !== null)
    t.deepEqual(gaps.map(({ event }) => event), gapsOf[node.version.split('.')[0] ?? ''] ?? [])
    const { all } = run(node, ['*'], '')
    const said = all.filter(({ event }) => event === 'overt.gap').map(({ fields }) => `${String(fields['event'])} ${String(fields['reason'])}: ${String(fields['detail'])}`)
    t.deepEqual(said.toSorted(), gaps.map(({ event, gap }) => `${event} ${String(gap)}`).toSorted())
  })
}

test('overt events asks the probes: where the native engine is missing, what only it raises is not raised', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-dist-'))
  try {
    const dist = fileURLToPath(new URL('packages/overt/dist/', root))
    if (!existsSync(join(dist, 'overt.wasi.wasm'))) {
      t.log('skipped: the engine for WASI is not built')
      t.pass()
      return
    }
    for (const name of ['overt.cjs', 'commands.cjs', 'register.cjs', 'preload.cjs', 'overt.wasi.wasm']) copyFileSync(join(dist, name), join(folder, name))
    symlinkSync(fileURLToPath(new URL('node_modules', root)), join(folder, 'node_modules'))
    const said = spawnSync(process.execPath, [join(folder, 'overt.cjs'), 'events', '--json'], { encoding: 'utf8' })
    const { events: list } = JSON.parse(said.stdout) as { events: { event: string; gap: string | null }[] }
    const gap = (name: string): string | null | undefined => list.find(({ event }) => event === name)?.gap
    t.regex(gap('code.eval') ?? '', /native engine/)
    t.is(gap('process.spawn'), null)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
