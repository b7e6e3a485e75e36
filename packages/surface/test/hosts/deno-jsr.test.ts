import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { nodes } from '../../../overt/test/support/runtimes.ts'
import { hosts, type Line } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test
const node = nodes.at(-1)?.path ?? process.execPath
const here = (path: string): string => fileURLToPath(new URL(path, root))

const rules = `
title: A file of passwords is read
id: 5d2f7c1a-0000-4000-8000-000000000009
logsource: { category: file_access }
detection: { selection: { TargetFilename: /etc/passwd }, condition: selection }
response: block
`
const child = `require('node:fs').readFileSync('/dev/null')`
const program = `
import { readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
try { readFileSync('/etc/passwd') } catch (error) { console.log(error.code) }
const { status } = spawnSync(${JSON.stringify(node)}, ['-e', ${JSON.stringify(child)}])
console.log(status)
`

/** Runs the program under the preload that Deno fetches from a registry; `work` gets what it printed and recorded. */
async function fetched(t: ExecutionContext, prepare: (folder: string) => void, work: (stdout: string, lines: readonly Line[]) => void): Promise<void> {
  const registry = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', here('packages/surface/test/hosts/support/overt-registry.ts')], { stdio: ['ignore', 'pipe', 'inherit'] })
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-jsr-')))
  try {
    const [port] = (await once(registry.stdout, 'data')) as [Buffer]
    const files = { 'rules.yml': rules, 'overt.yml': JSON.stringify({ mode: 'enforce', rules: ['rules.yml'], log: 'log.jsonl', record: ['fs.open'] }), 'main.mjs': program }
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    prepare(folder)
    const env = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', DENO_DIR: join(folder, 'cache'), JSR_URL: `http://127.0.0.1:${String(port).trim()}/`, OVERT_CONFIG: join(folder, 'overt.yml') }
    const { stdout, stderr, status } = spawnSync(deno?.runtime.path ?? '', ['run', '--no-prompt', '--allow-all', '--preload', 'jsr:@overt/deno/register', 'main.mjs'], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    t.is(status, 0, stderr)
    const log = join(folder, 'log.jsonl')
    work(stdout, existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : [])
  } finally {
    registry.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The files that the child opened, as the record has them. */
const opened = (lines: readonly Line[]): readonly unknown[] => lines.filter(({ event, fields }) => event === 'fs.open' && fields['path'] === '/dev/null').map(({ outcome }) => outcome)

onDeno('deno: `jsr:@overt/deno/register` refuses by the rules of a configuration; a Node of its is audited by the package of the nearest `node_modules`', (t) =>
  fetched(
    t,
    (folder) => {
      mkdirSync(join(folder, 'node_modules'))
      symlinkSync(here('packages/overt'), join(folder, 'node_modules/overt'))
    },
    (stdout, lines) => {
      t.is(stdout, 'OVERT_AUDIT\n0\n')
      t.deepEqual(opened(lines), ['allowed'])
    },
  ),
)

onDeno('deno: where the application has no package for it, a Node of `jsr:@overt/deno/register` is a gap', (t) =>
  fetched(t, () => undefined, (stdout, lines) => {
    t.regex(stdout, /^OVERT_AUDIT\n/)
    t.deepEqual(opened(lines), [])
    t.true(lines.some(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child'), JSON.stringify(lines.map(({ event, fields }) => [event, fields['reason']])))
  }),
)
