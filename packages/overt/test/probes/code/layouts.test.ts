// Where package managers, workspaces, links and bundlers put a package's code: who is named for an operation of it.
import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { openers, run } from '../support/run.ts'

const opens = (name: string): string => `try { require('node:fs').openSync('/absent/${name}') } catch {}\n`
const json = (name: string, version = '1.0.0'): string => JSON.stringify({ name, version })
/** A package whose loading opens `/absent/KEY`. */
const at = (folder: string, name: string, key: string, version?: string): Readonly<Record<string, string>> => ({ [`${folder}/package.json`]: json(name, version), [`${folder}/index.js`]: opens(key) })

const files = {
  'package.json': JSON.stringify({ name: 'shop', version: '2.0.0', workspaces: ['packages/*'], dependencies: { outer: '1.0.0' } }),
  ...at('node_modules/outer', 'outer', 'npm'),
  'node_modules/outer/index.js': `${opens('npm')}require('inner')`,
  ...at('node_modules/outer/node_modules/inner', 'inner', 'npm, nested', '0.2.0'),
  ...at('node_modules/.pnpm/alone@3.1.0/node_modules/alone', 'alone', 'pnpm', '3.1.0'),
  'node_modules/.pnpm/alone@3.1.0/node_modules/alone/index.js': `${opens('pnpm')}try { require('@s/peer') } catch {}`,
  ...at('node_modules/.pnpm/@s+peer@1.0.0_alone@3.1.0/node_modules/@s/peer', '@s/peer', 'pnpm, a dependency'),
  ...at('.yarn/unplugged/plugged-npm-4.0.0-0123456789/node_modules/plugged', 'plugged', 'yarn, unplugged', '4.0.0'),
  ...at('packages/member', '@shop/member', 'workspace', '0.0.1'),
  ...at('packages/kept', '@shop/kept', 'workspace, by its link', '0.0.2'),
  ...at('node_modules/innocent', 'innocent', 'never'),
  // A bundle holds the code of others, and a map that names them.
  'dist/bundle.js': `${opens('bundle')}//# sourceMappingURL=bundle.js.map\n`,
  'dist/bundle.js.map': JSON.stringify({ version: 3, sources: ['../node_modules/innocent/index.js'], names: [], mappings: 'AAAA' }),
}
const program = `
const fs = require('node:fs')
const link = (target, name) => { fs.mkdirSync(require('node:path').dirname(name), { recursive: true }); fs.symlinkSync(target, name, 'dir') }
link('.pnpm/alone@3.1.0/node_modules/alone', 'node_modules/alone')
link('../../../@s+peer@1.0.0_alone@3.1.0/node_modules/@s/peer', 'node_modules/.pnpm/alone@3.1.0/node_modules/@s/peer')
link('../../packages/member', 'node_modules/@shop/member')
for (const name of ['outer', 'alone', './.yarn/unplugged/plugged-npm-4.0.0-0123456789/node_modules/plugged', '@shop/member', './packages/kept', './dist/bundle.js']) require(name)
`

for (const node of nodes) {
  for (const options of [[], ['--enable-source-maps'], ['--preserve-symlinks']]) {
    test(`node ${node.version}: packages of npm, pnpm and yarn, of a workspace and of a bundle are named as who they are ${options.join()}`, (t) => {
      const { lines, reported } = run(node, ['fs.open'], program, { files, nodeOptions: options })
      t.is(reported['uncaught'], undefined)
      const preserves = options.includes('--preserve-symlinks')
      const found = openers(lines)
      t.like(found['npm'], { name: 'outer', version: '1.0.0', path: 'node_modules/outer/index.js', direct: true })
      t.like(found['npm, nested'], { name: 'inner', version: '0.2.0', direct: false })
      t.deepEqual((found['npm, nested'] as { readonly chain: readonly string[] }).chain.slice(0, 2), ['inner@0.2.0', 'outer@1.0.0'])
      t.like(found['pnpm'], { name: 'alone', version: '3.1.0', path: `node_modules/${preserves ? '' : '.pnpm/alone@3.1.0/node_modules/'}alone/index.js` })
      // With that option pnpm's packages do not find each other, as without overt.
      if (!preserves) t.like(found['pnpm, a dependency'], { name: '@s/peer', version: '1.0.0' })
      t.like(found['yarn, unplugged'], { name: 'plugged', version: '4.0.0' })
      t.like(found['workspace'], { name: '@shop/member', version: '0.0.1', path: `${preserves ? 'node_modules/@shop' : 'packages'}/member/index.js` })
      t.like(found['workspace, by its link'], { name: '@shop/kept', version: '0.0.2' })
      t.like(found['bundle'], { name: 'shop', version: '2.0.0', path: 'dist/bundle.js' })
    })
  }
}

