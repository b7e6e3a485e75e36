import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import process from 'node:process'
import type { ExecutionContext, TestFn } from 'ava'
import { root } from '../../support/project.ts'
import { nodes } from '../../support/runtimes.ts'

/** The built preload. */
export const preload: string = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

/** One line of a record. */
export interface Line {
  readonly stream: string
  readonly seq: number
  readonly thread: number
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly package?: Readonly<Record<string, unknown>>
  readonly rules?: readonly { readonly id: string }[]
  readonly response?: string
  readonly outcome: string
  readonly hook?: boolean
  readonly prev: string
}

/** A run that has ended. */
export interface Ran {
  readonly status: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  /** The record, as it stands in the file. */
  readonly text: string
  readonly lines: readonly Line[]
  readonly folder: string
}

/** What a run is made of. */
export interface Run {
  readonly files: Readonly<Record<string, string | Uint8Array>>
  /** YAML; the record goes to `log.jsonl` unless it says otherwise. Absent: no configuration at all. */
  readonly configuration?: string
  readonly env?: Readonly<Record<string, string>>
  /** Before the script. */
  readonly options?: readonly string[]
  readonly preloaded?: boolean
  readonly script?: string
}

/** A rule that blocks code holding a word, and one that blocks an application's event. */
export const rules = `title: no such code
id: 00000000-0000-4000-8000-000000000001
status: experimental
description: a test
logsource: { category: code_eval }
detection: { selection: { Code|contains: forbidden }, condition: selection }
level: high
response: block
`

/** Runs a program under overt in a folder of its own. */
export function run(t: ExecutionContext, node: string, what: Run): Ran {
  const folder = mkdtempSync(join(tmpdir(), 'overt-runtime-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const files: Run['files'] = { 'package.json': '{"name":"app","version":"1.0.0"}', 'rules.yml': rules, ...what.files }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  if (what.configuration !== undefined) writeFileSync(join(folder, 'overt.yml'), what.configuration)
  const env: NodeJS.ProcessEnv = { ...process.env, OVERT_CONFIG: '', OVERT_LAUNCH: '', NODE_OPTIONS: '', PRELOAD: preload }
  if (what.configuration !== undefined) env['OVERT_CONFIG'] = join(folder, 'overt.yml')
  const options = [...(what.preloaded === false ? [] : ['--require', preload]), ...(what.options ?? [])]
  const ran = spawnSync(node, [...options, what.script ?? 'app.cjs'], { cwd: folder, env: { ...env, ...what.env }, encoding: 'utf8', timeout: 60_000 })
  const log = join(folder, 'log.jsonl')
  const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
  const { status, signal, stdout, stderr } = ran
  return { status, signal, stdout, stderr, text, lines: text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Line), folder }
}

/** Declares a test once for each Node. */
export function onEachNode(test: TestFn, title: string, body: (t: ExecutionContext, node: string) => void | Promise<void>): void {
  for (const { version, path } of nodes) test(`node ${version.split('.')[0] ?? ''}: ${title}`, (t) => body(t, path))
}

/** Monitor, with the rules of {@link rules} and a record. */
export const monitor = 'rules: rules.yml\nlog: log.jsonl\n'
/** The same in enforce. */
export const enforce = `mode: enforce\n${monitor}`
