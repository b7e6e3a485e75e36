import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { npmCache } from '../../src/cli/lockfile/cache.ts'
import { checkPackages } from '../../src/cli/lockfile/check.ts'
import { npmPackages } from '../../src/cli/lockfile/npm.ts'
import { pnpmPackages } from '../../src/cli/lockfile/pnpm.ts'
import { packageSummary } from '../../src/cli/lockfile/say.ts'
import { tarballFiles } from '../../src/cli/lockfile/tarball.ts'
import { openNative } from '../../src/engine/native.ts'
import { root } from '../support/project.ts'
import { overt, scratch } from './support/command.ts'

/** One entry of an archive (POSIX ustar). */
function entry(name: string, content: string, type = '0'): Buffer {
  const bytes = Buffer.from(content)
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(`${bytes.length.toString(8).padStart(11, '0')} `, 124)
  header.write(type, 156)
  header.write('ustar\u000000', 257)
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)])
}

const tarball = (...entries: readonly Buffer[]): Buffer => gzipSync(Buffer.concat([...entries, Buffer.alloc(1024)]))
const files = (of: Readonly<Record<string, string>>): Buffer[] => Object.entries(of).map(([name, content]) => entry(`package/${name}`, content))

interface Project {
  readonly folder: string
  readonly cache: string
  lock(...options: readonly string[]): ReturnType<typeof overt>
  write(path: string, text: string): void
}

