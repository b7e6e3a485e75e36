import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { watching } from '../runtime/support/looked-up.ts'
import { preload } from '../runtime/support/preloaded.ts'
import { nodes } from '../support/runtimes.ts'

/** Of a worker's options and of what a hook of the application answers, which Node reads so too. */
const ofNode = ['argv', 'env', 'execArgv', 'stdin', 'stdout', 'stderr', 'workerData', 'trackUnmanagedFds', 'transferList', 'resourceLimits', 'name', 'type', 'resolve', 'shortCircuit']

const listed: Readonly<Record<string, string>> = {
  'package.json': '{"name":"app"}', 'c.cjs': 'exports.x = 1', 'd.json': '{"x":1}', 'w.cjs': '1', 't.ts': 'const a: number = 1', 'x.node': 'no addon',
  'node_modules/a/package.json': '{"name":"a","version":"1.0.0","main":"i.js"}', 'node_modules/a/i.js': 'exports.a = 1', 'node_modules/b/package.json': '{"name":"b","type":"module","exports":"./i.js"}', 'node_modules/b/i.js': 'export const b = 1',
  'main.cjs': `const { Worker } = require('worker_threads'), Module = require('module'), { resolve } = require('path')
${watching}
const caught = (body) => { try { return body() } catch (error) { return error.code } }
;(async () => {
  if (process.env.FORGE) {
    Object.prototype.allowsCode = () => true
    Object.prototype[1] = null
  }
  for (const name of ['a', 'b', './d.json', './c.cjs', './t.ts', './added.cjs', './x.node']) caught(() => require(name))
  for (const name of ['b', './c.cjs', './added.mjs', 'data:text/javascript,console.log("data ran")']) await import(name).catch(() => {})
  await new Promise((resolve) => new Worker('./w.cjs').on('exit', resolve)); caught(() => new Worker('1', { eval: true }).on('error', () => {}))
  caught(() => new Module('m')._compile('console.log("text ran")', resolve('c.cjs'))); caught(() => new Module('m')._compile('exports.x = 1', resolve('c.cjs')))
  caught(() => Module.registerHooks({ load: (url, context, next) => next(url, context) })); delete require.cache[require.resolve('./c.cjs')]; caught(() => require('./c.cjs'))
  inside = true
  console.log(JSON.stringify([...seen]))
  process.exit(0)
})()`,
}

for (const { version, path: node } of nodes) {
  test(`node ${version}: with a manifest, nothing of overt's own is looked up on \`Object.prototype\`, and nothing that is put there is allowed to run`, (t) => {
    const above = scratch(t)
    const folder = join(above, 'app')
    const configuration = join(above, 'overt.yaml')
    for (const [name, text] of Object.entries(listed)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    t.is(overt(['lock', folder], { node }).status, 0)
    for (const name of ['added.cjs', 'added.mjs']) writeFileSync(join(folder, name), 'console.log("added ran")')
    for (const [mode, FORGE] of [['monitor', ''], ['enforce', ''], ['enforce', '1']] as const) {
      writeFileSync(configuration, `mode: ${mode}\nrules: []\nmanifest: ${join(folder, 'overt.lock')}\n`)
      const env = { ...process.env, FORGE, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', OVERT_CONFIG: configuration }
      const { status, stdout, stderr } = spawnSync(node, ['--require', preload, 'main.cjs'], { cwd: folder, encoding: 'utf8', env })
      t.is(status, 0, stderr)
      const lines = stdout.trim().split('\n')
      t.deepEqual((JSON.parse(lines.pop() ?? '') as [string, string][]).filter(([name]) => !ofNode.includes(name)), [])
      if (mode === 'enforce') t.deepEqual(lines, [])
    }
  })
}
