import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes, type Runtime } from '../support/runtimes.ts'
import { isAtLeast } from './support/application.ts'

const register = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

/** Writes an application, locks it with the built command, and gives what its entry prints plainly, in monitor and in enforce. */
function locked(t: ExecutionContext, node: Runtime, files: Readonly<Record<string, string>>, more: readonly string[] = []) {
  const folder = scratch(t)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const mode of ['monitor', 'enforce']) writeFileSync(join(folder, `${mode}.yaml`), `mode: ${mode}\nrules: []\nmanifest: overt.lock\n`)
  const { status, err } = overt(['lock', folder, ...more], { cwd: folder, node: node.path })
  t.is(status, 0, err)
  const run = (mode: 'plain' | 'monitor' | 'enforce', entry: string, ...given: readonly string[]) => {
    const args = mode === 'plain' ? [] : ['--require', register]
    const env = { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1', OVERT_LAUNCH: '', OVERT_CONFIG: join(folder, `${mode}.yaml`) }
    return spawnSync(node.path, [...args, entry, ...given], { cwd: folder, encoding: 'utf8', env })
  }
  return Object.assign(run, { folder })
}

const said = `const said = (go) => { try { const value = go(); console.log(typeof value === 'object' ? JSON.stringify(value) : value) } catch (e) { console.log(e.code ?? e) } }\n`

