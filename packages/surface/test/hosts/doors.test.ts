import test from 'ava'
import { hosts, run } from './support/run.ts'

const rules = [['process.spawn', 'file|contains: echo'], ['fs.open', 'path|endswith: secret.txt'], ['dns.lookup', 'host: localhost']]
  .map(([event = '', what = '']) => `title: no\nid: ${event}\nlogsource: { product: linux, service: ${event} }\ndetection: { selection: { ${what} }, condition: selection }\nresponse: block\n`).join('---\n')

/** What is done with a builtin that was had in some way. */
const uses = `{
  fs: (fs) => fs.readFileSync('secret.txt', 'utf8'),
  'fs/promises': (promises) => promises.readFile('secret.txt', 'utf8'),
  dns: (dns) => new Promise((done, fail) => dns.lookup('localhost', (error, address) => (error ? fail(error) : done(address)))),
  'dns/promises': (promises) => promises.lookup('localhost'),
  child_process: (cp) => { const { error, stdout } = cp.spawnSync('echo', ['ran']); if (error) throw error; return stdout },
}`

/** Ways to have a builtin: functions of its name, each tried alone, for who came first has it patched for all. */
const everywhere: Readonly<Record<string, string>> = {
  'a module of data:': `(name) => import('data:text/javascript,export * from ' + JSON.stringify('node:' + name))`,
  'a module of data:, with a comment': `(name) => import('data:text/javascript,import builtin from ' + JSON.stringify('node:' + name) + ';export default builtin/**/;export * from ' + JSON.stringify('node:' + name))`,
  'a module of blob:': `(name) => import(URL.createObjectURL(new Blob(['export * from ' + JSON.stringify('node:' + name)], { type: 'text/javascript' })))`,
  'a function that resolves': `(name) => { const was = Module._resolveFilename; Module._resolveFilename = () => name; try { return require('./x') } finally { Module._resolveFilename = was } }`,
  'a function that resolves, and says another text each time': `(name) => { const was = Module._resolveFilename; let n = 0; Module._resolveFilename = () => ({ toString: () => (n++ === 0 ? '/x' : name) }); try { return require('./x') } finally { Module._resolveFilename = was } }`,
  'a property that is defined anew': `(name) => { Object.defineProperty(Module, '_resolveFilename', { value: () => name, configurable: true, writable: true }); return require('./x') }`,
}

const onlyDeno: typeof everywhere = {
  'a hook that does not ask the next': `(name) => { Module.registerHooks({ resolve: (specifier, context, next) => (specifier === 'x' ? { url: 'node:' + name, shortCircuit: true } : next(specifier, context)) }); return import('x') }`,
  'a hook that answers a require': `(name) => { Module.registerHooks({ resolve: (specifier, context, next) => (specifier === 'x' ? { url: 'node:' + name, shortCircuit: true } : next(specifier, context)) }); return require('x') }`,
  'a hook whose answer is another text each time': `(name) => { let n = 0; Module.registerHooks({ resolve: (specifier, context, next) => (specifier === 'x' ? { url: { toString: () => (n++ === 0 ? 'file:///x' : 'node:' + name) }, shortCircuit: true } : next(specifier, context)) }); return import('x') }`,
  'a function that resolves, while a hook waits': `(name) => { const was = Module._resolveFilename; let depth = 0; let had; Module._resolveFilename = function (...given) { depth++; try { if (depth === 2 && had === undefined) { had = null; had = require(name) } return Reflect.apply(was, this, given) } finally { depth-- } }; try { require('./empty.cjs'); return had } finally { Module._resolveFilename = was } }`,
}

const program = (way: string, name: string): string => `import Module, { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const use = (${uses})[${JSON.stringify(name)}]
const way = ${way}
let said
try { const had = await way(${JSON.stringify(name)}); said = 'had: ' + String(await use(had.default ?? had)) + String(await use(had)) } catch (error) { said = /OVERT_AUDIT|refused by rule/.test(error.code + error.message) ? 'refused' : 'not had' }
if (typeof Deno === 'undefined') await Bun.write(Bun.stdout, said)
else Deno.stdout.writeSync(new TextEncoder().encode(said))
`

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test
const files = { 'secret.txt': 's', 'empty.cjs': '' }

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  for (const [what, way] of Object.entries({ ...everywhere, ...(host === deno ? onlyDeno : {}) })) {
    test(`${host.runtime.name}: a builtin is patched whichever door it comes through: ${what}`, (t) => {
      for (const name of ['fs', 'fs/promises', 'dns', 'dns/promises', 'child_process']) {
        const { stdout, stderr } = run(host, program(way, name), { files, rules, mode: 'enforce' })
        t.true(['refused', 'not had'].includes(stdout), `${name}: ${stdout}${stderr}`)
      }
    })
  }
}

onDeno('deno: a require hidden in what resolves a file is told, and each builtin once', (t) => {
  if (deno === undefined) return
  const { lines, stderr } = run(deno, program(onlyDeno['a function that resolves, while a hook waits'] ?? '', 'fs').replace('const way', `require('node:path')\nconst way`), { files, record: ['module.builtin'] })
  const told = lines.filter(({ event }) => event === 'module.builtin').map(({ fields }) => fields['name'])
  t.deepEqual(['node:fs', 'node:path'].map((name) => told.filter((one) => one === name).length), [1, 1], stderr)
})

onDeno('deno: its own parts are not to be had by their names', (t) => {
  if (deno === undefined) return
  const { stdout, stderr } = run(deno, `import Module, { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const said = []
for (const name of ['child_process', 'dns/promises', 'fs/promises', 'test/binding']) for (const way of [() => require('internal/' + name), () => Module._load('internal/' + name), () => { const was = Module._resolveFilename; Module._resolveFilename = () => 'internal/' + name; try { return require('./x') } finally { Module._resolveFilename = was } }]) try { said.push(typeof way()) } catch ({ code }) { said.push(code) }
console.log([...new Set(said)].join())`, { bare: true })
  t.is(stdout, 'MODULE_NOT_FOUND\n', stderr)
})
