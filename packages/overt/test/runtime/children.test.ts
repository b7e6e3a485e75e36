import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { root } from '../support/project.ts'
import { streamsOf } from './support/chain.ts'
import { enforce, type Line, monitor, onEachNode, preload, type Ran, run } from './support/preloaded.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))

/** What a child says of itself: an event of its own, in its own stream, with what it was started with. */
const child = `require(${JSON.stringify(preload)}).audit('test.child', { said: process.argv[2] })
if (process.send) process.disconnect()`

const prelude = `const cp = require('node:child_process')
const node = process.execPath
const ended = (started) => new Promise((resolve, reject) => { started.on('error', reject); started.on('exit', resolve) })
const quiet = { stdio: 'ignore' }
`

/** The streams that were started by each other, and what each child said. */
function families(t: ExecutionContext, { text, lines }: Ran): readonly { readonly said: unknown; readonly parent: unknown; readonly stream: string }[] {
  streamsOf(t, text)
  const starts = new Map(lines.filter(({ event }) => event === 'overt.start').map(({ stream, fields }) => [stream, fields]))
  const configurations = new Set([...starts.values()].map((fields) => fields['configuration']))
  t.is(configurations.size, 1, 'all work with the same settings')
  return lines.filter(({ event }) => event === 'test.child').map(({ stream, fields }) => ({ said: fields['said'], parent: starts.get(stream)?.['parent'], stream }))
}

const gaps = (lines: readonly Line[], reason: string): string[] => lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === reason).map(({ fields }) => String(fields['detail']))

const record = `${monitor}record: [application.event]\n`

/** Each starts `child.cjs` with its own name as argument. */
const forms: Readonly<Record<string, string>> = {
  fork: "cp.fork('child.cjs', ['fork'])",
  'fork with execArgv and an empty environment': "cp.fork('child.cjs', ['fork with execArgv and an empty environment'], { execArgv: [], env: {} })",
  'an empty environment': "cp.spawn(node, ['child.cjs', 'an empty environment'], { env: {}, ...quiet })",
  'NODE_OPTIONS empty': "cp.spawn(node, ['child.cjs', 'NODE_OPTIONS empty'], { env: { ...process.env, NODE_OPTIONS: '' }, ...quiet })",
  'NODE_OPTIONS of its own': "cp.spawn(node, ['child.cjs', 'NODE_OPTIONS of its own'], { env: { ...process.env, NODE_OPTIONS: '--no-warnings --require ./other.cjs' }, ...quiet })",
  'settings of its own': "cp.spawn(node, ['child.cjs', 'settings of its own'], { env: { ...process.env, OVERT_LAUNCH: '{\"record\":[],\"config\":\"\"}', OVERT_PARENT: 'nobody', OVERT_CONFIG: 'nowhere' }, ...quiet })",
  'process.env emptied': "(() => { const kept = { ...process.env }; for (const name in process.env) delete process.env[name]; try { return cp.spawn(node, ['child.cjs', 'process.env emptied'], quiet) } finally { Object.assign(process.env, kept) } })()",
  'another execPath': "(() => { require('fs').symlinkSync(node, 'renamed'); process.execPath = require('path').resolve('renamed'); try { return cp.fork('child.cjs', ['another execPath']) } finally { process.execPath = node } })()",
  exec: "cp.exec(node + ' child.cjs exec')",
  'a script by its first line': "cp.execFile('./script', ['a script by its first line'], { env: { PATH: require('path').resolve('bin') } })",
  'a script below a script': "cp.execFile('sh', ['-c', './run a\\\\ script\\\\ below\\\\ a\\\\ script'], { env: { PATH: require('path').resolve('bin') + ':/bin:/usr/bin' } })",
  'a hostile prototype': "(() => { const { startsWith, indexOf } = String.prototype; String.prototype.startsWith = () => true; String.prototype.indexOf = () => -1; try { return cp.spawn(node, ['child.cjs', 'a hostile prototype'], { env: { NODE_OPTIONS: '--no-warnings' }, ...quiet }) } finally { Object.assign(String.prototype, { startsWith, indexOf }) } })()",
  'the binding itself, without an environment': "(() => { const { Process } = process.binding('process_wrap'); const started = new Process(); const args = [node, 'child.cjs', 'the binding itself, without an environment']; const stdio = [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }]; const result = Number(process.versions.node.split('.')[0]) < 24 ? started.spawn({ file: node, args, stdio }) : started.spawn(node, args, undefined, undefined, stdio, 0); return { on(event, done) { if (event === 'exit') started.onexit = done; else if (result !== 0) done(new Error('errno ' + result)) } } })()",
  'several of one name': "(() => { const { spawn } = process.binding('spawn_sync'); const { status } = spawn({ file: node, args: [node, 'child.cjs', 'several of one name'], envPairs: ['NODE_OPTIONS=--no-warnings', 'NODE_OPTIONS=', 'OVERT_LAUNCH={', 'OVERT_LAUNCH=['], stdio: [{ type: 'pipe', readable: true }, { type: 'inherit', fd: 1 }, { type: 'inherit', fd: 2 }] }); return { on(event, done) { if (event === 'exit') done(status) } } })()",
}
const files = {
  'child.cjs': child,
  'other.cjs': '',
  script: `#!/usr/bin/env node\nrequire('./child.cjs')\n`,
  run: '#!/bin/sh\nexec ./script "$1"\n',
}
const makeBin = "const fs = require('fs'); fs.mkdirSync('bin'); fs.symlinkSync(node, 'bin/node'); for (const name of ['script', 'run']) fs.chmodSync(name, 0o755)\nfs.symlinkSync('/usr/bin/env', 'bin/env')\n"