/** A folder with these packages, npm's lock file of them, and a cache that has their tarballs. */
function project(t: ExecutionContext, packages: Readonly<Record<string, Readonly<Record<string, string>>>>, more: Readonly<Record<string, object>> = {}): Project {
  const [folder, cache] = [scratch(t), scratch(t)]
  const write = (path: string, text: string | Buffer): void => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
  const entries = Object.entries(packages).map(([name, of]): [string, object] => {
    for (const [path, text] of Object.entries(of)) write(join(folder, 'node_modules', name, path), text)
    const bytes = tarball(...files(of))
    const hash = createHash('sha512').update(bytes)
    const hex = hash.copy().digest('hex')
    write(join(cache, '_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)), bytes)
    return [`node_modules/${name}`, { version: '1.0.0', integrity: `sha512-${hash.digest('base64')}`, ...more[name] }]
  })
  write(join(folder, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries<object>([['', { name: 'app' }], ...entries]) }))
  return {
    folder,
    cache,
    lock: (...options) => overt(['lock', folder, '--from-lockfile', '--npm-cache', cache, ...options]),
    write: (path, text) => write(join(folder, 'node_modules', path), text),
  }
}

interface Said {
  readonly packages: readonly { readonly name: string; readonly state: string; readonly changed: string[]; readonly missing: string[]; readonly added: string[] }[]
}

test('matches, differs with its files, added by an install script, not in the cache', (t) => {
  const given = project(t, {
    good: { 'package.json': '{}', 'lib/i.js': 'good' },
    '@scope/evil': { 'i.js': 'was', 'gone.js': 'g' },
    built: { 'package.json': '{}' },
    lost: { 'i.js': 'x' },
  }, { built: { hasInstallScript: true }, lost: { integrity: 'sha512-AAAA' } })
  given.write('built/build/addon.node', 'made here')
  given.write('good/node_modules/inner/i.js', 'of nobody')
  const good = given.lock()
  t.is(good.status, 0, good.err)
  t.is(good.out.split('\n').slice(0, -2).join('\n'), [
    'matches          @scope/evil@1.0.0',
    'matches          good@1.0.0',
    '                 added: node_modules/inner/i.js',
    'matches          built@1.0.0',
    '                 added, it has an install script: build/addon.node',
    'not in the cache lost@1.0.0',
  ].join('\n'))
  t.regex(good.err, /overt: 1 package could not be compared: npm's cache `\/.*` does not have the tarballs\. `npm ci` puts them there/)
  t.regex(good.err, /^4 packages: 3 match, 0 differ, 1 not in the cache, 0 not promised, 0 not installed; 2 files added/)
  const head = readFileSync(join(given.folder, 'overt.lock.head'), 'utf8')

  given.write('@scope/evil/i.js', 'is')
  rmSync(join(given.folder, 'node_modules/@scope/evil/gone.js'))
  const evil = given.lock()
  t.is(evil.status, 1)
  t.regex(evil.out, /DIFFERS {10}@scope\/evil@1\.0\.0\n {17}changed: i\.js\n {17}missing: gone\.js\n/)
  t.regex(evil.err, /overt: 1 package is not what the lock file promises, and nothing was written: install anew \(`npm ci`\)\n$/)
  t.is(readFileSync(join(given.folder, 'overt.lock.head'), 'utf8'), head)
  t.is(given.lock('--accept', 'good').status, 1)
  const { packages } = JSON.parse(given.lock('--json').out) as Said
  t.is(given.lock('--accept', '@scope/evil', '--accept', 'other').status, 0)
  t.like(packages[1], { name: '@scope/evil', state: 'differs', changed: ['i.js'], missing: ['gone.js'], added: [] })
})

test('an install script that exchanges a file: what to add where that is meant', (t) => {
  const given = project(t, { built: { 'bin/built': 'a script' }, other: { 'i.js': 'was' } }, { built: { hasInstallScript: true } })
  given.write('built/bin/built', 'a program')
  given.write('other/i.js', 'is')
  const both = given.lock()
  t.is(both.status, 1)
  t.true(both.out.endsWith('DIFFERS          built@1.0.0\n                 changed, it has an install script: bin/built\nDIFFERS          other@1.0.0\n                 changed: i.js\n'), both.out)
  t.regex(both.err, /overt: 2 packages are not what .*`npm ci`\); where an install script is meant to exchange these files: --accept built\n$/)
  given.write('other/i.js', 'was')
  t.like(given.lock('--accept', 'built'), { status: 0 })
})

test('a tarball in the cache that is not the one that the lock file promises is not believed', (t) => {
  const given = project(t, { a: { 'i.js': 'promised' } })
  given.write('a/i.js', 'evil')
  const { packages } = JSON.parse(readFileSync(join(given.folder, 'package-lock.json'), 'utf8')) as { packages: Record<string, { integrity: string }> }
  const hex = Buffer.from(String(packages['node_modules/a']?.integrity.slice(7)), 'base64').toString('hex')
  writeFileSync(join(given.cache, '_cacache/content-v2/sha512', hex.slice(0, 2), hex.slice(2, 4), hex.slice(4)), tarball(...files({ 'i.js': 'evil' })))
  t.regex(given.lock().out, /^not in the cache a@1\.0\.0\n/)
})

test('no lock file, and one that cannot be used', (t) => {
  const folder = scratch(t)
  t.regex(overt(['lock', folder, '--from-lockfile']).err, /^overt: OVERT_READ: .*neither package-lock\.json nor pnpm-lock\.yaml nor deno\.lock; name the folder of a project that has one, or leave `--from-lockfile` out/)
  writeFileSync(join(folder, 'package-lock.json'), '{"lockfileVersion":1,"dependencies":{}}')
  t.regex(overt(['lock', folder, '--from-lockfile']).err, /OVERT_READ: .*it has no `packages`/)
  t.false(existsSync(join(folder, 'overt.lock')))
})

test('a lock file of npm: links, bundled packages and workspaces are no packages of a registry', (t) => {
  const packages = npmPackages('f', JSON.stringify({
    packages: { '': {}, 'packages/own': {}, 'node_modules/own': { link: true }, 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/@s/b': { version: '2.0.0', optional: true }, 'node_modules/a/node_modules/c': { inBundle: true }, 'node_modules/alias': { name: 'real', version: '3.0.0' } },
  }))
  t.deepEqual(packages.map(({ name, place, optional }) => [name, place, optional]), [['a', 'node_modules/a', false], ['@s/b', 'node_modules/a/node_modules/@s/b', true], ['real', 'node_modules/alias', false]])
})

test('a lock file of pnpm: each folder that a package was installed into', (t) => {
  const text = (key: string): string => `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n\npackages:\n\n  '@s/a@1.0.0':\n    resolution: {integrity: sha512-AA==}\n    engines: {node: '>=4'}\n\n  ${key}:\n    resolution: {integrity: sha512-BB==}\n    requiresBuild: true\n\nsnapshots:\n\n  'b@2.0.0(@s/a@1.0.0)': {}\n`
  const folders = ['@s+a@1.0.0', 'b@2.0.0_@s+a@1.0.0', 'b@2.0.0', 'b@2.0.01']
  for (const key of ['b@2.0.0', '/b@2.0.0(@s/a@1.0.0)']) {
    t.deepEqual(pnpmPackages('f', text(key), folders).map(({ name, place, integrity }) => [name, place, integrity]), [
      ['@s/a', 'node_modules/.pnpm/@s+a@1.0.0/node_modules/@s/a', 'sha512-AA=='],
      ['b', 'node_modules/.pnpm/b@2.0.0_@s+a@1.0.0/node_modules/b', 'sha512-BB=='],
      ['b', 'node_modules/.pnpm/b@2.0.0/node_modules/b', 'sha512-BB=='],
    ])
  }
  t.throws(() => pnpmPackages('f', "lockfileVersion: '5.4'\n", []), { message: /below 6/ })
  t.throws(() => pnpmPackages('f', "lockfileVersion: '9.0'\npackages:\n  what is this\n", []), { message: /no package as pnpm writes it/ })
})

test('an archive: long names in both forms, links left out, ignore files as npm renames them, damage', (t) => {
  const long = `package/${'d/'.repeat(120)}f.js`
  const pax = `path=${long}\n`
  const record = `${String(pax.length + 4)} ${pax}`
  const bytes = tarball(entry('pax', record, 'x'), entry('cut', 'one'), entry('gnu', `${long}2\0`, 'L'), entry('cut', 'two'), entry('package/link', '', '2'), entry('package/.gitignore', 'g'), entry('package/./last', ''))
  const found = new Map([...tarballFiles(bytes)].map(([path, content]) => [path, Buffer.from(content).toString()]))
  t.deepEqual([...found], [[long.slice(8), 'one'], [`${long.slice(8)}2`, 'two'], ['.npmignore', 'g'], ['last', '']])
  t.throws(() => tarballFiles(Buffer.from('no archive')))
  t.throws(() => tarballFiles(gzipSync(entry('package/a', 'x'.repeat(1000)).subarray(0, 700))), { message: /cut off/ })
})

test('this project\'s own packages', async (t) => {
  const opening = openNative(fileURLToPath(new URL('packages/overt/dist', root)))
  if (opening.kind !== 'native') return t.fail('the native engine cannot be loaded: run `npm run build`')
  const { binding, engine } = opening
  const folder = fileURLToPath(root)
  // The folder holds what was built as well, which takes long to hash.
  const { text } = JSON.parse(await binding.commands().listTree(join(folder, 'node_modules'), '{}')) as { text: string }
  const packages = checkPackages(folder, text.replace(/^(.{64} {2})/gm, '$1node_modules/'), npmCache(), (bytes) => engine.digest(bytes))
  // esbuild's install script puts a program in the place of its script.
  t.deepEqual(packages.filter(({ state, name }) => state === 'differs' && name !== 'esbuild'), [])
  t.true(packages.some(({ name, state }) => name === 'ava' && (state === 'matches' || state === 'not_cached')))
  t.log(packageSummary(packages))
})