/** As Yarn's does: functions of the runtime are replaced by its own, which call them. */
const linker = `
const fs = require('node:fs')
const { openSync } = fs
fs.openSync = (...given) => openSync(...given)
`
for (const node of nodes) {
  test(`node ${node.version}: Yarn's Plug'n'Play is not who called: whoever called it is`, (t) => {
    const { lines, reported } = run(node, ['fs.open'], `
require('outer')
const Module = require('node:module'), path = require('node:path')
const forged = new Module(path.join(__dirname, '.pnp.cjs'))
forged._compile("try { process.getBuiltinModule('node:fs').openSync('/absent/forged') } catch {}", forged.id)
require('fs').openSync = require('./src/.pnp.cjs').openSync
require('./src/own.js')
`, {
      files: {
        'package.json': json('shop', '2.0.0'),
        '.pnp.cjs': linker,
        ...at('node_modules/outer', 'outer', 'a package'),
        // Of the same name elsewhere: the application's own code.
        'src/.pnp.cjs': "const { openSync } = require('node:fs')\nexports.openSync = (...given) => openSync(...given)\n",
        'src/own.js': opens('own'),
      },
      nodeOptions: ['--require', './.pnp.cjs'],
    })
    t.is(reported['uncaught'], undefined)
    const found = openers(lines)
    t.like(found['a package'], { name: 'outer', path: 'node_modules/outer/index.js', chain: ['outer@1.0.0', 'shop@2.0.0'] })
    t.like(found['own'], { name: 'shop', path: 'src/.pnp.cjs' })
    t.deepEqual(found['forged'], { name: null, reason: 'altered', claims: '.pnp.cjs' })
  })

  test(`node ${node.version}: what a package writes under the name of Yarn's loader hides nobody, in a worker that begins later either`, (t) => {
    const written = `const fs = require('fs')\nexports.steal = (name) => { try { fs.openSync('/absent/' + name) } catch {} }\n`
    const { lines, all, reported } = run(node, ['fs.open'], `
const { Worker } = require('node:worker_threads')
require('evil')('main')
new Worker("require('evil')('worker')", { eval: true })
`, {
      files: {
        'package.json': json('shop', '2.0.0'),
        'node_modules/innocent/package.json': json('innocent', '1.0.0'),
        'node_modules/innocent/index.js': 'exports.map = (list, make) => { for (const one of list) make(one) }\n',
        'node_modules/evil/package.json': json('evil', '1.0.0'),
        'node_modules/evil/index.js': `require('fs').writeFileSync(__dirname + '/../../.pnp.cjs', ${JSON.stringify(written)})\nmodule.exports = (name) => { require('innocent').map([name], require('../../.pnp.cjs').steal) }\n`,
      },
    })
    t.is(reported['uncaught'], undefined)
    const found = openers(all.filter(({ event }) => event === 'fs.open'))
    t.true(lines.length > 0)
    for (const name of ['main', 'worker']) t.like(found[name], { name: 'shop', path: '.pnp.cjs' })
  })
}