onEachNode(test, 'every child that is node is audited with the same settings, whatever its environment was', (t, node) => {
  const app = `${prelude}${makeBin};(async () => { for (const start of [${Object.values(forms).map((form) => `() => ${form}`).join(',\n')}]) console.log(await ended(start())) })()`
  const ran = run(t, node, { configuration: record, files: { ...files, 'app.cjs': app } })
  t.is(ran.stdout, '0\n'.repeat(Object.keys(forms).length), ran.stderr)
  const children = families(t, ran)
  t.deepEqual(children.map(({ said }) => said), Object.keys(forms))
  t.is(new Set(children.map(({ stream }) => stream)).size, children.length)
  const main = ran.lines[0]?.stream
  for (const { said, parent } of children) t.is(parent, main, String(said))
  t.deepEqual(gaps(ran.lines, 'unaudited_child'), [])
  const verified = spawnSync(process.execPath, [command, 'log', 'verify', join(ran.folder, 'log.jsonl')], { encoding: 'utf8' })
  t.is(verified.status, 0, verified.stdout + verified.stderr)
})

onEachNode(test, 'what `npm run` and `npx` start is audited, with all that is between', (t, node) => {
  const app = `${prelude}${makeBin}
const env = { ...process.env, PATH: require('path').resolve('bin') + ':' + process.env.PATH, HOME: process.cwd(), npm_config_update_notifier: 'false', npm_config_offline: 'true' }
fs.mkdirSync('node_modules/.bin', { recursive: true }); fs.symlinkSync('../../script', 'node_modules/.bin/tool')
;(async () => { for (const line of ['npm run --silent child', 'npx --no tool npx']) console.log(await ended(cp.exec(line, { env }))) })()`
  const named = JSON.stringify({ name: 'app', version: '1.0.0', scripts: { child: 'cd . && node child.cjs "npm run"' } })
  const ran = run(t, node, { configuration: record, files: { ...files, 'package.json': named, 'app.cjs': app } })
  t.is(ran.stdout, '0\n0\n', ran.stderr)
  const children = families(t, ran)
  t.deepEqual(children.map(({ said }) => said), ['npm run', 'npx'])
  // npm is a node of its own between the two.
  const parents = new Map(ran.lines.filter(({ event }) => event === 'overt.start').map(({ stream, fields }) => [stream, fields['parent']]))
  for (const { said, parent } of children) t.is(parents.get(String(parent)), ran.lines[0]?.stream, String(said))
  t.deepEqual(gaps(ran.lines, 'unaudited_child'), [])
})

