import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { deno } from '../../../overt/test/support/runtimes.ts'
import type { Line } from './support/run.ts'

const preload = fileURLToPath(new URL('packages/deno/dist/native.js', root))
const library = fileURLToPath(new URL(`target/capi/lib/libovert.${process.platform === 'darwin' ? 'dylib' : 'so'}`, root))
const program = `import fs from 'node:fs'
const opened = (path) => { try { fs.readFileSync(path) } catch ({ code, message }) { console.log(code ?? message) } }
opened('/nonexistent/secret')
const worker = new Worker(import.meta.resolve('./worker.mjs'), { type: 'module' })
await new Promise((resolve) => { worker.onmessage = resolve })
worker.terminate()
opened('/nonexistent/other')
`
const rules = `title: no secrets
id: 5d2f7c1a-0000-4000-8000-000000000001
logsource: { product: linux, category: file_access }
detection: { one: { TargetFilename|endswith: /secret }, condition: one }
response: block
`

interface Done {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
}

function run(variables: Readonly<Record<string, string>>, permissions: readonly string[]): Done {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-native-')))
  try {
    const files = { 'program.mjs': program, 'worker.mjs': `postMessage('done')`, 'rules.yml': rules, 'overt.yml': 'mode: enforce\nrules: [rules.yml]\nlog: log.jsonl\nrecord: [fs.open]\n' }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    const env = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', OVERT_CONFIG: join(folder, 'overt.yml'), ...variables }
    const { status, stdout, stderr } = spawnSync(deno?.path ?? '', ['run', '--no-config', '--no-prompt', ...permissions, '--preload', preload, 'program.mjs'], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    const log = join(folder, 'log.jsonl')
    return { status, stdout, stderr, lines: existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : [] }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const onDeno = deno === undefined || !existsSync(preload) ? test.skip : test
const withLibrary = existsSync(library) ? onDeno : test.skip

withLibrary('deno: the library judges where the user asks for it, the record says so, and a worker has the module', (t) => {
  const { status, stdout, stderr, lines } = run({ OVERT_LIBRARY: library }, ['--allow-all'])
  t.is(status, 0, stderr)
  t.deepEqual(stdout.split('\n'), ['OVERT_AUDIT', 'ENOENT', ''])
  t.deepEqual(lines.filter(({ event }) => event === 'overt.start').map(({ fields }) => fields['engine']), ['native', 'wasm'])
  t.deepEqual(lines.filter(({ event }) => event === 'fs.open').map(({ fields, outcome }) => [fields['path'], outcome]), [['/nonexistent/secret', 'refused'], ['/nonexistent/other', 'allowed']])
})

onDeno('deno: a library that was asked for and cannot be the engine ends the process before the application runs', (t) => {
  const granted = ['--allow-env=OVERT_LIBRARY,OVERT_CONFIG', '--allow-read', '--allow-write']
  for (const [named, permissions, said] of [
    [undefined, ['--allow-all'], 'names no library'],
    ['libovert.so', ['--allow-all'], 'names no library'],
    [library, ['--allow-ffi'], 'names no library'],
    [library, granted, 'may not be the engine: allow `--allow-ffi`'],
    [library, [...granted, `--allow-ffi=${library}`], 'may not be the engine: allow `--allow-ffi`'],
    ['/nonexistent/libovert.so', ['--allow-all'], 'cannot be the engine'],
    [preload, ['--allow-all'], 'cannot be the engine'],
  ] as const) {
    const { status, stdout, stderr, lines } = run(named === undefined ? {} : { OVERT_LIBRARY: named }, permissions)
    t.is(status, 2, stderr)
    t.is(stdout, '')
    t.true(stderr.startsWith('overt: OVERT_ENGINE: ') && stderr.includes(said), stderr)
    t.deepEqual(lines, [])
  }
})
