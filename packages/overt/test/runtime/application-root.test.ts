import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

/** A tool in a folder of its own, which does not hold the application. */
function elsewhere(t: ExecutionContext, files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(scratch(t))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}
const working = "process.cwd() + '/own.js'"
const command = { 'lib/node_modules/tool/package.json': '{"name":"tool"}', 'lib/node_modules/tool/bin/tool.js': `${starts}require(${working})\n` }

onEachNode(test, 'a tool that is installed for all, or by npx, runs the application that it was started in', (t, node) => {
  const both = [
    ['shop', true, 'own.js'],
    ['tool', false, 'node_modules/tool/bin/tool.js'],
  ]
  const files = { 'package.json': '{"name":"shop"}', 'own.js': starts }
  for (const held of [{}, { 'lib/package.json': '{"_npx":{"packages":["tool"]}}' }]) {
    const folder = elsewhere(t, { ...command, ...held })
    symlinkSync('lib/node_modules/tool/bin/tool.js', join(folder, 'tool'))
    for (const script of ['tool', 'lib/node_modules/tool/bin/tool.js']) t.deepEqual(named(run(t, node, { files, configuration, script: join(folder, script) })), both, script)
  }
})

onEachNode(test, 'a tool that is installed for all and was started in no application is what runs', (t, node) => {
  const folder = elsewhere(t, { ...command, 'own.js': '' })
  const files = { 'app.cjs': `require('node:child_process').spawnSync(process.execPath, [${JSON.stringify(join(folder, 'lib/node_modules/tool/bin/tool.js'))}], { cwd: ${JSON.stringify(folder)} })\n` }
  t.deepEqual(named(run(t, node, { files, configuration })), [
    ['app', true, 'app.cjs'],
    ['tool', false, 'bin/tool.js'],
  ])
})

onEachNode(test, 'pm2 runs the application that it names, wherever it was started', (t, node) => {
  const pm2 = elsewhere(t, { 'lib/node_modules/pm2/lib/ProcessContainerFork.js': 'require(process.env.pm_exec_path)\n' })
  const application = elsewhere(t, { 'package.json': '{"name":"shop"}', 'dist/main.js': starts })
  const started = run(t, node, { files: {}, configuration, script: join(pm2, 'lib/node_modules/pm2/lib/ProcessContainerFork.js'), env: { pm_exec_path: join(application, 'dist/main.js') } })
  t.deepEqual(named(started), [['shop', true, 'dist/main.js']])
})

onEachNode(test, 'the host of a function runs the application that it says it loads, wherever it was started', (t, node) => {
  const application = elsewhere(t, { 'package.json': '{"name":"shop"}', 'dist/main.js': starts })
  const scripts = { 'var/runtime/index.mjs': 'LAMBDA_TASK_ROOT', 'azure-functions-host/workers/node/dist/src/nodejsWorker.js': 'AzureWebJobsScriptRoot' }
  for (const [script, variable] of Object.entries(scripts)) {
    // The host has a package.json of its own.
    const host = elsewhere(t, { [`${dirname(script)}/package.json`]: '{"name":"host"}', [script]: `import(process.env.${variable} + '/dist/main.js')\n` })
    t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(host, script), env: { [variable]: application } })), [['shop', true, 'dist/main.js']], script)
  }
})

onEachNode(test, 'an application whose package.json says no name is called by its folder', (t, node) => {
  const application = elsewhere(t, { 'shop/package.json': '{"private":true}', 'shop/src/main.js': `${starts}require('dep')\n`, 'shop/node_modules/dep/index.js': starts })
  t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(application, 'shop/src/main.js') })), [
    ['dep', false, 'node_modules/dep/index.js'],
    ['shop', true, 'src/main.js'],
  ])
})

/** A release with a dependency, and links to it and to its main script. */
function released(t: ExecutionContext): string {
  const release = { 'package.json': '{"name":"shop","dependencies":{"dep":"1"}}', 'index.js': `${starts}require('dep')\n`, 'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0"}', 'node_modules/dep/index.js': starts }
  const folder = elsewhere(t, Object.fromEntries(Object.entries(release).map(([name, text]) => [`release/${name}`, text])))
  symlinkSync('release', join(folder, 'current'))
  symlinkSync('release/index.js', join(folder, 'command'))
  return folder
}
const both = [
  ['dep', true, 'node_modules/dep/index.js'],
  ['shop', true, 'index.js'],
]

onEachNode(test, 'an application that is started through a link is named as it is without: its folder, its main script, without an extension, by its folder', (t, node) => {
  const folder = released(t)
  for (const script of ['release/index.js', 'current/index.js', 'current/index', 'current', 'release', 'current/.', 'command']) {
    t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(folder, script) })), both, script)
  }
  t.deepEqual(named(run(t, node, { files: {}, configuration, script: join(folder, 'current/index.js'), options: ['--preserve-symlinks', '--preserve-symlinks-main'] })), both)
})

onEachNode(test, 'what the code of the command line is given is no script, and a worker belongs to the application', (t, node) => {
  const folder = released(t)
  const files = { 'node_modules/near/package.json': '{"name":"near"}', 'node_modules/near/index.js': starts, 'work.cjs': `${starts}require('near')\n` }
  t.deepEqual(named(run(t, node, { files, configuration, options: ['--eval', "require('near')"], script: join(folder, 'release/index.js') })), [['near', false, 'node_modules/near/index.js']])
  const worker = "const { Worker } = require('node:worker_threads')\nnew Worker(require('node:path').resolve('node_modules/far/package/worker.js'))\n"
  const far = { 'node_modules/far/package/package.json': '{"name":"inside"}', 'node_modules/far/package/worker.js': `${starts}require('../../../lib/own.cjs')\n`, 'lib/package.json': '{}', 'lib/own.cjs': starts }
  t.deepEqual(named(run(t, node, { files: { ...far, 'app.cjs': worker }, configuration })), [
    ['app', true, 'lib/own.cjs'],
    ['far', false, 'node_modules/far/package/worker.js'],
  ])
})
