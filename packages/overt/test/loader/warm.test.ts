import { spawnSync } from 'node:child_process'
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { overt, type Said } from '../cli/support/command.ts'
import { installedNodes, nodes } from '../support/runtimes.ts'
import { isAtLeast, write } from './support/application.ts'
import { matrix, matrixOfLaterNodes } from './support/matrix.ts'

const application = {
  'package.json': '{"name":"app","imports":{"#inner":"./lib/inner.js"}}',
  'main.cjs': `const names = ['./a.cjs', './lib', 'dep', 'dep/extra', '#inner', './data.json', 'app-missing', 'fs']
const seen = names.map((name) => { try { return require.resolve(name).replace(__dirname, '') } catch (e) { return e.code } })
console.log(seen.join())
const { bottom } = require('./a.cjs')
console.log(bottom.replaceAll(__dirname, ''), require('dep').where(), require('./lib').inner)
console.log(module.children.map((one) => one.id.replace(__dirname, '')).join())`,
  'a.cjs': "exports.self = 'good'\nexports.bottom = [__filename, __dirname, module.id, require.main === module.parent, require.resolve('./lib'), typeof require.extensions['.js'], require.cache[__filename] === module, this === module.exports, arguments.length, require.resolve.paths('x').length > 1].join()",
  'lib/index.js': "exports.inner = require('./inner').text + require('#inner').text",
  'lib/inner.js': "exports.text = 'inner'",
  'data.json': '{}',
  'node_modules/dep/package.json': '{"name":"dep","exports":{".":"./index.js","./extra":"./extra.js"}}',
  'node_modules/dep/index.js': "exports.where = () => new Error('x').stack.split('\\n')[1].includes(__filename)",
  'node_modules/dep/extra.js': '',
}

/** In a module: Node has not compiled it, for that would be the frame below the module's own. */
const isCached = "!new Error().stack.split('\\n')[2].includes('_compile')"

const manifest = ['--mode', 'enforce', '--manifest', 'overt.lock'] as const
const failed = ({ status, out, err }: Said): string => `status ${String(status)}\n${out}\n${err}`

