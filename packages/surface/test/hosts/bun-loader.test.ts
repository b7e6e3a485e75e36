import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { hosts, run } from './support/run.ts'
import { tree } from './support/tree.ts'

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const onBun = bun === undefined ? test.skip : test

/** Each prints its name and what came of it: the code of the refusal, or a value. */
const attempts = `import Module, { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const blob = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }))
const attempt = async (name, work) => { let said; try { said = await work() } catch (error) { said = error.code ?? error.name }; console.log(name + ': ' + said) }
`

onBun('bun: no way of loading leads round the manifest', (t) => {
  if (bun === undefined) return
  const main = `${attempts}
await attempt('require', () => require('./lib/new.cjs'))
await attempt('require with a query', () => require('./lib/new.cjs?query'))
await attempt('import.meta.require', () => import.meta.require('./lib/new.cjs'))
await attempt('import with a query that ends as another kind does', () => import('./lib/new.mjs?query.txt'))
await attempt('text as code', () => import('./lib/new.txt', { with: { type: 'js' } }))
await attempt('an asset as code', () => import('./lib/new.html', { with: { type: 'js' } }))
await attempt('a blob', () => import(blob('console.log("ran")')))
await attempt('require of data', () => require('data:text/javascript,console.log("ran")'))
await attempt('code in the name of a listed file', () => new Module('x')._compile('console.log("ran")', import.meta.dirname + '/lib/common.cjs'))
await attempt('an extension of require', () => Module._extensions['.js'](new Module('x'), import.meta.dirname + '/lib/new.cjs'))
await attempt('a plugin', () => { Bun.plugin({ name: 'own', setup(build) { build.onLoad({ filter: /plain/ }, () => ({ contents: 'console.log("ran")', loader: 'js' })) } }); return import('./lib/plain.mjs').then((plain) => plain.default) })
await attempt('plugins cleared', () => { Bun.plugin.clearAll(); return import('./lib/new.mjs') })
await attempt('a macro', () => import('./lib/uses-macro.ts').then(() => 'ran', () => 'refused'))
`
  tree(
    bun,
    ({ folder, overt, run }) => {
      overt('lock', folder)
      for (const name of ['new.cjs', 'new.mjs', 'new.txt', 'new.html']) writeFileSync(join(folder, 'lib', name), 'console.log("ran")\n')
      writeFileSync(join(folder, 'lib/macro.ts'), 'console.log("ran")\nexport const value = () => 1\n')
      const { stdout, stderr } = run({}, 'attempts.mjs')
      const lines = stdout.trim().split('\n')
      t.is(lines.length, 13, stderr)
      for (const line of lines) t.regex(line, /: (?:OVERT_NOT_LISTED|refused|3)$/)
    },
    { 'attempts.mjs': main, 'lib/uses-macro.ts': `import { value } from './macro.ts' with { type: 'macro' }\nexport default value()\n` },
  )
})

onBun('bun: CommonJS under a manifest is what it is without: main, this, cycles, errors, names, caches', (t) => {
  if (bun === undefined) return
  const files = {
    'main.cjs': `#!/usr/bin/env bun
const assert = require('node:assert')
assert.equal(require.main, module)
assert.equal(module.id, '.')
assert.equal(process.mainModule, module)
assert.equal(__filename, require.resolve('./main.cjs'))
assert.equal(require('./lib/this.js').same, true)
assert.deepEqual(require('./lib/first.cjs'), { second: { first: {} }, name: 'first' })
assert.throws(() => require('./lib/throws.cjs'), /thrown/)
assert.equal(require.cache[require.resolve('./lib/throws.cjs')], undefined)
assert.throws(() => require('./lib/none.cjs'), { code: 'MODULE_NOT_FOUND' })
assert.equal(require('./lib/typed.cts').typed, 1)
assert.equal(require('./data.json'), require('./data.json'))
assert.equal(new Error().stack.split('\\n')[1].includes('main.cjs:14:'), true)
import('./lib/importer.mjs').then(({ default: said }) => console.log(said))
`,
    'lib/this.js': 'exports.same = this === module.exports\n',
    'lib/first.cjs': `exports.second = require('./second.cjs')\nexports.name = 'first'\n`,
    'lib/second.cjs': `exports.first = { ...require('./first.cjs') }\n`,
    'lib/throws.cjs': `throw new Error('thrown')\n`,
    'lib/typed.cts': 'const typed: number = 1\nmodule.exports = { typed }\n',
    'lib/es.cjs': `Object.defineProperty(exports, '__esModule', { value: true })\nexports.default = 1\nexports.named = 2\n`,
    'lib/importer.mjs': `import value, { named } from './es.cjs'\nimport first from './first.cjs'\nexport default [value, named, first.name].join(' ')\n`,
  }
  tree(
    bun,
    ({ folder, overt, run }) => {
      overt('lock', folder)
      const { status, stdout, stderr } = run({}, 'main.cjs')
      t.is(stdout, '1 2 first\n', stderr)
      t.is(status, 0)
      rmSync(join(folder, 'lib/es.cjs'))
      t.is(run({}, 'main.cjs').stdout, '')
    },
    files,
  )
})

onBun('bun: a preload that comes before overt is a gap, stops a start in enforce, and may be listed', (t) => {
  if (bun === undefined) return
  const program = `console.log('runs')`
  const files = { 'bunfig.toml': 'preload = ["./early.js"]\n', 'early.js': '' }
  const watched = run(bun, program, { files })
  t.is(watched.stdout, 'runs\n', watched.stderr)
  t.is(watched.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'earlier_preload' && String(fields['detail']).includes('early.js')).length, 1)
  const refused = run(bun, program, { files, mode: 'enforce' })
  t.is(refused.status, 2)
  t.is(refused.stdout, '')
  t.regex(refused.stderr, /OVERT_PRELOAD/)
  t.is(run(bun, program, { files, mode: 'enforce', preloads: ['early.js'] }).stdout, 'runs\n')
})
