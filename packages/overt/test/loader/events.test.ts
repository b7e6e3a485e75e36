import { join } from 'node:path'
import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { isAtLeast, lock, type Raised, run, write } from './support/application.ts'

const application = {
  'main.cjs': "require('./a.cjs'); require('./a.cjs'); require('./data.json'); import('./b.mjs').then(() => import('./b.mjs'))",
  'a.cjs': "require('fs'); require('node:path')",
  'data.json': '{"é":1}',
  'b.mjs': "import './c.mjs'; import './a.cjs'; import './d.cjs'; import './data.json' with { type: 'json' }; await import('./c.mjs'); await import('./e.mjs?one')",
  'c.mjs': 'export {}',
  'd.cjs': "require('./data.json'); module.exports = require('./again.cjs')",
  'again.cjs': 'exports.name = 1',
  'e.mjs': 'export {}',
}
const order = ['main.cjs', 'a.cjs', 'data.json', 'b.mjs', 'c.mjs', 'd.cjs', 'again.cjs', 'e.mjs']

const loads = (raised: readonly Raised[]): readonly Raised[] => raised.filter(({ name }) => name === 'module.load')

for (const node of nodes) {
  const later = isAtLeast(node, 22)

  test(`node ${node.version}: each load is raised once, whoever asks, with its fields`, (t) => {
    const folder = write(application)
    const { raised, status, stderr } = run(node, folder, 'main.cjs', { listen: true })
    t.is(status, 0, stderr)
    t.deepEqual(loads(raised).map(({ path }) => path).sort(), order.map((name) => join(folder, name)).sort())
    const of = (name: string): Raised | undefined => loads(raised).find(({ path }) => path === join(folder, name))
    t.like(of('main.cjs'), { specifier: join(folder, 'main.cjs'), dynamic: false })
    t.is(of('main.cjs')?.parent, undefined)
    t.like(of('a.cjs'), { specifier: './a.cjs', parent: join(folder, 'main.cjs'), dynamic: false })
    t.like(of('data.json'), { format: 'json', specifier: './data.json' })
    t.is(of('b.mjs')?.format, 'module')
    t.is(of('b.mjs')?.size, undefined)
    if (!later) return
    t.like(of('b.mjs'), { specifier: './b.mjs', parent: join(folder, 'main.cjs'), dynamic: true })
    t.like(of('c.mjs'), { specifier: './c.mjs', parent: join(folder, 'b.mjs'), dynamic: false })
    t.like(of('e.mjs'), { specifier: './e.mjs?one', parent: join(folder, 'b.mjs'), dynamic: true })
    t.like(of('d.cjs'), { specifier: './d.cjs', format: 'commonjs', dynamic: false })
  })

  test(`node ${node.version}: a listener's refusal is what require, import and the main entry throw, and nothing of the module runs`, (t) => {
    const folder = write({
      'main.cjs': "try { require('./a.cjs') } catch (e) { console.log(e.message) } import('./b.mjs').catch((e) => console.log(e.message))",
      'direct.cjs': "import('./a.cjs').catch((e) => console.log(e.message))",
      'a.cjs': "console.log('a ran')",
      'b.mjs': "import './a.cjs'; console.log('b ran')",
    })
    t.is(run(node, folder, 'main.cjs', { listen: true, refuse: 'a.cjs' }).stdout, 'refused by the hook\n'.repeat(2))
    t.is(run(node, folder, 'direct.cjs', { listen: true, refuse: 'a.cjs' }).stdout, 'refused by the hook\n')
    const main = run(node, folder, 'main.cjs', { listen: true, refuse: 'main.cjs' })
    t.is(main.status, 1)
    t.true(main.stderr.includes('refused by the hook'))
    t.is(run(node, folder, 'b.mjs', { listen: true, refuse: 'b.mjs' }).status, 1)
  })

  test(`node ${node.version}: with nobody listening nothing is patched`, (t) => {
    const folder = write({ 'main.cjs': "const M = require('module'); console.log(M._extensions['.js'].toString().length, M._resolveFilename.toString().length, require('fs').readFileSync.toString().length, process.dlopen.toString())" })
    t.is(run(node, folder, 'main.cjs', {}).stdout, run(node, folder, 'main.cjs').stdout)
  })

  test(`node ${node.version}: the loader's own reads are muted, one path at a time`, (t) => {
    const folder = write(application)
    const { muted } = run(node, folder, 'main.cjs', { listen: true })
    for (const name of order) t.true(muted.includes(join(folder, name)), name)
    muted.forEach((path, at) => {
      t.is(path === 'end', at % 2 === 1)
    })
  })

  test(`node ${node.version}: reads of the application are not taken for loads`, (t) => {
    const folder = write({
      'main.cjs': `const fs = require('fs')
const url = require('url').pathToFileURL(__filename)
fs.readFileSync(url); fs.readFileSync(url, 'utf8'); fs.readFileSync(__filename, 'utf-8'); fs.readFileSync(__filename, 'utf8')
fs.promises.readFile(url).then(() => fs.promises.readFile(__filename))`,
    })
    const { raised, muted } = run(node, folder, 'main.cjs', { listen: true })
    t.is(loads(raised).length, 1)
    t.deepEqual(muted, [join(folder, 'main.cjs'), 'end'])
  })

  test(`node ${node.version}: the open hook's bytes run; its throw refuses`, (t) => {
    const folder = write({
      'main.cjs': "try { console.log(require('./target.cjs')) } catch (e) { console.log(e.message) } import('./target.mjs').then((m) => console.log(m.default), (e) => console.log(e.message))",
      'target.cjs': 'module.exports = "file"',
      'target.mjs': 'export default "file"',
    })
    t.is(run(node, folder, 'main.cjs', { openHook: 'supply' }).stdout, 'supplied é\n'.repeat(2))
    t.is(run(node, folder, 'main.cjs', { openHook: 'refuse' }).stdout, 'refused by the open hook\n'.repeat(2))
    // With a manifest, what a hook supplies must be what the manifest lists.
    const { stdout, raised } = run(node, folder, 'main.cjs', { openHook: 'supply', mode: 'enforce', files: lock(folder), listen: true })
    t.is(stdout.match(/its bytes are not those that the manifest lists/g)?.length, 2)
    // In enforce the manifest has refused before a listener is asked (decision 1).
    t.is(raised.filter(({ allowed }) => allowed === false).length, 0)
  })

  test(`node ${node.version}: what a load lacks is absent, whatever the application sets on \`Object.prototype\``, (t) => {
    const folder = write({
      'main.cjs': `const M = require('module')
for (const name of ['specifier', 'parent', 'dynamic', 'size', 'digest']) Object.defineProperty(Object.prototype, name, { value: 'forged', writable: true, configurable: true })
M._extensions['.js'](new M('a'), __dirname + '/a.js')
import('./b.mjs')`,
      'a.js': '',
      'b.mjs': '',
    })
    const { raised, stderr } = run(node, folder, 'main.cjs', { listen: true })
    t.deepEqual(loads(raised).map(({ path }) => path), ['main.cjs', 'a.js', 'b.mjs'].map((name) => join(folder, name)), stderr)
    t.notRegex(JSON.stringify(raised), /forged/)
  })

  test(`node ${node.version}: code in no file has its URL for a path, and is raised once`, (t) => {
    const folder = write({
      'main.mjs': "import 'data:text/javascript,1'\nimport ' DATA:text/javascript,2'\nimport 'data:text/javascript,1'\nnew URL('data:text/javascript,3')\nawait import('data:text/javascript;base64,NA==')\nawait import('data:application/json,5', { with: { type: 'json' } })",
    })
    const { raised, stderr } = run(node, folder, 'main.mjs', { listen: true })
    const urls = ['data:text/javascript,1', 'data:text/javascript,2', 'data:text/javascript;base64,NA==', 'data:application/json,5']
    t.deepEqual(loads(raised).map(({ path }) => path), [join(folder, 'main.mjs'), ...urls], stderr)
  })

  test(`node ${node.version}: code in no file that is refused does not run, whatever the application does`, (t) => {
    const attacks = {
      plain: '',
      frozen: "Object.defineProperty(Error, 'stackTraceLimit', { value: 0, writable: false, configurable: false }); Error.prepareStackTrace = () => []",
      // Node 20 looks this function up at each call.
      replaced: "if (process.version.startsWith('v20.')) try { const binding = process.binding('url'), { parse } = binding; binding.parse = (href, ...more) => parse(href.replace('//no', ''), ...more) } catch {}",
    }
    for (const [name, attack] of Object.entries(attacks)) {
      const folder = write({ 'main.mjs': `${attack}\nawait import('data:text/javascript,console.log(1)//no').catch((error) => { console.log(error instanceof Error) })` })
      t.is(run(node, folder, 'main.mjs', { listen: true, refuse: '//no' }).stdout, 'true\n', name)
    }
  })
}
