import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

for (const node of nodes) {
  test(`node ${node.version}: with a manifest, everything can be recorded: what overt has closed is not patched once more`, (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'main.cjs'), `const Module = require('node:module')
console.log(Module.enableCompileCache?.().status ?? 3)
require.extensions['.text'] = () => {}
console.log('ran')`)
    t.is(overt(['lock', folder], { node: node.path }).status, 0)
    for (const mode of ['monitor', 'enforce']) {
      writeFileSync(join(folder, 'overt.yaml'), `mode: ${mode}\nrules: []\nmanifest: overt.lock\nlog: ${mode}.jsonl\nrecord: ['*']\n`)
      const env = { ...process.env, NODE_OPTIONS: '', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, 'overt.yaml') }
      const { status, stdout, stderr } = spawnSync(node.path, ['--require', register, 'main.cjs'], { cwd: folder, encoding: 'utf8', env })
      t.is(status, 0, stderr)
      t.is(stdout, '3\nran\n')
      const lines = readFileSync(join(folder, `${mode}.jsonl`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { event: string; fields: Record<string, unknown> })
      t.deepEqual(lines.filter(({ event }) => event === 'module.hook').map(({ fields }) => fields['kind']), ['extensions'])
      t.is(lines.at(-1)?.event, 'overt.stop')
      t.is(overt(['log', 'verify', join(folder, `${mode}.jsonl`)]).status, 0)
    }
  })

  test(`node ${node.version}: what the manifest would refuse is said with the reason`, (t) => {
    const folder = scratch(t)
    writeFileSync(join(folder, 'main.cjs'), "for (const name of ['changed', 'added']) require('./' + name)")
    writeFileSync(join(folder, 'changed.js'), '')
    t.is(overt(['lock', folder], { node: node.path }).status, 0)
    writeFileSync(join(folder, 'changed.js'), '0')
    writeFileSync(join(folder, 'added.js'), '')
    const { status, err } = overt(['run', '--mode', 'monitor', '--manifest', 'overt.lock', 'main.cjs'], { cwd: folder, node: node.path })
    t.is(status, 0)
    t.deepEqual(err.trim().split('\n').map((line) => line.replace(/^.*[/\\](\w+\.js) by .*?\)?: /, '$1: ')), ['changed.js: its bytes are not those that the manifest lists (monitor: not refused)', 'added.js: the manifest does not list it (monitor: not refused)'])
  })
}
