import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { preload } from './support/preloaded.ts'

/** What an ES module imports of `node:fs` is a copy. This one is replaced on the module itself, and reads its file when it is asked for. */
const files = {
  'taken.mjs': "import { openAsBlob } from 'node:fs'\nglobalThis.take = () => openAsBlob('data.txt')\n",
  'requires.cjs': "require('./taken.mjs')\n",
  'imports.mjs': "import { openAsBlob } from 'node:fs'\nawait openAsBlob('data.txt')\nconsole.log('done')\n",
  'takes.mjs': "await globalThis.take()\nconsole.log('done')\n",
  'late.mjs': `import './taken.mjs'\nawait import(${JSON.stringify(pathToFileURL(preload).href)})\nawait globalThis.take()\nconsole.log('done')\n`,
  'data.txt': 'data',
}

/** How often `fs.open` of data.txt was raised. */
function opened(node: string, args: readonly string[], preloads: readonly string[] = []): readonly [stdout: string, count: number] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-imports-')))
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    writeFileSync(join(folder, 'overt.yml'), JSON.stringify({ mode: 'monitor', rules: [], log: 'log.jsonl', record: ['fs.open'], preloads }))
    const env = { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') }
    const { stdout } = spawnSync(node, ['--no-warnings', ...args], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
    const lines = readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { event: string; fields: { path?: string } })
    return [stdout.trim(), lines.filter(({ event, fields }) => event === 'fs.open' && fields.path === join(folder, 'data.txt')).length]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

for (const { version, path: node } of nodes) {
  test(`node ${version}: what an ES module has imported of the runtime raises its event, imported after the start or before`, (t) => {
    t.deepEqual(opened(node, ['--require', preload, 'imports.mjs']), ['done', 1])
    t.deepEqual(opened(node, ['--import', preload, 'imports.mjs']), ['done', 1])
    t.deepEqual(opened(node, ['--import', './taken.mjs', '--import', preload, 'takes.mjs']), ['done', 1])
    t.deepEqual(opened(node, ['--require', './requires.cjs', '--require', preload, 'takes.mjs']), ['done', 1])
    t.deepEqual(opened(node, ['--require', './requires.cjs', '--require', preload, 'takes.mjs'], ['requires.cjs']), ['done', 1], 'a preload that is known')
    t.deepEqual(opened(node, ['late.mjs']), ['done', 1])
  })
}
