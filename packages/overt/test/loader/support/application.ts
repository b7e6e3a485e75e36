import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import type { Runtime } from '../../support/runtimes.ts'
import { root } from '../../support/project.ts'

/** One event as the hook saw it. */
export interface Raised {
  readonly name: string
  readonly path: string
  readonly specifier?: string
  readonly parent?: string
  readonly format?: string
  readonly dynamic?: boolean
  readonly size?: number
  readonly digest?: string
  readonly allowed?: boolean
  readonly reason?: string
  readonly expected?: string
}

/** What a run left behind. */
export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly raised: readonly Raised[]
  /** The record's lines, with `alert` where an alert was shown. */
  readonly lines: readonly string[]
  readonly muted: readonly string[]
  readonly gaps: readonly { readonly event: string; readonly reason: string }[]
}

/** A file of the manifest. */
export type Listed = Record<string, { digest: string; size: number }>

/** How the preload is set up; see preload.ts. */
export interface Setup {
  readonly mode?: 'monitor' | 'enforce'
  readonly files?: Listed
  /** The built addon's folder and a manifest that it made. */
  readonly native?: { readonly folder: string; readonly manifest: string }
  readonly listen?: boolean
  readonly refuse?: string
  readonly openHook?: 'supply' | 'refuse'
  /** Without the preload. */
  readonly plain?: boolean
  readonly nodeOptions?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'overt-loader-')))
process.on('exit', () => {
  rmSync(scratch, { recursive: true, force: true })
})
const preload = join(scratch, 'preload.cjs')
buildSync({
  entryPoints: [fileURLToPath(new URL('packages/overt/test/loader/support/preload.ts', root))],
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outfile: preload,
  logLevel: 'error',
})

let count = 0

/** Whether this Node is of that major version or later. */
export const isAtLeast = (node: Runtime, major: number): boolean => Number.parseInt(node.version, 10) >= major

/** Writes an application into a folder of its own; returns the folder. */
export function write(files: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>> = {}): string {
  const folder = join(scratch, `application-${String(++count)}`)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    symlinkSync(target, join(folder, name))
  }
  return folder
}

/** Every regular file of a folder, as the stand-in manifest lists it. */
export function lock(folder: string): Listed {
  const files: Listed = {}
  const walk = (below: string): void => {
    for (const entry of readdirSync(join(folder, below))) {
      const name = below === '' ? entry : `${below}/${entry}`
      const stat = lstatSync(join(folder, name))
      if (stat.isDirectory()) walk(name)
      else if (stat.isFile()) {
        const bytes = readFileSync(join(folder, name))
        files[name] = { digest: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
      }
    }
  }
  walk('')
  return files
}

/** V8 finds the name of Node's frame by looking for its function on the module's prototype; with a manifest ours stands there (docs/design/loader.md). */
export const asNodeNames = (text: string): string => text.replaceAll('at Module.<anonymous> (node:internal/modules/cjs/loader', 'at Module._compile (node:internal/modules/cjs/loader')

/** Runs `entry` of `folder` in a fresh process, under the preload or, with a setup that says so or none, plainly. */
export function run(node: Runtime, folder: string, entry: string, setup?: Setup): Run {
  const events = join(scratch, `events-${String(++count)}.json`)
  const { nodeOptions = [], environment = {}, plain = false, ...rest } = setup ?? { plain: true }
  const given = JSON.stringify({ mode: 'monitor', ...rest, root: folder, events })
  const preloading = plain ? [] : ['--require', preload]
  const env = { PATH: process.env['PATH'] ?? '', LOADER_TEST: given, ...environment }
  const { status, stdout, stderr } = spawnSync(node.path, [...preloading, ...nodeOptions, entry], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
  const nothing = { raised: [], lines: [], muted: [], gaps: [] }
  const left = plain ? nothing : (JSON.parse(readFileSync(events, 'utf8')) as typeof nothing)
  return { status, stdout, stderr, ...left }
}
