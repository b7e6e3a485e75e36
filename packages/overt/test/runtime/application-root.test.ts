import test from 'ava'
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
