import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root } from '../../../../overt/test/support/project.ts'
import { bun, deno, nodes, type Runtime } from '../../../../overt/test/support/runtimes.ts'

/** One line of the record. */
export interface Line {
  /** 0 for the main thread. */
  readonly thread: number
  readonly stream: string
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly outcome: string
  readonly rules?: readonly { readonly id: string }[]
}

/** What a program left behind. */
export interface Run {
  readonly lines: readonly Line[]
  /** The record as it was written. */
  readonly text: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number | null
  /** The folder that the program ran in. */
  readonly folder: string
}

/** How a program is run. */
export interface Options {
  /** Names of events that are recorded. */
  readonly record?: readonly string[]
  readonly mode?: 'monitor' | 'enforce'
  /** YAML. */
  readonly rules?: string
  /** Without a configuration, and so without a record. */
  readonly bare?: boolean
  /** Deno's permissions; all where it is absent. */
  readonly permissions?: readonly string[]
  /** A manifest that the configuration names. */
  readonly manifest?: string
  /** Files that may run before overt. */
  readonly preloads?: readonly string[]
  /** Circumstances that records are to have. */
  readonly context?: readonly string[]
  /** Other keys of the configuration. */
  readonly more?: Readonly<Record<string, unknown>>
  /** Other files of the folder, by name. */
  readonly files?: Readonly<Record<string, string>>
}

const file = (path: string): string => fileURLToPath(new URL(path, root))
const newest = nodes.at(-1)

/** The runtimes at hand, each with what a program is started by. */
export const hosts: readonly { readonly runtime: Runtime; readonly preload: readonly string[] }[] = [
  { runtime: newest, preload: ['--no-warnings', '--require', file('packages/overt/dist/register.cjs')] },
  { runtime: deno, preload: ['run', '--no-config', '--no-prompt', '--preload', file('packages/deno/dist/register.js')] },
  { runtime: bun, preload: ['--preload', file('packages/bun/dist/register.cjs')] },
].flatMap(({ runtime, preload }) => (runtime === undefined || !existsSync(preload.at(-1) ?? '') ? [] : [{ runtime, preload }]))

/** Runs an ES module in a fresh process of a runtime, in a folder of its own. */
export function run({ runtime, preload }: (typeof hosts)[number], program: string, options: Options = {}): Run {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-host-')))
  try {
    const log = join(folder, 'log.jsonl')
    writeFileSync(join(folder, 'program.mjs'), program)
    for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text)
    if (options.rules !== undefined) writeFileSync(join(folder, 'rules.yml'), options.rules)
    const rules = options.rules === undefined ? {} : { rules: ['rules.yml'] }
    writeFileSync(join(folder, 'overt.yml'), JSON.stringify({ mode: options.mode ?? 'monitor', ...rules, ...(options.manifest === undefined ? {} : { manifest: options.manifest }), ...(options.preloads === undefined ? {} : { preloads: options.preloads }), ...(options.context === undefined ? {} : { context: options.context }), log: 'log.jsonl', record: options.record ?? [], ...options.more }))
    const environment = { PATH: process.env['PATH'], HOME: folder, NO_COLOR: '1', ...(options.bare === true ? {} : { OVERT_CONFIG: join(folder, 'overt.yml') }) }
    const permissions = runtime.name === 'deno' ? (options.permissions ?? ['--allow-all']) : []
    const { status, stdout, stderr } = spawnSync(runtime.path, [...preload, ...permissions, 'program.mjs'], { cwd: folder, env: environment, encoding: 'utf8', timeout: 60_000 })
    const text = existsSync(log) ? readFileSync(log, 'utf8') : ''
    const lines = text === '' ? [] : text.trim().split('\n').map((line) => JSON.parse(line) as Line)
    return { lines, text, stdout, stderr, status, folder }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