onEachNode(test, 'the workers of a cluster are audited', (t, node) => {
  const app = `const cluster = require('node:cluster')
if (cluster.isPrimary) { cluster.setupPrimary({ execArgv: [] }); cluster.fork({ NODE_OPTIONS: '' }).on('exit', (code) => console.log(code)) }
else { require(${JSON.stringify(preload)}).audit('test.child', { said: 'worker' }); process.disconnect() }`
  const ran = run(t, node, { configuration: record, files: { 'app.cjs': app } })
  t.is(ran.stdout, '0\n', ran.stderr)
  t.deepEqual(families(t, ran).map(({ said, parent }) => [said, parent]), [['worker', ran.lines[0]?.stream]])
})

onEachNode(test, "the settings reach a child's child; the thread that started it is its parent", (t, node) => {
  const app = `${prelude}const { Worker } = require('node:worker_threads')
new Worker("require('node:child_process').spawnSync(process.execPath, ['middle.cjs'], { env: {}, stdio: 'inherit' })", { eval: true })`
  const middle = `require('node:child_process').spawnSync(process.execPath, ['child.cjs', 'grandchild'], { env: {}, stdio: 'inherit' })`
  const ran = run(t, node, { configuration: record, files: { 'app.cjs': app, 'middle.cjs': middle, 'child.cjs': child } })
  const starts = ran.lines.filter(({ event }) => event === 'overt.start')
  const [main, worker] = starts
  t.is(starts.length, 4, ran.stderr)
  t.is(worker?.thread, 1)
  t.is(worker?.fields['parent'], main?.stream)
  t.is(starts[2]?.fields['parent'], worker?.stream)
  t.is(starts[3]?.fields['parent'], starts[2]?.stream)
  t.deepEqual(families(t, ran).map(({ said, parent }) => [said, parent]), [['grandchild', starts[2]?.stream]])
})

onEachNode(test, 'a child differs by the variables that are handed over, and by nothing else', (t, node) => {
  // The last two where `@overt/bun` or `@overt/deno` is there.
  const names = ['NODE_OPTIONS', 'OVERT_LAUNCH', 'OVERT_PARENT', 'OVERT_CONFIG', 'BUN_OPTIONS']
  const say = `const env = { ...process.env }; for (const name of ${JSON.stringify(names)}) delete env[name]
const said = { argv: process.argv, execArgv: process.execArgv, title: process.title, env: Object.entries(env).sort() }
if (process.send) process.send(said, () => process.disconnect()); else console.log(JSON.stringify(said))`
  const app = `${prelude}const env = { A: 'a=b', B: '', PATH: process.env.PATH, 'with space': 'ü' }
console.log(String(cp.execFileSync(node, ['--no-warnings', 'say.cjs', 'x y'], { env, argv0: 'other' })))
console.log(String(cp.execSync('"' + node + '" say.cjs', { env })))
console.log(cp.execFileSync('sh', ['-c', 'exit 3'].slice(0, 0).concat('-c', 'echo "$A"'), { env, encoding: 'utf8' }))
const missing = cp.spawnSync('no-such-program', [], { env }); console.log(missing.error.code, missing.error.path)
cp.spawn('no-such-program').on('error', (error) => console.log(error.message))
cp.fork('say.cjs', ['forked'], { env, execArgv: ['--no-warnings'] }).on('message', (said) => console.log(JSON.stringify(said)))`
  const what = { files: { 'app.cjs': app, 'say.cjs': say }, script: './app.cjs' }
  const [plain, audited] = [false, true].map((preloaded) => run(t, node, { ...what, preloaded, ...(preloaded ? { configuration: monitor } : {}) }))
  t.is(audited?.status, 0, audited?.stderr)
  t.true((plain?.stdout.length ?? 0) > 500)
  const same = (ran: Ran | undefined): string | undefined => ran?.stdout.replaceAll(ran.folder, '')
  t.is(same(audited), same(plain))
  t.is(audited?.lines.filter(({ event }) => event === 'overt.start').length, 4)
})

