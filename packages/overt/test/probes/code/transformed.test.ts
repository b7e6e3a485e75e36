// Code that a tool changes while it is loaded: who is named, and what an application can do about that.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../support/project.ts'
import { nodes } from '../../support/runtimes.ts'
import { openers, run } from '../support/run.ts'

/** Opens a file of that name, in a language whose `let` is spelt `var!`: no runtime runs it as it stands. */
const opens = (name: string): string => `var! name = '/absent/${name}'\ntry { process.getBuiltinModule('node:fs').openSync(name) } catch {}\n`
const plain = (name: string): string => opens(name).replace('var!', 'let')

const files = {
  'package.json': JSON.stringify({ name: 'shop', version: '2.0.0', dependencies: { innocent: '1.0.0' } }),
  // As the tools do: by `require.extensions`, with hooks that anybody can add, and the file read through `fs`.
  'tool.cjs': `
const fs = require('node:fs')
exports.hooks = [(text) => text.replace('var!', 'let')]
const before = require.extensions['.js']
require.extensions['.js'] = (module, file) => {
  const text = fs.readFileSync(file, 'utf8')
  if (!text.includes('var!')) return before(module, file)
  module._compile(exports.hooks.reduce((made, hook) => hook(made), text), file)
}`,
  'src/own.js': opens('own'),
  'node_modules/innocent/package.json': JSON.stringify({ name: 'innocent', version: '1.0.0' }),
  ...Object.fromEntries(['index', 'compiled', 'read', 'hooked', 'extension', 'claimed'].map((name) => [`node_modules/innocent/${name}.js`, opens(name)])),
  // Says where it was run.
  'node_modules/evil/package.json': JSON.stringify({ name: 'evil', version: '1.0.0' }),
  'node_modules/evil/index.js': `var! threads = require('node:worker_threads')\nrequire('node:fs').appendFileSync(__dirname + '/ran', threads.isMainThread + ' ')\n${plain('evil')}`,
}

const program = `
const fs = require('node:fs'), path = require('node:path'), Module = require('node:module'), vm = require('node:vm')
const at = (file) => path.join(__dirname, 'node_modules/innocent', file)
const forged = (name) => "try { process.getBuiltinModule('node:fs').openSync('/absent/" + name + "') } catch {}"
require('./src/own.js')
require('innocent')
require('evil')
report('ran', fs.readFileSync(path.join(__dirname, 'node_modules/evil/ran'), 'utf8'))
new Module(at('compiled.js'))._compile(forged('compiled'), at('compiled.js'))
const { readFileSync } = fs
fs.readFileSync = (file, ...more) => (String(file).endsWith('read.js') ? 'var! a = 1\\n' + forged('read') : readFileSync(file, ...more))
require(at('read.js'))
fs.readFileSync = readFileSync
const tool = require('./tool.cjs')
tool.hooks.push((text) => text + forged('hooked, at its end'))
require(at('hooked.js'))
tool.hooks.pop()
const before = require.extensions['.js']
require.extensions['.js'] = (module, file) => module._compile(forged('extension'), file)
require(at('extension.js'))
require.extensions['.js'] = before
new vm.Script('0', { filename: at('claimed.js') })
require(at('claimed.js'))
`

const altered = (file: string): object => ({ name: null, reason: 'altered', claims: file })
const innocent = (file: string): object => ({ name: 'innocent', version: '1.0.0', path: `node_modules/innocent/${file}.js` })

