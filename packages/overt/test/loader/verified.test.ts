import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { isAtLeast, lock, run, type Setup, write } from './support/application.ts'

const application = {
  'package.json': '{"name":"app"}',
  'main.cjs': "console.log('main'); for (const name of ['./a.cjs', './data.json', 'dep']) { try { console.log(require(name)) } catch (e) { console.log(e.code) } } import('./b.mjs?q=1#h').then((m) => console.log(m.default), (e) => console.log(e.code))",
  'a.cjs': 'module.exports = "a good"',
  'data.json': '"j good"',
  'b.mjs': 'export default "b good"',
  'node_modules/dep/package.json': '{"name":"dep","main":"./index.js"}',
  'node_modules/dep/index.js': 'module.exports = "d good"',
  'node_modules/dep/other.js': 'module.exports = "d other"',
}
const good = 'main\na good\nj good\nd good\nb good\n'

for (const node of nodes) {
  const enforce = (folder: string): Setup => ({ mode: 'enforce', files: lock(folder) })

  test(`node ${node.version}: an untouched tree runs; each file that runs is decided about once`, (t) => {
    const folder = write(application)
    const { stdout, raised, lines } = run(node, folder, 'main.cjs', { ...enforce(folder), listen: true })
    t.is(stdout, good)
    const decided = raised.filter(({ name }) => name === 'open.verify')
    t.deepEqual(
      decided.map(({ path }) => path.slice(folder.length + 1)).sort(),
      Object.keys(application).filter((name) => name !== 'node_modules/dep/other.js').sort(),
    )
    for (const { allowed, reason, digest, expected } of decided) t.true(allowed === true && reason === 'listed' && digest === expected)
    const loaded = raised.filter(({ name }) => name === 'module.load')
    for (const { path, digest, size } of loaded) t.true(size === statSync(path).size && digest?.length === 64)
    t.deepEqual(lines, [])
  })

  for (const [name, line] of [['a.cjs', 1], ['data.json', 2], ['node_modules/dep/index.js', 3], ['b.mjs', 4]] as const) {
    test(`node ${node.version}: ${name} edited, also with size and time restored, is refused and recorded before`, (t) => {
      for (const restore of [false, true]) {
        const folder = write(application)
        const setup = enforce(folder)
        const path = join(folder, name)
        const { atime, mtime } = statSync(path)
        writeFileSync(path, readFileSync(path, 'utf8').replace('good', restore ? 'evil' : 'very evil'))
        if (restore) utimesSync(path, atime, mtime)
        const { stdout, lines } = run(node, folder, 'main.cjs', setup)
        const expected = good.split('\n')
        expected[line] = 'OVERT_DIGEST'
        t.is(stdout, expected.join('\n'))
        t.true(lines[0]?.includes('"event":"open.verify"') && lines[0].includes('"outcome":"refused"') && lines[0].includes(path))
        const monitored = run(node, folder, 'main.cjs', { ...setup, mode: 'monitor' })
        t.true(monitored.stdout.includes('evil') && !monitored.stdout.includes('OVERT'))
        t.true(monitored.lines[0]?.includes('"outcome":"would_refuse"'))
      }
    })
  }

  test(`node ${node.version}: the main entry, with the file and both digests in the error`, (t) => {
    for (const entry of ['main.cjs', 'b.mjs']) {
      const folder = write(application)
      const setup = enforce(folder)
      writeFileSync(join(folder, entry), `console.log('evil')`.padEnd(statSync(join(folder, entry)).size, ' '))
      const { status, stdout, stderr } = run(node, folder, entry, setup)
      t.is(status, 1)
      t.is(stdout, '')
      t.true(stderr.includes(`\`${join(folder, entry)}\` is refused`) && stderr.includes(setup.files?.[entry]?.digest ?? '-') && stderr.includes('OVERT_DIGEST'))
      t.is(stderr.match(/found [0-9a-f]{64}/g)?.length, 1)
    }
  })

  test(`node ${node.version}: a file that is not listed, a listed name with another's bytes, a removed package.json, an added one`, (t) => {
    const folder = write(application)
    const setup = enforce(folder)
    writeFileSync(join(folder, 'new.cjs'), "console.log('evil')")
    t.true(run(node, folder, 'new.cjs', setup).stderr.includes('OVERT_NOT_LISTED'))
    writeFileSync(join(folder, 'node_modules/dep/index.js'), application['node_modules/dep/other.js'])
    t.is(run(node, folder, 'main.cjs', setup).stdout.split('\n')[3], 'OVERT_DIGEST')
    writeFileSync(join(folder, 'node_modules/dep/index.js'), application['node_modules/dep/index.js'])
    writeFileSync(join(folder, 'node_modules/dep/package.json'), '{"name":"dep","main":"./other.js"}')
    t.is(run(node, folder, 'main.cjs', setup).stdout.split('\n')[3], 'OVERT_DIGEST')
    rmSync(join(folder, 'node_modules/dep/package.json'))
    t.is(run(node, folder, 'main.cjs', setup).stdout.split('\n')[3], 'OVERT_READ')
    writeFileSync(join(folder, 'node_modules/dep/package.json'), application['node_modules/dep/package.json'])
    writeFileSync(join(folder, 'node_modules/package.json'), '{"type":"module"}')
    t.is(run(node, folder, 'main.cjs', setup).stdout.split('\n')[3], 'OVERT_NOT_LISTED')
  })

  test(`node ${node.version}: a package.json that was changed is refused for each module below it, not for the first alone`, (t) => {
    const asking = "for (const name of ['one', 'two', 'two']) try { console.log(require('./dep/lib/' + name + '.js')) } catch (e) { console.log(e.code) }"
    const folder = write({ 'package.json': '{}', 'main.cjs': asking, 'dep/package.json': '{"type":"commonjs"}', 'dep/lib/one.js': 'module.exports = 1', 'dep/lib/two.js': 'module.exports = 2' })
    const setup = enforce(folder)
    t.is(run(node, folder, 'main.cjs', setup).stdout, '1\n2\n2\n')
    writeFileSync(join(folder, 'dep/package.json'), '{"type":"commonjs" }')
    t.is(run(node, folder, 'main.cjs', setup).stdout, 'OVERT_DIGEST\nOVERT_DIGEST\nOVERT_DIGEST\n')
  })

  test(`node ${node.version}: a link in a file's place, a folder in its place, a path out of the root`, (t) => {
    const folder = write(application)
    const setup = enforce(folder)
    const evil = write({ 'a.cjs': "console.log('evil')" })
    rmSync(join(folder, 'a.cjs'))
    symlinkSync(join(evil, 'a.cjs'), join(folder, 'a.cjs'))
    t.is(run(node, folder, 'main.cjs', setup).stdout.split('\n')[1], 'OVERT_NOT_LISTED')
    t.is(run(node, folder, 'main.cjs', { ...setup, nodeOptions: ['--preserve-symlinks'] }).stdout.split('\n')[1], 'OVERT_READ')
    rmSync(join(folder, 'a.cjs'))
    mkdirSync(join(folder, 'a.cjs'))
    t.not(run(node, folder, 'main.cjs', setup).stdout.split('\n')[1], 'a good')
    t.true(run(node, folder, `../${evil.slice(evil.lastIndexOf('/') + 1)}/a.cjs`, setup).stderr.includes('OVERT_NOT_LISTED'))
  })

  test(`node ${node.version}: a file that another process swaps in a loop runs as listed or is refused`, async (t) => {
    const folder = write({
      'main.cjs': `let good = 0, refused = 0, other = 0
const count = (value) => { if (value === 'good') good++; else if (value === 'OVERT_DIGEST') refused++; else other++ }
const load = async (n) => {
  for (let i = 0; i < 300; i++) {
    delete require.cache[require.resolve('./swapped.cjs')]
    try { count(require('./swapped.cjs')) } catch (e) { count(e.code) }
    await import('./swapped.mjs?' + i).then((m) => count(m.default), (e) => count(e.code))
  }
  console.log(JSON.stringify({ good, refused, other }))
}
load()`,
      'swapped.cjs': "module.exports = 'good'",
      'swapped.mjs': "export default 'good'",
      'other.cjs': "module.exports = 'evil'",
      'other.mjs': "export default 'evil'",
    })
    const files = lock(folder)
    const swap = `const { copyFileSync, renameSync, writeFileSync } = require('fs')
const good = { cjs: "module.exports = 'good'", mjs: "export default 'good'" }
console.log('swapping')
for (;;) for (const kind of ['cjs', 'mjs']) for (const word of ['evil', 'good']) { writeFileSync('next', good[kind].replace('good', word)); renameSync('next', 'swapped.' + kind) }`
    const swapper = spawn(process.execPath, ['-e', swap], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      await new Promise((resolve) => swapper.stdout.once('data', resolve))
      const { stdout, stderr } = run(node, folder, 'main.cjs', { mode: 'enforce', files })
      const { good: ran, refused, other } = JSON.parse(stdout === '' ? '{}' : stdout) as Record<string, number>
      t.is(other, 0, stderr)
      t.is((ran ?? 0) + (refused ?? 0), 600)
      t.true((ran ?? 0) > 0 && (refused ?? 0) > 0, stdout)
    } finally {
      swapper.kill('SIGKILL')
    }
  })

  test(`node ${node.version}: an addon is decided about before it is opened`, (t) => {
    const folder = write({ 'main.cjs': "for (const go of [() => require('./x.node'), () => process.dlopen({ exports: {} }, './x.node')]) try { go() } catch (e) { console.log(e.code) }", 'x.node': 'no addon' })
    const setup = enforce(folder)
    t.is(run(node, folder, 'main.cjs', setup).stdout, 'ERR_DLOPEN_FAILED\n'.repeat(2))
    writeFileSync(join(folder, 'x.node'), 'an addon')
    t.is(run(node, folder, 'main.cjs', setup).stdout, 'OVERT_DIGEST\n'.repeat(2))
    const { raised } = run(node, folder, 'main.cjs', { listen: true })
    t.is(raised.filter(({ path }) => path === join(folder, 'x.node')).length, 1)
    t.like(raised.find(({ path }) => path === join(folder, 'x.node')), { format: 'addon', specifier: './x.node', parent: join(folder, 'main.cjs') })
  })

  test(`node ${node.version}: an addon's name is made a string once, and what was decided about is what is opened`, (t) => {
    const folder = write(
      {
        'main.cjs': `let asked = 0
const other = __dirname + '/other.node'
const names = [new String(other), Buffer.from(other), [other], { toString: () => other }, { toString: () => asked++ === 0 ? __dirname + '/x.node' : other }, __dirname + '/link/../x.node']
for (const name of names) try { process.dlopen({ exports: {} }, name); console.log('loaded') } catch (e) { console.log(e.code, e.code === 'ERR_DLOPEN_FAILED' && e.message.split(':')[0] === __dirname + '/x.node') }
for (const given of [[], [{ exports: {} }], [{ exports: {} }, Symbol('other.node')]]) try { process.dlopen(...given) } catch (e) { console.log(e.code === undefined || !e.code.startsWith('OVERT')) }
console.log(asked)`,
        'x.node': 'no addon',
      },
      { link: 'elsewhere/inner' },
    )
    const setup = enforce(folder)
    writeFileSync(join(folder, 'other.node'), 'no addon')
    mkdirSync(join(folder, 'elsewhere/inner'), { recursive: true })
    writeFileSync(join(folder, 'elsewhere/x.node'), 'no addon')
    t.is(run(node, folder, 'main.cjs', setup).stdout, `${'OVERT_NOT_LISTED false\n'.repeat(4)}${'ERR_DLOPEN_FAILED true\n'.repeat(2)}${'true\n'.repeat(3)}1\n`)
  })

  if (!isAtLeast(node, 22)) continue

  test(`node ${node.version}: no compile cache beside a manifest; code in no file is refused`, (t) => {
    const folder = write({ 'main.mjs': "import { enableCompileCache, getCompileCacheDir, constants } from 'node:module'; console.log(enableCompileCache('cache').status === constants.compileCacheStatus.DISABLED, getCompileCacheDir()); await import('data:text/javascript,console.log(1)').catch((e) => console.log(e.code))" })
    const setup = enforce(folder)
    t.is(run(node, folder, 'main.mjs', setup).stdout, 'true undefined\nOVERT_NOT_LISTED\n')
    const environment = { NODE_COMPILE_CACHE: join(folder, 'cache') }
    t.deepEqual(run(node, folder, 'main.mjs', { ...setup, mode: 'monitor', environment }).gaps.map(({ event, reason }) => `${event} ${reason}`), ['open.verify unavailable'])
    t.throws(() => run(node, folder, 'main.mjs', { ...setup, environment }), { message: /ENOENT/ }, 'the preload throws before it can leave anything')
  })
}