onEachNode(test, 'the variables are no change that `env_changed` names', (t, node) => {
  const app = `${prelude}cp.spawnSync(node, ['child.cjs', 'a'], { env: { ...process.env, ADDED: '1' } })
cp.spawnSync(node, ['child.cjs', 'b'], { env: { ...process.env, NODE_OPTIONS: '--no-warnings' } })`
  for (const options of ['', '--trace-exit']) {
    const ran = run(t, node, { configuration: `${monitor}record: [application.event, process.spawn]\n`, files: { 'app.cjs': app, 'child.cjs': child }, env: { NODE_OPTIONS: options } })
    t.deepEqual(ran.lines.filter(({ event }) => event === 'process.spawn').map(({ fields }) => fields['env_changed']), [['ADDED'], ['NODE_OPTIONS']])
    t.is(families(t, ran).length, 2)
  }
})

const changes: Readonly<Record<string, string>> = {
  'a changed rule': "fs.appendFileSync('rules/a.yml', '# changed')",
  'an added rule': "fs.writeFileSync('rules/b.yml', fs.readFileSync('rules/a.yml', 'utf8').replace('0001', '0002'))",
  'a removed rule': "fs.rmSync('rules/c.yml')",
  'a changed configuration': "fs.appendFileSync('overt.yml', '# changed')",
  'a removed configuration': "fs.rmSync('overt.yml')",
}
onEachNode(test, 'a file that changed between parent and child stops the child in enforce, and is a gap in monitor', (t, node) => {
  const rule = (number: number): string => `title: no such code\nid: 00000000-0000-4000-8000-00000000000${number}\nlogsource: { category: code_eval }\ndetection: { selection: { Code|contains: forbidden }, condition: selection }\nlevel: high\nresponse: block\n`
  // So many that they are handed over as one digest.
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`rules/many/${at}.yml`, rule(1).replace(/id: .*/, `id: 00000000-0000-4000-8000-1${String(at).padStart(11, '0')}`)]))
  for (const [what, change] of Object.entries(changes)) {
    for (const [mode, more] of [['enforce', {}], ['monitor', {}], ['monitor', many]] as const) {
      const app = `${prelude}const fs = require('fs')
const go = () => { const { status, stderr } = cp.spawnSync(node, ['child.cjs'], { encoding: 'utf8' }); console.log(status, /OVERT_[A-Z_]+/.exec(stderr)?.[0]) }
go(); ${change}; go()`
      const ran = run(t, node, { configuration: `mode: ${mode}\nrules: rules\nlog: log.jsonl\nrecord: [application.event]\n`, files: { ...more, 'rules/a.yml': rule(1), 'rules/c.yml': rule(3), 'app.cjs': app, 'child.cjs': child } })
      const title = `${what}, ${mode}`
      t.is(ran.stdout, `0 undefined\n${mode === 'enforce' ? 2 : 0} OVERT_CONFIG_CHANGED\n`, title + ran.stderr)
      t.is(ran.lines.filter(({ event }) => event === 'test.child').length, mode === 'enforce' ? 1 : 2, title)
      t.is(gaps(ran.lines, 'configuration_changed').length, mode === 'enforce' ? 0 : 1, title)
    }
  }
})

onEachNode(test, 'what can be seen to go without is a gap, before it starts; a refused one is none', (t, node) => {
  const app = `${prelude}const { addAuditHook } = require(${JSON.stringify(preload)})
cp.spawnSync('env', ['-i', node, '-v'])
cp.execSync('cd . && NODE_OPTIONS= "' + node + '" -v')
addAuditHook((name) => { if (name === 'process.spawn') throw new Error('no') })
try { cp.spawnSync('env', ['-i', node, '-v']) } catch (error) { console.log(error.message) }`
  const ran = run(t, node, { configuration: enforce, files: { 'app.cjs': app } })
  t.is(ran.stdout, 'no\n', ran.stderr)
  t.deepEqual(gaps(ran.lines, 'unaudited_child').map((detail) => detail.replaceAll(node, 'NODE')), ['`env -i` before `NODE`: it will not load overt', '`NODE_OPTIONS=` before `NODE`: it will not load overt'])
})
