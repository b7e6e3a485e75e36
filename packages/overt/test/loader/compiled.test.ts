import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { isAtLeast } from './support/application.ts'
import { locked } from './support/locked.ts'

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
    // Six; of two the line is the same, and said once.
    t.is(monitored.stderr.match(/block open\.verify .*monitor: not refused/g)?.length, 5, monitored.stderr)
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
