/** A small application that uses the loaders in every form; it prints what it sees. Paths below its root. */
export const matrix: Readonly<Record<string, string>> = {
  'package.json': '{"name":"matrix","version":"1.0.0"}',
  'main.cjs': `#!/usr/bin/env node
const out = (...a) => console.log(...a.map((x) => typeof x === 'string' ? x.replaceAll(__dirname, '<root>') : x))
out('main', require.main === module, __filename, module.id, module.paths.length)
out(require('./plain.js'), require('./data.json'), require('dep'), require('./bom.cjs'), require('./bom.json'))
out(require('linked').where)
out(Object.keys(require.cache).filter((k) => k.startsWith(__dirname)).map((k) => k.replace(__dirname, '')).sort())
out(require('module').createRequire(__dirname + '/lib/x.js')('./inner.js'))
try { require('./bad.json') } catch (e) { out(e.name, e.message) }
try { require('./syntax.cjs') } catch (e) { out(e.name, e.message, e.stack.split('\\n')[0]) }
try { require('./missing.cjs') } catch (e) { out(e.code, e.message.split('\\n')[0]) }
try { require('./throws.cjs') } catch (e) { out(e.stack.split('\\n').slice(0, 3)) }
out(require('./cycle-a.cjs'))
out(require('./plain.js') === require('./plain.js'), require.resolve('dep'))
delete require.cache[require.resolve('./plain.js')]
out(require('./plain.js').n)
import('./esm.mjs').then(async (esm) => {
  out(esm.default, Object.keys(esm))
  try { await import('./bad.json', { with: { type: 'json' } }) } catch (e) { out(e.name, e.message) }
  try { await import('./data.json') } catch (e) { out(e.code) }
  try { await import('./syntax.mjs') } catch (e) { out(e.name, e.message) }
  try { await import('./unknown.ext') } catch (e) { out(e.code) }
  out(require('fs').readFileSync(new URL('file://' + __dirname + '/text.txt'), 'utf8'), require('fs').readFileSync(__filename, 'utf-8').length)
  out((await require('fs').promises.readFile(new URL('file://' + __dirname + '/text.txt'))).length)
})
`,
  'plain.js': "exports.n = 1; exports.file = require('path').basename(__filename); exports.parent = module.parent && module.parent.id",
  'data.json': '{"a":["\\u00e9"]}',
  'bom.cjs': '\ufeffmodule.exports = "bom é"',
  'bom.json': '\ufeff{"bom":true}',
  'bad.json': '{"a":',
  'syntax.cjs': 'let = = 1',
  'syntax.mjs': 'export let = = 1',
  'unknown.ext': 'hello',
  'text.txt': 'text é',
  'throws.cjs': "'use strict'\n\nthrow new Error('line three')",
  'cycle-a.cjs': "exports.a = 1; exports.b = require('./cycle-b.cjs').sum",
  'cycle-b.cjs': "exports.sum = require('./cycle-a.cjs').a + 1",
  'lib/inner.js': "module.exports = 'inner'",
  'node_modules/dep/package.json': '{"name":"dep","version":"1.0.0","main":"./lib/index.js"}',
  'node_modules/dep/lib/index.js': "module.exports = 'dep'",
  'packages/linked/package.json': '{"name":"linked","version":"1.0.0"}',
  'packages/linked/index.js': "exports.where = __filename.slice(-24)",
  'node_modules/esm-dep/package.json': '{"name":"esm-dep","version":"1.0.0","type":"module","exports":{"import":"./index.js","require":"./index.cjs"}}',
  'node_modules/esm-dep/index.js': 'export const kind = "esm"; export const url = import.meta.url.slice(-28)',
  'node_modules/esm-dep/index.cjs': 'exports.kind = "cjs"',
  'esm.mjs': `import cjs, { named, again } from './names.cjs'
import { kind, url } from 'esm-dep'
import data from './data.json' with { type: 'json' }
import ambiguous, { up } from './ambiguous.js'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const one = await import('./query.mjs?one')
const two = await import('./query.mjs?two')
const later = await Promise.resolve('tla')
console.log(require('esm-dep').kind, require('./names.cjs') === cjs, Object.keys(require.cache).some((k) => k.endsWith('names.cjs')))
export default [cjs, named, again, kind, url, data, ambiguous, up, one.url, two.url, one.count, later, import.meta.url.slice(-8)]
`,
  'names.cjs': "const named = 'named é'; exports.main = require.main === undefined ? 'none' : require.main.filename.slice(-8); Object.defineProperty(exports, '__esModule', { value: true }); module.exports = { named, ...require('./again.cjs') }",
  'again.cjs': "exports.again = 'again'; exports.stack = new Error('at').stack.split('\\n')[1].replace(__dirname, '')",
  'ambiguous.js': "module.exports = 'ambiguous'; module.exports.up = 1; exports.up = 2",
  'query.mjs': 'export const url = import.meta.url.slice(-13); export let count = globalThis.count = (globalThis.count ?? 0) + 1',
}

/** What Node 22 and later have besides. */
export const matrixOfLaterNodes: Readonly<Record<string, string>> = {
  'main.mjs': `import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import typed from './typed.ts'
import detected from './detected.js'
const require = createRequire(import.meta.url)
console.log(typed, detected, require('./required.mjs').default, require('./typed.cts').n, require('./both.ts').both, readFileSync(new URL('./text.txt', import.meta.url), 'utf8'))
const wasm = await import('./empty.wasm').then((m) => Object.keys(m).length, (e) => e.code)
console.log(wasm)
`,
  'typed.ts': 'interface A { a: number }\nconst a: A = { a: 1 }\nexport default a.a as number',
  'both.ts': "const both: string = 'both'\nmodule.exports = { both }",
  'typed.cts': 'const n: number = 2\nmodule.exports = { n }',
  'detected.js': 'export default "detected"',
  'required.mjs': "import cjs from './names.cjs'; export default 'required ' + cjs.named",
}