/** As Yarn's: what lies in an archive is found there, read, and compiled under the name of a path through the archive. */
const archives = `
const fs = require('node:fs'), Module = require('node:module'), path = require('node:path'), zlib = require('node:zlib')
const texts = JSON.parse(fs.readFileSync(path.join(__dirname, 'texts.json'), 'utf8'))
/** An archive with two files: one as it is, one deflated (PKWARE APPNOTE 6.3.10). */
const packed = (files) => {
  const local = [], central = []
  let at = 0
  for (const [name, text] of Object.entries(files)) {
    const isDeflated = name.endsWith('.js'), bytes = Buffer.from(text), data = isDeflated ? zlib.deflateRawSync(bytes) : bytes
    const head = Buffer.alloc(30), entry = Buffer.alloc(46)
    head.writeUInt32LE(0x04034b50, 0); head.writeUInt16LE(isDeflated ? 8 : 0, 8); head.writeUInt16LE(name.length, 26)
    entry.writeUInt32LE(0x02014b50, 0); entry.writeUInt16LE(isDeflated ? 8 : 0, 10); entry.writeUInt32LE(data.length, 20); entry.writeUInt32LE(bytes.length, 24); entry.writeUInt16LE(name.length, 28); entry.writeUInt32LE(at, 42)
    local.push(head, Buffer.from(name), data); central.push(entry, Buffer.from(name))
    at += 30 + name.length + data.length
  }
  const list = Buffer.concat(central), end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0); end.writeUInt16LE(central.length / 2, 10); end.writeUInt32LE(list.length, 12); end.writeUInt32LE(at, 16)
  return Buffer.concat([...local, list, end])
}
fs.mkdirSync(path.join(__dirname, '.yarn/cache'), { recursive: true })
fs.writeFileSync(path.join(__dirname, '.yarn/cache/packed.zip'), packed({ 'node_modules/packed/package.json': '{"name":"innocent","version":"5.0.0"}', 'node_modules/packed/index.js': texts.plain, 'node_modules/packed/peer.js': texts.virtual }))
const { _resolveFilename } = Module
const names = { plain: 'cache/packed.zip/node_modules/packed/index.js', virtual: '__virtual__/packed-virtual-1/0/cache/packed.zip/node_modules/packed/peer.js', forged: 'cache/packed.zip/node_modules/packed/other.js', altered: 'cache/packed.zip/node_modules/packed/peer.js' }
Module._resolveFilename = (request, ...more) => (names[request] === undefined ? _resolveFilename(request, ...more) : path.join(__dirname, '.yarn', names[request]))
const before = require.extensions['.js']
require.extensions['.js'] = (module, name) => { for (const key in names) if (name.endsWith(names[key])) return module._compile(texts[key], name); before(module, name) }
`
for (const node of nodes) {
  test(`node ${node.version}: a package in an archive of Yarn's is named where the text is the archive's`, (t) => {
    const keys = ['plain', 'virtual', 'forged', 'altered']
    const { lines, reported } = run(node, ['fs.open'], "for (const name of ['plain', 'virtual', 'forged', 'altered']) require(name)", {
      files: { 'package.json': JSON.stringify({ name: 'shop', version: '2.0.0', dependencies: { packed: '5.0.0' } }), '.pnp.cjs': archives, 'texts.json': JSON.stringify(Object.fromEntries(keys.map((key) => [key, opens(key)]))) },
      nodeOptions: ['--require', './.pnp.cjs'],
    })
    t.is(reported['uncaught'], undefined)
    const found = openers(lines)
    // By its folder, whatever its package.json says.
    t.like(found['plain'], { name: 'packed', version: '5.0.0', path: '.yarn/cache/packed.zip/node_modules/packed/index.js', direct: true })
    t.like(found['virtual'], { name: 'packed', version: '5.0.0', path: '.yarn/cache/packed.zip/node_modules/packed/peer.js', direct: true })
    t.like(found['forged'], { name: null, reason: 'altered' })
    t.like(found['altered'], { name: null, reason: 'altered' })
  })
}
