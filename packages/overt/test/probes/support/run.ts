import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root } from '../../support/project.ts'
import type { Runtime } from '../../support/runtimes.ts'

/** One line of the record. */
export interface Line {
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly outcome: string
  readonly package?: unknown
  readonly phase?: string
  readonly request?: { readonly route: string; readonly id: string }
  readonly thread: number
  readonly stream: string
  readonly rules?: readonly { readonly id: string }[]
}

/** What a program left behind. */
export interface Run {
  /** What the program handed to `report()`, as JSON. */
  readonly reported: Readonly<Record<string, unknown>>
  /** The record's lines of the events that were asked for, the program's own: no worker's and no child's. */
  readonly lines: readonly Line[]
  /** All lines. */
  readonly all: readonly Line[]
  readonly stderr: string
  readonly status: number | null
  /** The folder that the program runs in, empty at its start but for the program. */
  readonly folder: string
}

const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

/** What every program begins with. The names of its variables are `overt`'s and `report`'s alone. */
const prelude = `'use strict'
const overt = require(${JSON.stringify(preload)})
const reported = {}
const report = (name, value) => { reported[name] = value }
const attempt = (name, body) => { try { report(name, ['done', body()]) } catch (error) { report(name, ['thrown', error && error.message]) } }
process.on('uncaughtException', (error) => { report('uncaught', error && error.message) })
{ const { stringify } = JSON; process.on('exit', () => { process._rawDebug('REPORT ' + stringify(reported)) }) }
`

/**
 * Runs a program in a fresh process under the preload, in a folder of its own, with the given events recorded, and `files` beside it. `module.load` is recorded too,
 * unless `loads` is false. `patience`: after how many milliseconds it is killed.
 */
export function run(node: Runtime, record: readonly string[], program: string, options: { readonly rules?: string; readonly mode?: string; readonly nodeOptions?: readonly string[]; readonly loads?: boolean; readonly context?: readonly string[]; readonly transformers?: readonly string[]; readonly files?: Readonly<Record<string, string>>; readonly env?: Readonly<Record<string, string>>; readonly patience?: number } = {}): Run {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-probe-')))
  try {
    const log = join(folder, 'log.jsonl')
    writeFileSync(join(folder, 'program.cjs'), prelude + program)
    for (const [name, text] of Object.entries(options.files ?? {})) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    if (options.rules !== undefined) writeFileSync(join(folder, 'rules.yml'), options.rules)
    const rules = options.rules === undefined ? [] : [join(folder, 'rules.yml')]
    writeFileSync(join(folder, 'overt.yml'), JSON.stringify({ mode: options.mode ?? 'monitor', rules, log, context: options.context ?? [], transformers: options.transformers ?? [], record: [...record, ...(options.loads === false ? [] : ['module.load']), 'overt.gap'] }))
    const environment = { PATH: process.env['PATH'], HOME: folder, OVERT_CONFIG: join(folder, 'overt.yml'), ...options.env }
    const { status, stderr } = spawnSync(node.path, ['--no-warnings', '--require', preload, ...(options.nodeOptions ?? []), 'program.cjs'], {
      cwd: folder, env: environment, encoding: 'utf8', timeout: options.patience ?? 60_000,
    })
    const said = /^REPORT (.*)$/m.exec(stderr)?.[1]
    if (said === undefined) throw new Error(`the program ended with ${String(status)} and reported nothing:\n${stderr}`)
    const all = readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line)
    const lines = all.filter(({ event, stream }) => stream === all[0]?.stream && record.includes(event))
    return { reported: JSON.parse(said) as Record<string, unknown>, lines, all, stderr, status, folder }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One value that every line has, in order. */
export const column = (lines: readonly Line[], field: string): unknown[] => lines.map(({ fields }) => fields[field])

/** Who opened each file below `/absent`, by its name there: how a test has code say who it is taken for. */
export const openers = (lines: readonly Line[]): Record<string, unknown> =>
  Object.fromEntries(lines.filter(({ fields }) => String(fields['path']).startsWith('/absent/')).map((line) => [String(line.fields['path']).slice('/absent/'.length), line.package]))
