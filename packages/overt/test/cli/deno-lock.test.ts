import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { denoPackages, readDenoLock } from '../../src/cli/lockfile/deno.ts'
import { overt, type Said, scratch } from './support/command.ts'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const module_ = 'export const a = 1\n'
/** As Deno keeps it: a part of what the registry gave, and the digest of the whole. */
const whole = sha256('the list, whole')
const list = JSON.stringify({ manifest: { '/mod.ts': { size: module_.length, checksum: `sha256-${sha256(module_)}` } }, exports: { '.': './mod.ts' }, lockfileChecksum: whole })
/** A module of a URL with and without a port, and a JSR package. */
const files = {
  'main.ts': `import 'https://example.org/a.ts'\n`,
  'vendor/example.org/a.ts': module_,
  'vendor/http_127.0.0.1_8000/b.ts': module_,
  'vendor/jsr.io/@scope/kit/1.0.0/mod.ts': module_,
  'vendor/jsr.io/@scope/kit/1.0.0_meta.json': list,
  'vendor/jsr.io/@scope/kit/meta.json': '{}',
  'vendor/example.org/#c_1a2b3.ts': 'named by a hash',
}
const promised = {
  version: '5',
  remote: { 'https://example.org/a.ts': sha256(module_), 'http://127.0.0.1:8000/b.ts': sha256(module_) },
  jsr: { '@scope/kit@1.0.0': { integrity: whole } },
}

interface Project {
  readonly folder: string
  readonly run: (command: 'lock' | 'verify', ...options: readonly string[]) => Said
  readonly write: (path: string, text: string) => void
}

function project(t: ExecutionContext, lock: object = promised): Project {
  const folder = scratch(t)
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const [path, text] of Object.entries(files)) write(path, text)
  write('deno.lock', JSON.stringify(lock))
  return { folder, run: (command, ...options) => overt([command, folder, ...options]), write }
}

test('modules in `vendor` that are what deno.lock promises are locked, and verify says nothing of them', (t) => {
  const { run } = project(t)
  const locked = run('lock')
  t.is(locked.status, 0, locked.err)
  t.notRegex(locked.out, /DIFFERS|not in deno\.lock/)
  t.is(run('verify').status, 0)
  t.deepEqual((JSON.parse(run('verify', '--json').out) as { vendored: unknown }).vendored, [])
})

test('a module that deno.lock promises otherwise is refused, of a URL and of JSR; its list of files too', (t) => {
  for (const path of ['vendor/example.org/a.ts', 'vendor/http_127.0.0.1_8000/b.ts', 'vendor/jsr.io/@scope/kit/1.0.0/mod.ts', 'vendor/jsr.io/@scope/kit/1.0.0_meta.json']) {
    const { folder, run, write } = project(t)
    write(path, path.endsWith('.json') ? list.replace(whole, sha256('another')) : 'evil')
    const { status, out, err } = run('lock')
    t.is(status, 1, path)
    t.regex(out, new RegExp(`^DIFFERS {10}${path.replaceAll(/[.]/g, '\\$&')}\n {17}deno\\.lock: [0-9a-f]{64}\n {17}found: {5}[0-9a-f]{64}\n$`))
    t.regex(err, /not what deno\.lock promises.*nothing was written/)
    t.false(existsSync(join(folder, 'overt.lock')))
    t.deepEqual((JSON.parse(run('lock', '--json').out) as { vendored: readonly { path: string; state: string }[] }).vendored.map((one) => [one.path, one.state]), [[path, 'differs']])
  }
})

test('a list of files that is gone disagrees, once; a module that deno.lock does not have is named and locked', (t) => {
  const gone = project(t)
  rmSync(join(gone.folder, 'vendor/jsr.io/@scope/kit/1.0.0_meta.json'))
  gone.write('vendor/jsr.io/@scope/kit/1.0.0/more.ts', 'x')
  const { status, out } = gone.run('lock')
  t.is(status, 1)
  t.is(out.match(/DIFFERS/g)?.length, 1)
  t.regex(out, /found: {5}nothing/)
  const more = project(t)
  more.write('vendor/example.org/new.ts', 'x')
  more.write('vendor/jsr.io/@scope/kit/1.0.0/unlisted.ts', 'x')
  const said = more.run('lock')
  t.is(said.status, 0, said.err)
  t.regex(said.out, /^not in deno\.lock vendor\/example\.org\/new\.ts\nnot in deno\.lock vendor\/jsr\.io\/@scope\/kit\/1\.0\.0\/unlisted\.ts\n/)
})

test('verify says where deno.lock was changed after the lock, also as SARIF', (t) => {
  const { run, write } = project(t)
  t.is(run('lock').status, 0)
  write('deno.lock', JSON.stringify({ ...promised, remote: { ...promised.remote, 'https://example.org/a.ts': sha256('other') } }))
  const { status, out, err } = run('verify')
  t.is(status, 1)
  t.regex(err, /not what deno\.lock promises: have them fetched anew .*if the change is meant\n$/)
  t.regex(out, /^changed {2}deno\.lock\n[^]*DIFFERS {10}vendor\/example\.org\/a\.ts\n/)
  t.regex(run('verify', '--sarif').out, /deno\.lock lists [0-9a-f]{64}/)
})

test('a deno.lock that cannot be used stops both; without `vendor` none is read', (t) => {
  for (const [text, message] of [['{', /OVERT_READ: .*deno\.lock` cannot be used: it is not JSON: .*; restore it, or have it written anew \(`deno install`\)\n$/], ['{"version":"3"}', /OVERT_READ: .*its `version` is 3, known are 4 and 5; write it anew with Deno 2\n$/], ['null', /OVERT_READ: .*it is no object; restore it/], ['{"version":"5","remote":[]}', /OVERT_READ: .*its `remote` is no object; restore it/]] as const) {
    const { folder, run, write } = project(t)
    write('deno.lock', text)
    t.is(run('lock').status, 2, text)
    t.regex(run('lock').err, message)
    rmSync(join(folder, 'vendor'), { recursive: true })
    t.is(run('lock').status, 0)
  }
})

test('the npm packages of a deno.lock: each folder that a package was installed into', (t) => {
  const lock = readDenoLock('f', JSON.stringify({ version: '5', npm: { '@s/a@1.0.0': { integrity: 'sha512-AA==' }, 'b@2.0.0_@s+a@1.0.0': { integrity: 'sha512-BB==', scripts: true }, 'c@3.0.0': { os: ['win32'] } } }))
  t.deepEqual(denoPackages(lock, ['@s+a@1.0.0', 'b@2.0.0_@s+a@1.0.0', 'b@2.0.01', 'node_modules']).map(({ name, version, place, integrity, hasInstallScript }) => [name, version, place, integrity, hasInstallScript]), [
    ['@s/a', '1.0.0', 'node_modules/.deno/@s+a@1.0.0/node_modules/@s/a', 'sha512-AA==', false],
    ['b', '2.0.0', 'node_modules/.deno/b@2.0.0_@s+a@1.0.0/node_modules/b', 'sha512-BB==', true],
  ])
})