for (const node of nodes) {
  const tool = { files, nodeOptions: ['--require', './tool.cjs'] }

  test(`node ${node.version}: code that a tool changed is nobody's, and the record says whose name it bears`, (t) => {
    const found = openers(run(node, ['fs.open'], "require('./src/own.js'); require('innocent')", tool).lines)
    t.deepEqual(found, { own: altered('src/own.js'), index: altered('node_modules/innocent/index.js') })
  })

  test(`node ${node.version}: code that a listed transformer changed is its file's package's; forged code is not`, (t) => {
    const { lines, reported } = run(node, ['fs.open'], program, { ...tool, transformers: ['./tool.cjs'] })
    t.is(reported['uncaught'], undefined)
    const found = openers(lines)
    t.like(found['own'], { name: 'shop', version: '2.0.0', path: 'src/own.js' })
    t.like(found['index'], innocent('index'))
    t.like(found['evil'], { name: 'evil', path: 'node_modules/evil/index.js' })
    t.is(reported['ran'], 'true ', 'what is made once more is not run')
    t.deepEqual(found['compiled'], altered('node_modules/innocent/compiled.js'))
    t.deepEqual(found['read'], altered('node_modules/innocent/read.js'))
    t.deepEqual(found['hooked'], altered('node_modules/innocent/hooked.js'))
    t.deepEqual(found['hooked, at its end'], altered('node_modules/innocent/hooked.js'))
    t.deepEqual(found['extension'], altered('node_modules/innocent/extension.js'))
    t.deepEqual(found['claimed'], { name: null, reason: 'claimed', claims: 'node_modules/innocent/claimed.js' })
  })

  test(`node ${node.version}: an answer that a deadline of \`vm\` kept nobody from waiting for is not the next question's`, (t) => {
    // Takes its time, as a compiler does with a large file.
    const slow = files['tool.cjs'].replace("module._compile(", "if (text.includes('slow')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000)\n  module._compile(")
    const payload = `module.exports = () => { ${plain('evil').replaceAll('\n', '; ')} } // slow\n`.replace('let', 'var!')
    const { lines, reported } = run(node, ['fs.open'], `
const vm = require('node:vm'), fs = require('node:fs'), path = require('node:path'), Module = require('node:module')
const at = (file) => path.join(__dirname, 'node_modules', file)
try { vm.runInNewContext('go()', { go: require('evil/payload.js') }, { timeout: 100 }) } catch (error) { report('broken off', error.code) }
const forged = new Module(at('innocent/index.js'))
forged._compile(fs.readFileSync(at('evil/payload.js'), 'utf8').replace('var' + '!', 'let'), at('innocent/index.js'))
forged.exports()
`, { files: { ...files, 'tool.cjs': slow, 'node_modules/evil/payload.js': payload }, nodeOptions: ['--require', './tool.cjs'], transformers: ['./tool.cjs'] })
    t.deepEqual(reported, { 'broken off': 'ERR_SCRIPT_EXECUTION_TIMEOUT' })
    t.deepEqual(openers(lines)['evil'], altered('node_modules/innocent/index.js'))
  })

  test(`node ${node.version}: the thread of the transformers is out of the application's reach`, (t) => {
    const { reported } = run(node, ['fs.open'], `
const seen = new Set()
// The ends that were handed to the thread when it was made: they are closed, and what is written to them arrives nowhere.
const isClose = (event) => event === 'close' || event?.type === 'close'
const see = (target, where) => {
  for (const key of Reflect.ownKeys(target)) {
    const descriptor = Reflect.getOwnPropertyDescriptor(target, key)
    if (key === 'constructor' || typeof descriptor.value !== 'function' || !descriptor.configurable) continue
    Object.defineProperty(target, key, { ...descriptor, value(...given) { if (!given.some(isClose)) for (const one of [this, ...given]) if (one instanceof MessagePort || one?.constructor?.name === 'Worker') seen.add(where + '.' + String(key)); return Reflect.apply(descriptor.value, this, given) } })
  }
}
see(EventTarget.prototype, 'EventTarget')
see(MessagePort.prototype, 'MessagePort')
see(require('node:events').prototype, 'EventEmitter')
process.on('worker', () => seen.add('process.worker'))
const handles = () => process._getActiveHandles().map((handle) => handle.constructor.name).filter((name) => /Worker|Port/.test(name))
report('handles', handles())
require('innocent')
setTimeout(() => { report('later', handles()); report('seen', [...seen]) }, 300)
`, { ...tool, transformers: ['./tool.cjs'] })
    t.deepEqual(reported, { handles: [], later: [], seen: [] })
  })

  // Each waited for half a minute once.
  for (const [how, end] of [
    ['ends', 'process.exit(0)'],
    ['is out of memory', "for (const all = []; ;) all.push(new Array(1e5).fill({}))"],
  ] as const) {
    test(`node ${node.version}: a thread of transformers that ${how} is not waited for`, (t) => {
      const tool = files['tool.cjs'].replace('module._compile(', `if (text.includes('deadly') && !require('node:worker_threads').isMainThread) ${end}\n  module._compile(`)
      const { lines, status } = run(node, ['fs.open'], `
require('./src/own.js')
require('./src/deadly.js')
require('innocent')
`, { files: { ...files, 'tool.cjs': tool, 'src/deadly.js': `${opens('deadly')}// deadly` }, nodeOptions: ['--max-old-space-size=100', '--require', './tool.cjs'], transformers: ['./tool.cjs'], patience: 25_000 })
      t.is(status, 0)
      const found = openers(lines)
      t.like(found['own'], { name: 'shop' })
      t.deepEqual(found['deadly'], altered('src/deadly.js'))
      t.deepEqual(found['index'], altered('node_modules/innocent/index.js'))
    })
  }

  test(`node ${node.version}: a transformer that ends its thread while it is loaded stops the start`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-transformers-'))
    try {
      writeFileSync(join(folder, 'overt.yml'), 'transformers: [./ends.cjs]\n')
      writeFileSync(join(folder, 'ends.cjs'), 'process.exit(0)')
      const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
      const { status, stderr } = spawnSync(node.path, ['--require', preload, '-e', '0'], { cwd: folder, env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') }, encoding: 'utf8', timeout: 40_000 })
      t.is(status, 2)
      t.regex(stderr, /OVERT_CONFIG.*their thread ended/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test(`node ${node.version}: a transformer that cannot be loaded stops the start`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-transformers-'))
    try {
      writeFileSync(join(folder, 'overt.yml'), 'transformers: [absent-transformer]\n')
      writeFileSync(join(folder, 'program.cjs'), 'console.log("ran")')
      const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))
      const { status, stdout, stderr } = spawnSync(node.path, ['--require', preload, 'program.cjs'], { cwd: folder, env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') }, encoding: 'utf8', timeout: 60_000 })
      t.is(status, 2)
      t.is(stdout, '')
      t.regex(stderr, /OVERT_CONFIG.*absent-transformer/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  if (Number(node.version.split('.')[0]) < 22) continue

  for (const [how, hook] of [
    ['registerHooks', "import { registerHooks } from 'node:module'\nregisterHooks({ load(url, context, next) { const result = next(url, context); return url.endsWith('.mjs') ? { ...result, source: String(result.source).replace('var!', 'let') } : result } })\n"],
    ['register', `import { register } from 'node:module'\nregister('data:text/javascript,' + encodeURIComponent("export async function load(url, context, next) { const result = await next(url, context); return url.endsWith('.mjs') ? { ...result, source: String(result.source).replace('var!', 'let') } : result }"))\n`],
  ] as const) {
    test(`node ${node.version}: ES modules that a hook of \`module.${how}\` changed are their files' packages' where the hook is listed`, (t) => {
      const { lines, reported } = run(node, ['fs.open'], "import('./src/own.mjs').then(() => import('innocent/index.mjs'))", {
        files: { ...files, 'hook.mjs': hook, 'src/own.mjs': opens('own'), 'node_modules/innocent/index.mjs': opens('index') }, nodeOptions: ['--import', './hook.mjs'], transformers: ['./hook.mjs'],
      })
      t.is(reported['uncaught'], undefined)
      const found = openers(lines)
      t.like(found['own'], { name: 'shop', path: 'src/own.mjs' })
      t.like(found['index'], { name: 'innocent', path: 'node_modules/innocent/index.mjs' })
    })
  }
}