for (const node of nodes) {
  const command = (folder: string, ...args: readonly string[]): Said => overt(args, { cwd: folder, node: node.path })
  const plain = (folder: string, entry: string): string => spawnSync(node.path, [entry], { cwd: folder, encoding: 'utf8' }).stdout
  const warm = (files: Readonly<Record<string, string>>, entry = 'main.cjs'): { readonly folder: string; readonly run: (...more: readonly string[]) => Said } => {
    const folder = write(files)
    const made = command(folder, 'lock', '--warm', entry)
    if (made.status !== 0) throw new Error(failed(made))
    return { folder, run: (...more) => command(folder, 'run', ...manifest, ...more, entry) }
  }

  test(`node ${node.version}: a warmed application prints what it prints without, and no request means another file`, (t) => {
    const { folder, run } = warm(application)
    const said = run()
    t.is(said.out, plain(folder, 'main.cjs'), failed(said))
    t.regex(said.out, /^\/a\.cjs,\/lib\/index\.js,\/node_modules\/dep\/index\.js,\/node_modules\/dep\/extra\.js,\/lib\/inner\.js,\/data\.json,MODULE_NOT_FOUND,fs\n/)
    t.is(said.err, '')
  })

  test(`node ${node.version}: every form of loading, warmed`, (t) => {
    const later = isAtLeast(node, 22)
    for (const entry of later ? ['main.cjs', 'main.mjs'] : ['main.cjs']) {
      const { folder, run } = warm({ ...matrix, ...(later ? matrixOfLaterNodes : {}), 'node_modules/linked/package.json': '{}', 'node_modules/linked/index.js': "exports.where = 'linked'" }, entry)
      const said = run()
      // The frame below a module's own is overt's, which is left out, where a plain Node has its own.
      const framed = (text: string): string => text.replace(/^ *' +at Module\.(?:_compile|load) .*\n/gm, '')
      t.is(framed(said.out), framed(plain(folder, entry)), failed(said))
      t.is(said.status, 0)
    }
  })

  test(`node ${node.version}: imports in another order than the warm run's, again, and of what it did not ask for; text outside ASCII`, (t) => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const asking = "const order = process.argv[2] ?? 'abcde'; for (const name of order) console.log((await import(`./${name}.mjs`)).default, (await import('dep')).default)"
    const bodies = { a: "'plain'", b: "'\u00e9\u2192\u{1f600}'", c: "'\ufeff\u2028'", d: "[...'x\u{10ffff}'].length", e: "'f'" }
    const files = Object.fromEntries(names.map((name) => [`${name}.mjs`, `import dep from 'dep'\nimport { sep } from 'node:path'\nexport default [${bodies[name as keyof typeof bodies]}, dep, sep].join()`]))
    const folder = write({ 'package.json': '{}', 'main.mjs': asking, ...files, 'f.mjs': 'export default 0', 'node_modules/dep/package.json': '{"exports":"./index.mjs"}', 'node_modules/dep/index.mjs': "export default 'd\u00e8p'" })
    // No UTF-8: a lone lead byte, a surrogate, a character that is cut off.
    writeFileSync(join(folder, 'g.mjs'), Buffer.concat([Buffer.from('export default [...new TextEncoder().encode("'), Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80, 0xe2, 0x86]), Buffer.from('")].join()')]))
    const made = command(folder, 'lock', '--warm', 'main.mjs')
    t.is(made.status, 0, failed(made))
    for (const order of ['abcde', 'edcba', 'aabbee', 'cfagdb']) {
      const said = command(folder, 'run', ...manifest, 'main.mjs', order)
      t.is(said.out, spawnSync(node.path, ['main.mjs', order], { cwd: folder, encoding: 'utf8' }).stdout, failed(said))
      t.is(said.err, '')
    }
  })

  test(`node ${node.version}: the code of a file comes from the cache, and only while the application has no hand in its loading`, (t) => {
    const files = { 'main.cjs': "console.log(require('./a.cjs')); require('./hook.cjs'); console.log(require('./b.cjs'), require('./c.cjs'))", 'a.cjs': `module.exports = ${isCached}`, 'b.cjs': `module.exports = ${isCached}`, 'c.cjs': "module.exports = 'c'", 'hook.cjs': '' }
    t.is(warm(files).run().out, 'true\ntrue c\n')
    // What changes nothing has the files run as Node runs them; what changes the text of one has it refused.
    const goesNodesWay = (hook: string): void => {
      t.is(warm({ ...files, 'hook.cjs': hook.replace('CHANGED', 'c') }).run().out, 'true\nfalse c\n')
      const changed = warm({ ...files, 'hook.cjs': hook.replace('CHANGED', 'changed') }).run()
      t.is(changed.out, 'true\n')
      t.regex(changed.err, /OVERT_DIGEST/)
    }
    const patched = "const Module = require('module'); const old = Module.prototype._compile; Module.prototype._compile = function (text, name, ...more) { return old.call(this, text.replace(\"'c'\", \"'CHANGED'\"), name, ...more) }"
    goesNodesWay(patched)
    const own = "const old = require.extensions['.js']; require.extensions['.js'] = (m, name) => { const compile = m._compile; m._compile = function (text, ...more) { return compile.call(this, text.replace(\"'c'\", \"'CHANGED'\"), ...more) }; old(m, name) }"
    goesNodesWay(own)
    if (!isAtLeast(node, 22)) return
    const hooks = "require('module').registerHooks({ load(url, context, next) { const result = next(url, context); return url.endsWith('c.cjs') ? { ...result, source: String(result.source).replace(\"'c'\", \"'CHANGED'\") } : result } })"
    goesNodesWay(hooks)
  })

  test(`node ${node.version}: a text that names import in comments comes from the cache, one that imports does not, and neither has Node warn`, (t) => {
    const said = `console.log(${isCached})`
    const files = { 'main.cjs': "require('./named.cjs'); require('./imports.cjs')", 'named.cjs': `/** @type {import('fs')} */\n${said}`, 'imports.cjs': `${said}; import('./a.mjs')`, 'a.mjs': "console.log('imported')" }
    t.like(warm(files).run(), { out: 'true\nfalse\nimported\n', err: '' })
  })

  test(`node ${node.version}: what the application does to resolution counts`, (t) => {
    const files = { 'main.cjs': "console.log(require('dep')); HOOK; console.log(require('./in.cjs'))", 'in.cjs': "module.exports = require('dep/other')", 'own/dep/other.js': "module.exports = 'own'", 'node_modules/dep/index.js': "module.exports = 'dep'", 'node_modules/dep/other.js': "module.exports = 'other'" }
    const hooks = {
      nothing: '0',
      alias: "const M = require('module'); const old = M._resolveFilename; M._resolveFilename = function (request, ...more) { return old.call(this, request.replace('dep/other', 'dep/index.js'), ...more) }",
      parent: "const M = require('module'); const found = (o) => { try { return M._resolveFilename('dep', o) } catch (e) { return e.code } }; console.log(found({ id: 'x', filename: __filename }), found({ id: 'x', filename: __filename, paths: [] }))",
      paths: "const M = require('module'); const old = M._nodeModulePaths; M._nodeModulePaths = (from) => [__dirname + '/own', ...old(from)]",
    }
    for (const [name, hook] of Object.entries(hooks)) {
      const { folder, run } = warm({ ...files, 'main.cjs': files['main.cjs'].replace('HOOK', hook) })
      const said = run()
      t.is(said.out, plain(folder, 'main.cjs'), `${name} ${failed(said)}`)
    }
  })

  test(`node ${node.version}: changed and removed files are refused, an added one does not stand before a listed one`, (t) => {
    const { folder, run } = warm({ 'main.cjs': "for (const name of ['./a', './b', './c']) try { console.log(require(name)) } catch (e) { console.log(e.code) }", 'a.js': "module.exports = 'a good'", 'b.js': "module.exports = 'b good'", 'c/index.js': "module.exports = 'c good'" })
    t.is(run().out, 'a good\nb good\nc good\n')
    const { atime, mtime } = statSync(join(folder, 'a.js'))
    writeFileSync(join(folder, 'a.js'), "module.exports = 'a evil'")
    utimesSync(join(folder, 'a.js'), atime, mtime)
    rmSync(join(folder, 'b.js'))
    writeFileSync(join(folder, 'c.js'), "module.exports = 'c evil'")
    t.is(run().out, 'OVERT_DIGEST\nOVERT_READ\nc good\n')
    // In monitor what is there runs.
    t.is(command(folder, 'run', '--mode', 'monitor', '--manifest', 'overt.lock', 'main.cjs').out, 'a evil\nMODULE_NOT_FOUND\nc evil\n')
  })

  test(`node ${node.version}: a cache that is not the signed one, or that is gone, stops the start`, (t) => {
    const { folder, run } = warm(application)
    const cache = join(folder, 'overt.lock.cache')
    const good = readFileSync(cache)
    for (const at of [0, 30, good.length >> 1, good.length - 9]) {
      const bad = Buffer.from(good)
      bad[at] = (bad[at] ?? 0) ^ 1
      writeFileSync(cache, bad)
      t.like(run(), { status: 2, out: '' }, String(at))
      t.regex(run().err, /OVERT_MANIFEST: .*overt\.lock\.cache/)
    }
    writeFileSync(cache, good.subarray(0, -8))
    t.like(run(), { status: 2, out: '' })
    rmSync(cache)
    t.like(run(), { status: 2, out: '' })
    writeFileSync(cache, good)
    t.is(run().status, 0)
  })

  test(`node ${node.version}: a cache for other options is not used, and that is said`, (t) => {
    const { folder, run } = warm(application)
    const cold = overt(['run', ...manifest, 'main.cjs'], { cwd: folder, node: node.path, env: { NODE_OPTIONS: '--stack-trace-limit=20' } })
    t.regex(cold.err, /^overt: OVERT_CACHE: the start-up cache is not used: it was made for Node .* and this is Node .* with --stack-trace-limit=20/)
    t.is(cold.out, run().out)
  })

  test(`node ${node.version}: a cache that was moved to another folder names files as they are there`, (t) => {
    const { folder, run } = warm({ 'main.cjs': "console.log(new Error('x').stack.split('\\n')[1].trim()); require('dep')", 'node_modules/dep/index.js': "console.log(new Error('x').stack.split('\\n')[1].trim())", 'node_modules/dep/package.json': '{"name":"dep"}' })
    t.is(run().out, plain(folder, 'main.cjs'))
    const moved = `${folder}-moved`
    renameSync(folder, moved)
    const said = command(moved, 'run', ...manifest, 'main.cjs')
    t.is(said.out, plain(moved, 'main.cjs'), failed(said))
    t.true(said.out.includes(`(${moved}/node_modules/dep/index.js:`))
    // V8 of Node 20 would name them as the cache does, and packages with them.
    if (isAtLeast(node, 22)) t.is(said.err, '')
    else t.regex(said.err, new RegExp(`^overt: OVERT_CACHE: the start-up cache is not used: it was made for Node .* in \`${folder}\`, and this is Node .* in \`${moved}\``))
  })

  test(`node ${node.version}: what fails while it is warmed up is not locked`, (t) => {
    const folder = write({ 'main.cjs': 'process.exitCode = 3' })
    t.like(command(folder, 'lock', '--warm', 'main.cjs'), { status: 2, out: '' })
    t.throws(() => statSync(join(folder, 'overt.lock')))
    writeFileSync(join(folder, 'main.cjs'), "require('./a.cjs'); require('fs').appendFileSync(__dirname + '/a.cjs', ' ')")
    writeFileSync(join(folder, 'a.cjs'), '')
    const changing = command(folder, 'lock', '--warm', 'main.cjs')
    t.is(changing.status, 2)
    t.regex(changing.err, /`a\.cjs` was changed after the start-up cache was made of it/)
  })
}

const [first] = nodes
const second = installedNodes.find(({ version }) => version !== first?.version)
if (first !== undefined && second !== undefined) {
  test('a cache for another Node is not used, and that is said', (t) => {
    const folder = write(application)
    t.is(overt(['lock', '--warm', 'main.cjs'], { cwd: folder, node: first.path }).status, 0)
    const said = overt(['run', ...manifest, 'main.cjs'], { cwd: folder, node: second.path })
    t.regex(said.err, new RegExp(`made for Node ${first.version} on .*, and this is Node ${second.version} `))
    t.is(said.status, 0)
  })
}

