import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { refusing } from '../support/forms.ts'
import { run } from '../support/run.ts'

/** How the application comes by what the runtime's loader looks files up with, which overt leaves as it is until then. */
const ways = {
  'process.binding': { binding: "process.binding('fs')" },
  'kept by an earlier preload': { binding: 'globalThis.kept', env: { NODE_OPTIONS: '--require ./earlier.cjs' } },
  'the internals of the runtime': { binding: "require('internal/test/binding').internalBinding('fs')", nodeOptions: ['--expose-internals'] },
}
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
}
