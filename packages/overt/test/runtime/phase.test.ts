import test from 'ava'
import { run } from '../probes/support/run.ts'
import { nodes } from '../support/runtimes.ts'

const files = {
  'node_modules/dep/index.js': "const fs = require('node:fs')\nfs.existsSync('/dep')\nrequire('./below')\nexports.called = () => fs.existsSync('/called')\nconst deep = (n) => n === 0 ? fs.existsSync('/deep') : deep(n - 1)\ndeep(2000)\nsetTimeout(() => fs.existsSync('/later'))\n",
  'node_modules/dep/below.js': "require('node:fs').existsSync('/below')\n",
  'node_modules/es/package.json': '{"name":"es","exports":"./index.mjs"}',
  'node_modules/es/index.mjs': "import fs from 'node:fs'\nfs.existsSync('/es')\nexport const called = () => fs.existsSync('/called')\nawait 0\nfs.existsSync('/awaited')\n",
  'common.cjs': "require('node:fs').existsSync('/common')\n",
  'main.mjs': "import fs from 'node:fs'\nimport { called } from 'es'\nimport dep from 'dep'\nimport './common.cjs'\nfs.existsSync('/main')\ncalled()\ndep.called()\n",
}

const asks = (phase: string): string => `title: only in one phase
id: 00000000-0000-4000-8000-0000000000f1
logsource: { category: code_eval, product: nodejs }
detection: { selection: { phase: ${phase} }, condition: selection }
level: high
response: block
`

for (const node of nodes) {
  const phases = (program: string, env: Readonly<Record<string, string>> = {}): unknown =>
    run(node, ['fs.stat'], program, { files, context: ['phase'], loads: false, env }).lines.map(({ fields, phase }) => [fields['path'], phase])

  test(`node ${node.version}: what a module does while it is loaded is \`load\`, the entry's own code and what is called later is \`run\``, (t) => {
    t.deepEqual(phases("const fs = require('node:fs'); fs.existsSync('/main'); require('dep').called(); require('./common.cjs')"), [
      ['/main', 'run'], ['/dep', 'load'], ['/below', 'load'], ['/deep', 'load'], ['/called', 'run'], ['/common', 'load'], ['/later', 'run'],
    ])
  })

  test(`node ${node.version}: the same of ES modules; what comes after an \`await\` of theirs is \`run\``, (t) => {
    t.deepEqual(phases("import('es').then((es) => es.called())"), [['/es', 'load'], ['/awaited', 'run'], ['/called', 'run']])
    t.deepEqual(phases("const { Worker } = require('node:worker_threads'); new Worker('./main.mjs')"), [])
  })

  test(`node ${node.version}: an ES module as the entry, of a worker too`, (t) => {
    const { all } = run(node, ['fs.stat'], "const { Worker } = require('node:worker_threads'); new Worker('./main.mjs')", { files, context: ['phase'], loads: false })
    const found = all.filter(({ event, thread }) => event === 'fs.stat' && thread > 0).map(({ fields, phase }) => [fields['path'], phase])
    t.deepEqual(found, [['/es', 'load'], ['/dep', 'load'], ['/below', 'load'], ['/deep', 'load'], ['/common', 'load'], ['/awaited', 'run'], ['/main', 'run'], ['/called', 'run'], ['/called', 'run'], ['/later', 'run']])
  })

  test(`node ${node.version}: a script of an installation is \`install\`, and so is what it starts`, (t) => {
    const program = "require('dep'); require('node:child_process').spawnSync(process.execPath, ['common.cjs'], { env: {} })"
    const { all } = run(node, ['fs.stat'], program, { files, context: ['phase'], loads: false, env: { npm_lifecycle_event: 'postinstall' } })
    const found = all.filter(({ event }) => event === 'fs.stat')
    t.deepEqual(new Set(found.map(({ phase }) => phase)), new Set(['install']))
    t.is(new Set(found.map(({ stream }) => stream)).size, 2)
    t.deepEqual(phases("require('./common.cjs')", { npm_lifecycle_event: 'test' }), [['/common', 'load']])
  })

  test(`node ${node.version}: a rule reads the phase, of what native code judges too`, (t) => {
    const evaluates = { ...files, 'evaluates.cjs': "try { eval('1'); exports.value = 'done' } catch { exports.value = 'refused' }\n" }
    const program = "report('load', require('./evaluates.cjs').value); attempt('run', () => eval('2'))"
    for (const [phase, load, ran] of [['load', 'refused', 'done'], ['run', 'done', 'thrown'], ['install', 'done', 'done']] as const) {
      const { reported, all } = run(node, [], program, { files: evaluates, rules: asks(phase), mode: 'enforce', loads: false })
      t.deepEqual([reported['load'], (reported['run'] as string[])[0]], [load, ran], phase)
      t.deepEqual(all.filter(({ event }) => event === 'code.eval').map((line) => [line.outcome, line.phase]), phase === 'install' ? [] : [['refused', phase]])
    }
  })
}
