import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { scratch } from '../cli/support/command.ts'
import { onEachNode, type Ran, run } from './support/preloaded.ts'

const starts = "require('node:child_process').spawnSync(process.execPath, ['--version'])\n"
const configuration = 'rules: []\nlog: log.jsonl\nrecord: [process.spawn]\n'

/** A tool's main script in `node_modules`, which starts a process and loads a file of the application that does. */
const tool = (path: string): Readonly<Record<string, string>> => ({
  'node_modules/tool/package.json': '{"name":"tool","version":"3.0.0"}',
  'node_modules/tool/bin/tool.js': `${starts}require(${JSON.stringify(path)})\n`,
})

/** Who started a process; each process writes when it comes to it. */
const named = ({ lines }: Ran): readonly unknown[] =>
  lines.filter(({ event }) => event === 'process.spawn').map((line) => [line.package?.['name'], line.package?.['direct'], String(line.package?.['path']).replace(/^.*(?=node_modules)/, '')]).toSorted()

onEachNode(test, 'what a tool of `node_modules` runs is the application, and the tool is a dependency', (t, node) => {
  const files = { 'package.json': '{"name":"shop","dependencies":{"tool":"3"}}', ...tool('../../../.next/server/page.js'), '.next/package.json': '{"type":"commonjs"}', '.next/server/page.js': starts }
  t.deepEqual(named(run(t, node, { files, configuration, script: 'node_modules/tool/bin/tool.js' })), [
    ['shop', true, '.next/server/page.js'],
    ['tool', true, 'node_modules/tool/bin/tool.js'],
  ])
})

onEachNode(test, 'of a workspace it is the package that the tool was started in', (t, node) => {
  const files = {
    'package.json': '{"name":"all","private":true,"workspaces":["apps/*"]}',
    'apps/web/package.json': '{"name":"web","dependencies":{"tool":"3"}}',
    'apps/web/page.js': starts,
    ...tool('../../../apps/web/page.js'),
    'app.cjs': "require('node:child_process').spawnSync(process.execPath, ['../../node_modules/tool/bin/tool.js'], { cwd: 'apps/web' })\n",
  }
  t.deepEqual(named(run(t, node, { files, configuration })), [
    ['all', true, 'app.cjs'],
    ['tool', true, 'node_modules/tool/bin/tool.js'],
    ['web', true, 'page.js'],
  ])
})

onEachNode(test, 'a tool that belongs to no application is what runs', (t, node) => {
  const files = { 'package.json': '{"name":"shop"}', 'lib/node_modules/tool/package.json': '{"name":"tool"}', 'lib/node_modules/tool/bin/tool.js': starts }
  t.deepEqual(named(run(t, node, { files, configuration, script: 'lib/node_modules/tool/bin/tool.js' })), [['tool', false, 'bin/tool.js']])
})

/** A release with a dependency, in a folder of its own, and a link to it. */
function released(t: ExecutionContext): { readonly link: string } {
  const folder = realpathSync(scratch(t))
  mkdirSync(join(folder, 'release/node_modules/dep'), { recursive: true })
  for (const [name, text] of Object.entries({ 'package.json': '{"name":"shop","dependencies":{"dep":"1"}}', 'index.js': `${starts}require('dep')\n`, 'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}', 'node_modules/dep/index.js': starts })) {
    writeFileSync(join(folder, 'release', name), text)
  }
  symlinkSync('release', join(folder, 'current'))
  symlinkSync('release/index.js', join(folder, 'command'))
  return { link: folder }
}
const both = [
  ['dep', true, 'node_modules/dep/index.js'],
  ['shop', true, 'index.js'],
]

onEachNode(test, 'an application that is started through a link is named as it is without: its folder, its main script, without an extension, by its folder', (t, node) => {
  const { link } = released(t)
  for (const script of ['release/index.js', 'current/index.js', 'current/index', 'current', 'release', 'current/.', 'command']) {
    t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(link, script) })), both, script)
  }
  t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(link, 'current/index.js'), options: ['--preserve-symlinks', '--preserve-symlinks-main'] })), both)
})

onEachNode(test, 'what the code of the command line is given is no script, and a worker belongs to the application', (t, node) => {
  const { link } = released(t)
  const files = { 'node_modules/near/package.json': '{"name":"near"}', 'node_modules/near/index.js': starts, 'work.cjs': `${starts}require('near')\n` }
  t.deepEqual(named(run(t, node, { files, configuration, options: ['--eval', "require('near')"], script: join(link, 'release/index.js') })), [['near', false, 'node_modules/near/index.js']])
  const worker = "const { Worker } = require('node:worker_threads')\nnew Worker(require('node:path').resolve('node_modules/far/package/worker.js'))\n"
  const far = { 'node_modules/far/package/package.json': '{"name":"inside"}', 'node_modules/far/package/worker.js': `${starts}require('../../../lib/own.cjs')\n`, 'lib/package.json': '{}', 'lib/own.cjs': starts }
  t.deepEqual(named(run(t, node, { files: { ...far, 'app.cjs': worker }, configuration })), [
    ['app', true, 'lib/own.cjs'],
    ['far', false, 'node_modules/far/package/worker.js'],
  ])
})