for (const node of nodes) {
  test(`node ${node.version}: _compile runs the listed text of a listed name, and nothing else`, (t) => {
    const run = locked(t, node, {
      'main.cjs': `${said}const Module = require('module'), fs = require('fs')
const compile = (text, name) => { const m = new Module('m'); m.filename = name; m._compile(text, name); return m.exports }
const listed = __dirname + '/listed.cjs', bom = __dirname + '/bom.cjs'
const good = fs.readFileSync(listed, 'utf8')
require(listed)
for (const [text, name] of [[good, listed], [good, __dirname + '/x/../listed.cjs'], [fs.readFileSync(bom, 'utf8').slice(1), bom]]) said(() => compile(text, name))
for (const [text, name] of [["module.exports = 'evil'", listed], [good + ' ', listed], [good, bom], [good, 'listed.cjs'], [good, ''], ["module.exports = 'evil'", __dirname + '/none.cjs']]) said(() => compile(text, name))
let asked = 0
said(() => compile({ toString: () => asked++ === 0 ? good : "module.exports = 'evil'" }, listed))
console.log(asked)`,
      'listed.cjs': "module.exports = 'good'",
      'bom.cjs': "\uFEFFmodule.exports = 'bom'",
    })
    t.is(run('enforce', 'main.cjs').stdout, `good\ngood\nbom\n${'OVERT_DIGEST\n'.repeat(3)}${'OVERT_NOT_LISTED\n'.repeat(3)}good\n1\n`)
    const monitored = run('monitor', 'main.cjs')
    t.true(monitored.stdout.startsWith('good\ngood\nbom\nevil\ngood\ngood\ngood\ngood\nevil\n'), monitored.stdout + monitored.stderr)
    t.is(monitored.stderr.match(/block open\.verify .*monitor: not refused/g)?.length, 6, monitored.stderr)
  })

  test(`node ${node.version}: require.extensions that the application replaces or adds run listed bytes, or nothing`, (t) => {
    const run = locked(t, node, {
      'main.cjs': `${said}const Module = require('module'), fs = require('fs')
const js = require.extensions['.js']
require.extensions['.js'] = (m, f) => js(m, f)
said(() => require('./a.js'))
require.extensions['.js'] = (m, f) => m._compile(fs.readFileSync(f, 'utf8'), f)
said(() => require('./b.js'))
require.extensions['.js'] = (m, f) => m._compile(fs.readFileSync(f, 'utf8').replace('good', 'evil'), f)
said(() => require('./c.js'))
require.extensions['.js'] = (m, f) => { const compile = m._compile; m._compile = (text, name) => compile.call(m, text.replace('good', 'evil'), name); js(m, f) }
said(() => require('./d.js'))
require.extensions['.txt'] = (m, f) => m._compile("module.exports = 'evil'", f)
said(() => require('./e.txt'))
require.extensions['.js'] = js
const { wrap } = Module
Module.wrap = (text) => wrap(text.replace('good', 'evil'))
said(() => require('./f.js'))
Module.wrap = wrap
Module.wrapper[0] = Module.wrapper[0] + 'module.exports = "evil"; return;'
said(() => require('./g.js'))`,
      ...Object.fromEntries(['a.js', 'b.js', 'c.js', 'd.js', 'f.js', 'g.js'].map((name) => [name, "module.exports = 'good'"])),
      'e.txt': 'no code',
    })
    t.is(run('plain', 'main.cjs').stdout, 'good\ngood\nevil\nevil\nevil\nevil\nevil\n')
    t.is(run('enforce', 'main.cjs').stdout, `good\ngood\n${'OVERT_DIGEST\n'.repeat(5)}`)
  })

  test(`node ${node.version}: code in no file runs where its digest is listed`, (t) => {
    const files = {
      'main.cjs': `const { Worker } = require('worker_threads')
const said = (name) => (e) => console.log(name, e.code)
const start = (name, ...given) => { try { new Worker(...given).on('error', said(name)) } catch (e) { said(name)(e) } }
const runs = "console.log('ran ' + 1)", other = "console.log('ran ' + 2)"
start('listed', runs, { eval: true })
start('other', other, { eval: true })
start('url', new URL('data:text/javascript,' + other))
for (const [name, text] of [['import', runs], ['other import', other]]) import('data:text/javascript,' + text).catch(said(name))`,
      'code.txt': "console.log('ran ' + 1)",
    }
    const lines = (out: string): readonly string[] => out.split('\n').filter((line) => line !== '').sort()
    const refused = ['other OVERT_NOT_LISTED', 'other import OVERT_NOT_LISTED', 'url OVERT_NOT_LISTED']
    const run = locked(t, node, files, ['--allow-code', 'code.txt'])
    t.deepEqual(lines(run('enforce', 'main.cjs').stdout), [...refused, 'ran 1', 'ran 1'].sort())
    const without = locked(t, node, files)('enforce', 'main.cjs')
    t.deepEqual(lines(without.stdout), [...refused, 'import OVERT_NOT_LISTED', 'listed OVERT_NOT_LISTED'].sort())
  })

  if (!isAtLeast(node, 22)) continue

  test(`node ${node.version}: load hooks that the application adds answer with listed bytes, or nothing runs`, (t) => {
    const run = locked(t, node, {
      'main.mjs': `import { createRequire, registerHooks } from 'node:module'
const require = createRequire(import.meta.url)
const load = async (name, hook) => {
  const hooks = registerHooks({ load: (url, context, next) => (url.includes('good') ? hook(url, context, next) : next(url, context)) })
  for (const go of [() => import('./good.mjs?' + name), () => import('./good.cjs?' + name), () => { delete require.cache[require.resolve('./good.cjs')]; return { default: require('./good.cjs') } }]) {
    try { console.log(name, (await go()).default) } catch (e) { console.log(name, e.code ?? e) }
  }
  hooks.deregister()
}
const evil = (url) => (url.includes('.mjs') ? "export default 'evil'" : "module.exports = 'evil'")
await load('passes', (url, context, next) => next(url, context))
await load('copies', (url, context, next) => { const result = next(url, context); return { ...result, source: Buffer.from(String(result.source)) } })
await load('changes', (url, context, next) => { const result = next(url, context); return { ...result, source: evil(url) } })
await load('supplies', (url, context) => ({ format: context.format ?? (url.includes('.mjs') ? 'module' : 'commonjs'), source: evil(url), shortCircuit: true }))
let asked = 0
await load('accessor', (url, context, next) => { const { format, source } = next(url, context); let n = 0; return { format, shortCircuit: true, get source() { return n++ === 0 ? source : evil(url) } } })`,
      'good.mjs': "export default 'good'",
      'good.cjs': "module.exports = 'good'",
    })
    const lines = (name: string, what: string): string => `${name} ${what}\n`.repeat(3)
    t.regex(run('plain', 'main.mjs').stdout, /changes evil\n(?:.*\n)*supplies evil/)
    const { stdout, stderr } = run('enforce', 'main.mjs')
    t.is(stdout, lines('passes', 'good') + lines('copies', 'good') + lines('changes', 'OVERT_DIGEST') + lines('supplies', 'OVERT_DIGEST') + lines('accessor', 'good'), stderr)
  })

  test(`node ${node.version}: hooks in another thread (module.register) change nothing that runs`, (t) => {
    const run = locked(t, node, {
      'main.mjs': `import { createRequire, register } from 'node:module'
import { existsSync } from 'node:fs'
try { register('./hooks.mjs', import.meta.url) } catch (e) { console.log(e.code, existsSync('ran')) }
const said = async (go) => { try { console.log((await go()).default) } catch (e) { console.log(e.code ?? e) } }
await said(() => import('./good.mjs'))
await said(() => import('./good.cjs'))
await said(() => import('./good.json', { with: { type: 'json' } }))
await said(() => import('./plain.cjs'))
await said(() => ({ default: createRequire(import.meta.url)('./required.cjs') }))`,
      'hooks.mjs': "process.getBuiltinModule('node:fs').writeFileSync('ran', ''); export async function load(url, context, next) { const result = await next(url, context); return url.includes('good') ? { ...result, source: String(result.source).replace('good', 'evil'), shortCircuit: true } : result }",
      'good.mjs': "export default 'good'",
      'good.cjs': "module.exports = 'good'",
      'good.json': '"good"',
      'plain.cjs': "module.exports = 'plain'",
      'required.cjs': "module.exports = 'required'",
    })
    const { stdout, stderr } = run('enforce', 'main.mjs')
    // Node 24 and later load what runs in that thread past everything that could compare it.
    t.is(stdout, isAtLeast(node, 24) ? 'OVERT_NOT_LISTED false\ngood\ngood\ngood\nplain\nrequired\n' : 'good\nOVERT_DIGEST\nOVERT_DIGEST\nplain\nrequired\n', stderr)
    t.is(run('monitor', 'main.mjs').stdout, 'evil\nevil\nevil\nplain\nrequired\n')
  })

  test(`node ${node.version}: in the thread for module.register, and by a loader's option, no unlisted code runs`, (t) => {
    const elsewhere = scratch(t)
    const marks = ['file', 'data', 'option', 'worker', 'environment'].map((name) => join(elsewhere, name))
    const code = (mark: string | undefined): string => `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, '')`
    for (const mark of marks) writeFileSync(`${mark}.mjs`, code(mark))
    const run = locked(t, node, {
      'main.mjs': `import { spawnSync } from 'node:child_process'
import { register } from 'node:module'
import { Worker } from 'node:worker_threads'
const go = (what) => { try { what() } catch (e) { console.log(e.code) } }
const ended = async (options) => { try { await new Promise((resolve, reject) => new Worker(new URL('good.mjs', import.meta.url), options).on('exit', resolve).on('error', reject)) } catch {} }
const [file, data, option, worker, environment] = ${JSON.stringify(marks)}
await ended({ execArgv: ['--experimental-loader', worker + '.mjs'] })
await ended({ env: { ...process.env, NODE_OPTIONS: '--experimental_loader ' + environment + '.mjs' } })
console.log(spawnSync(process.execPath, ['--experimental-loader=' + option + '.mjs', 'good.mjs'], { encoding: 'utf8' }).status !== 0)
if (process.argv[2] === 'data') go(() => register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(code(marks[1]))})))
go(() => register(file + '.mjs', import.meta.url))
await import('./good.mjs')`,
      'good.mjs': "console.log('good')",
    })
    t.regex(run('enforce', 'main.mjs', 'data').stdout, /^true$/m)
    run('enforce', 'main.mjs')
    t.deepEqual(marks.filter((mark) => existsSync(mark)), [])
    run('plain', 'main.mjs')
    t.true(marks.filter((mark) => existsSync(mark)).length >= 4)
  })

  if (!isAtLeast(node, 24)) {
    test(`node ${node.version}: listed hooks for module.register run with what they import, and with nothing that is not listed`, (t) => {
      const hooks = "import { readFileSync } from 'node:fs'\nimport path from 'path'\nimport { a } from './a.cjs'\nimport b from './b.json' with { type: 'json' }\nconsole.log(typeof readFileSync, typeof path.join, a, b)\nexport const resolve = (specifier, context, next) => next(specifier, context)"
      const run = locked(t, node, {
        'main.mjs': "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\nawait import('./good.mjs')",
        'hooks.mjs': hooks,
        'a.cjs': "exports.a = 'a'",
        'b.json': '"b"',
        'good.mjs': "console.log('good')",
        'other.mjs': "import { register } from 'node:module'\nregister(process.argv[2], import.meta.url)\nawait import('./good.mjs')",
        'tampered.mjs': "import './changed.cjs'",
        'changed.cjs': "console.log('listed')",
        'later.mjs': "const { registerHooks } = await import('node:module')\nregisterHooks?.({ load: (url, context, next) => url.endsWith('good.mjs') ? { format: 'module', source: 'console.log(\"changed\")', shortCircuit: true } : next(url, context) })\nawait import('./good.mjs')",
        'unclear.mjs': "import './unclear.js'",
        'unclear.js': "console.log('unclear')",
      })
      t.deepEqual(run('enforce', 'main.mjs').stdout.trim().split('\n').toSorted(), ['function function a b', 'good'])
      writeFileSync(join(run.folder, 'changed.cjs'), "console.log('changed')")
      t.regex(run('plain', 'other.mjs', './tampered.mjs').stdout, /^changed$/m)
      for (const hook of ['./tampered.mjs', './later.mjs']) t.notRegex(run('enforce', 'other.mjs', hook).stdout, /changed/, hook)
      if (isAtLeast(node, 22)) t.regex(run('enforce', 'other.mjs', './unclear.mjs').stderr, /OVERT_MANIFEST: `.*unclear\.js` cannot be loaded in the thread for `module\.register`/)
    })
  }

  test(`node ${node.version}: TypeScript by require, a module in .js by require, and errors run as without`, (t) => {
    const run = locked(t, node, {
      'main.cjs': `${said}for (const name of ['./a.cts', './b.js', './c.cts']) said(() => require(name))
try { require('./throws.cjs') } catch (e) { console.log(e.message, e.stack.split('\\n').slice(0, 2).join()) }
try { require('./syntax.cjs') } catch (e) { console.log(e.message, e.stack.split('\\n')[0]) }`,
      'a.cts': 'const x: number = 1; module.exports = x',
      'b.js': 'export const b = 1',
      'c.cts': 'interface A { b: string }\nenum',
      'throws.cjs': "throw new Error('thrown')",
      'syntax.cjs': 'this is no code',
      'package.json': '{"type":"module"}',
    })
    const plain = run('plain', 'main.cjs')
    const enforced = run('enforce', 'main.cjs')
    t.is(enforced.stdout, plain.stdout, enforced.stderr)
    t.true(plain.stdout.includes('thrown'))
  })
}
