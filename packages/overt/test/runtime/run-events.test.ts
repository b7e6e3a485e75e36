import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { preloadsAfter } from '../../src/run-events.ts'
import { wordsOf } from '@overt/core'
import { refusing } from '../probes/support/forms.ts'
import { nodes } from '../support/runtimes.ts'
import { preload } from './support/preloaded.ts'

interface Ran {
  readonly stdout: string
  readonly status: number | null
  readonly raised: readonly unknown[]
}

function run(node: string, args: (folder: string) => readonly string[], { rules = '', input = '', options = '', files = {} }: { readonly rules?: string; readonly input?: string; readonly options?: string; readonly files?: Readonly<Record<string, string>> } = {}): Ran {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-run-')))
  try {
    for (const name of ['app.cjs', 'first.cjs', 'second.mjs']) writeFileSync(join(folder, name), `console.log(${JSON.stringify(name)})`)
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    if (rules !== '') writeFileSync(join(folder, 'rules.yml'), rules)
    writeFileSync(join(folder, 'overt.yml'), JSON.stringify({ mode: 'enforce', rules: rules === '' ? [] : ['rules.yml'], log: 'log.jsonl', record: ['run.*'] }))
    const env = { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml'), NODE_OPTIONS: options }
    const { stdout, status } = spawnSync(node, ['--no-warnings', '--require', preload, ...args(folder)], { cwd: folder, env, encoding: 'utf8', input, timeout: 60_000 })
    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { event: string; fields: Record<string, string> })
    const raised = lines.filter(({ event }) => event.startsWith('run.')).map(({ event, fields }) => [event, (fields['path'] ?? fields['code'] ?? '').replace(`${folder}/`, '')])
    return { stdout, status, raised }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const { version, path: node } of nodes) {
  test(`node ${version}: what is run is said before it runs`, (t) => {
    t.deepEqual(run(node, () => ['app.cjs']).raised, [['run.file', 'app.cjs']])
    t.deepEqual(run(node, (folder) => ['--import', `file://${folder}/second.mjs`, '-r', './first.cjs', 'app.cjs']), {
      raised: [['run.preload', 'first.cjs'], ['run.preload', 'file://second.mjs'], ['run.file', 'app.cjs']], stdout: 'first.cjs\nsecond.mjs\napp.cjs\n', status: 0,
    })
    t.deepEqual(run(node, () => ['-e', 'console.log(1)']), { raised: [['run.eval', 'console.log(1)']], stdout: '1\n', status: 0 })
    t.deepEqual(run(node, () => ['-p', '2']), { raised: [['run.eval', '2']], stdout: '2\n', status: 0 })
    t.deepEqual(run(node, () => [], { input: 'console.log(3)' }), { raised: [['run.stdin', '']], stdout: '3\n', status: 0 })
    t.deepEqual(run(node, () => ['-i'], { input: '.exit\n' }).raised, [['run.repl', '']])
  })

  const hasVirtualFiles = spawnSync(node, ['--experimental-vfs', '-e', '0']).status === 0
  if (hasVirtualFiles) {
    test(`node ${version}: of a virtual file system that holds the main script, where it comes from is said, and no script that does not run`, (t) => {
      const files = { 'packed/index.js': 'console.log("packed")' }
      for (const option of [['--vfs-load=packed'], ['--vfs-load', './packed']]) {
        t.deepEqual(run(node, () => ['--experimental-vfs', ...option], { files }), { raised: [['run.file', 'packed']], stdout: 'packed\n', status: 0 })
        t.deepEqual(run(node, () => ['--experimental-vfs', ...option, 'app.cjs'], { files }), { raised: [['run.file', 'packed']], stdout: 'packed\n', status: 0 })
      }
    })
  }

  test(`node ${version}: what a rule refuses does not run`, (t) => {
    const cases: readonly (readonly [string, readonly string[], string?])[] = [
      ['run.file', ['app.cjs']], ['run.eval', ['-e', 'console.log(1)']], ['run.preload', ['-r', './first.cjs', 'app.cjs']], ['run.stdin', [], 'console.log(3)'],
    ]
    for (const [event, args, input] of cases) {
      const { stdout, status, raised } = run(node, () => args, { rules: refusing(event), input: input ?? '' })
      t.deepEqual([stdout, status], ['', 1], event)
      t.is(raised.length, 1, event)
    }
  })
}

test('the words of NODE_OPTIONS, and the preloads among them', (t) => {
  t.deepEqual(wordsOf('--require="/a b/x.cjs"  -r y "" "a\\"b"'), ['--require=/a b/x.cjs', '-r', 'y', '', 'a"b'])
  t.deepEqual(preloadsAfter('/o.cjs', ['--require=/before.cjs', '--require', '/o.cjs', '-r', 'name'], ['--import=data:x', '--require=/a/../b.cjs']), ['name', '/b.cjs', 'data:x'])
  t.deepEqual(preloadsAfter('/o.cjs', [], ['--import', 'overt/register', '--require', '/o.cjs']), [])
})
