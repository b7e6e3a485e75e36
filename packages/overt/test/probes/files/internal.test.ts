import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { scratch } from '../../cli/support/command.ts'
import { root } from '../../support/project.ts'
import { nodes } from '../../support/runtimes.ts'
import { refusing } from '../support/forms.ts'
import { run } from '../support/run.ts'

/** How the application comes by what the runtime's loader looks files up with, which overt leaves as it is until then. */
const ways = {
  'process.binding': { binding: "process.binding('fs')" },
  'kept by an earlier preload': { binding: 'globalThis.kept', env: { NODE_OPTIONS: '--require ./earlier.cjs' } },
  'the internals of the runtime': { binding: "require('internal/test/binding').internalBinding('fs')", nodeOptions: ['--expose-internals'] },
}
const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
const files = { 'earlier.cjs': "globalThis.kept = process.binding('fs')" }

for (const node of nodes) {
  for (const [name, { binding, ...options }] of Object.entries(ways)) {
    test(`node ${node.version}: internalModuleStat, ${name}: a file that is looked up is an event, and a rule can refuse it`, (t) => {
      const program = `report('found', ${binding}.internalModuleStat(__filename))`
      const seen = run(node, ['fs.stat'], program, { ...options, files })
      t.is(seen.reported['found'], 0)
      t.true(seen.lines.some(({ fields }) => fields['path'] === `${seen.folder}/program.cjs`))
      // In enforce no preload runs before overt's.
      if ('env' in options) return
      const refused = run(node, ['fs.stat'], program, { ...options, files, mode: 'enforce', rules: refusing('fs.stat') })
      t.is(refused.reported['found'], -2)
      t.like(refused.lines.at(-1), { event: 'fs.stat', outcome: 'refused' })
    })
  }

  test(`node ${node.version}: internalModuleStat: what the loader and a listing of all below a folder look up is no event of its own`, (t) => {
    const program = `require('./earlier.cjs')
require('fs').mkdirSync('a/b', { recursive: true })
report('listed', require('fs').readdirSync('a', { recursive: true }))
report('asked', typeof process.binding('fs').internalModuleStat)
require('./other.cjs')
report('again', require('fs').readdirSync('a', { recursive: true }))`
    const { lines, reported } = run(node, ['fs.stat', 'fs.list'], program, { files: { 'earlier.cjs': '', 'other.cjs': '' } })
    t.deepEqual(reported, { listed: ['b'], asked: 'function', again: ['b'] })
    t.deepEqual(lines.map(({ event }) => event), ['fs.list', 'fs.list'])
  })

  test(`node ${node.version}: internalModuleStat, kept in a start-up snapshot: a rule can refuse what is looked up`, (t) => {
    const folder = scratch(t)
    const program = `const binding = process.binding('fs')
require('node:v8').startupSnapshot.setDeserializeMainFunction(() => { console.log(binding.internalModuleStat('/')) })`
    const written = {
      'program.js': program,
      'rules.yml': refusing('fs.stat'),
      'overt.yml': 'mode: enforce\nrules: [rules.yml]\nlog: log.jsonl\nrecord: []\n',
      'options.json': JSON.stringify({ nodeOptions: { 'snapshot-blob': join(folder, 'blob') } }),
    }
    for (const [name, text] of Object.entries(written)) writeFileSync(join(folder, name), text)
    const started = (...options: readonly string[]): string => {
      const { status, stdout, stderr } = spawnSync(node.path, [...options, 'program.js'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', OVERT_CONFIG: join(folder, 'overt.yml') } })
      t.is(status, 0, stderr)
      return stdout
    }
    started('--snapshot-blob', 'blob', '--build-snapshot')
    t.is(started('--snapshot-blob', 'blob'), '1\n')
    const ways = [['--snapshot-blob', 'blob'], ...(node.version.startsWith('20.') || node.version.startsWith('22.') ? [] : [['--experimental-config-file=options.json']])]
    for (const way of ways) t.is(started('--require', preload, ...way), '-2\n', way[0])
    t.is(readFileSync(join(folder, 'log.jsonl'), 'utf8').split('\n').filter((line) => line.includes('"fs.stat"')).length, ways.length)
  })
}
