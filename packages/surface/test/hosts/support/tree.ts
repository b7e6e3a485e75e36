import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { root } from '../../../../overt/test/support/project.ts'
import type { hosts, Line } from './run.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
type Started = (typeof hosts)[number]

/** What a runtime's own command line needs besides: nothing may look for a lock file or download. */
const own: Readonly<Record<string, readonly string[]>> = { deno: ['--no-lock', '--vendor', '--node-modules-dir=manual', '-A'] }

/** One module of each kind; what each gives is printed. */
const application: Readonly<Record<string, string | Uint8Array>> = {
  'main.ts': `import data from './data.json' with { type: 'json' }
import typed, { url } from './lib/typed.ts'
import plain from './lib/plain.mjs'
import { lookup } from 'node:dns'
import { createRequire } from 'node:module'
import package_ from 'package'
enum Kind { one = 1 }
const require = createRequire(import.meta.url)
const wasm = await import('./lib/empty.wasm')
console.log([data.a, typed, url.endsWith('/lib/typed.ts'), plain, typeof lookup, package_, Kind.one, typeof wasm, require('./lib/common.cjs').a, require('./lib/nested.mjs').default].join(' '))
`,
  'data.json': '{"a":1}',
  'lib/typed.ts': 'export const url: string = import.meta.url\nexport default 2 as number\n',
  'lib/plain.mjs': 'export default 3\n',
  'lib/common.cjs': `exports.a = require('../data.json').a + 3\n`,
  'lib/nested.mjs': `import plain from './plain.mjs'\nexport default plain + 2\n`,
  'lib/empty.wasm': Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  'lib/worker.mjs': `postMessage((await import('./plain.mjs')).default)\n`,
  'node_modules/package/package.json': '{"name":"package","version":"1.0.0","main":"index.js"}',
  'node_modules/package/index.js': `module.exports = 'package'\n`,
  'package.json': '{"dependencies":{"package":"1.0.0"}}',
}

/** What a run left behind. */
export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
}

/** A locked application. */
export interface Tree {
  readonly folder: string
  overt(...args: readonly string[]): void
  run(settings?: Readonly<Record<string, unknown>>, main?: string): Ran
}

/** Writes an application into a folder of its own, outside of which its record and its keys lie. */
export function tree({ runtime, preload }: Started, work: (tree: Tree) => void, added: Readonly<Record<string, string>> = {}): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-verified-')))
  const beside = realpathSync(mkdtempSync(join(tmpdir(), 'overt-beside-')))
  const overt = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: beside, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  try {
    for (const [name, text] of Object.entries({ ...application, ...added })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    work({
      folder,
      overt: (...args) => {
        overt(...args.map((arg) => arg.replace('BESIDE', beside)))
      },
      run(settings = {}, main = 'main.ts') {
        const log = join(beside, 'log.jsonl')
        rmSync(log, { force: true })
        const given = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value.replace('BESIDE', beside) : value]))
        writeFileSync(join(beside, 'overt.yml'), JSON.stringify({ mode: 'enforce', manifest: join(folder, 'overt.lock'), log, record: ['open.verify'], ...given }))
        const env = { PATH: process.env['PATH'], HOME: beside, NO_COLOR: '1', OVERT_CONFIG: join(beside, 'overt.yml') }
        const { status, stdout, stderr } = spawnSync(runtime.path, [...preload, ...(own[runtime.name] ?? []), main], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
        const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : []
        return { status, stdout, stderr, lines }
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(beside, { recursive: true, force: true })
  }
}
