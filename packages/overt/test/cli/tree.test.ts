import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { line, withProgress } from '../../src/cli/progress.ts'
import { command, overt, scratch } from './support/command.ts'

const onUnix = process.platform === 'win32' ? test.skip : test
const env = { ...process.env, NODE_OPTIONS: '', OVERT_CONFIG: '', OVERT_LAUNCH: '', NO_COLOR: '1' }

test('--sarif names each difference at its file', (t) => {
  const folder = scratch(t)
  for (const name of ['a.js', 'b c.js', 'gone.js']) writeFileSync(join(folder, name), name)
  t.is(overt(['lock', folder]).status, 0)
  writeFileSync(join(folder, 'b c.js'), 'changed')
  writeFileSync(join(folder, 'new.js'), 'n')
  rmSync(join(folder, 'gone.js'))
  const { status, out } = overt(['verify', folder, '--sarif'])
  t.is(status, 1)
  const { runs: [run] } = JSON.parse(out) as { runs: { results: { ruleId: string; message: { text: string }; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[] }
  const found = run?.results.map(({ ruleId, locations }) => [ruleId, locations[0]?.physicalLocation.artifactLocation.uri.split('/').at(-1)])
  t.deepEqual(found, [['OVERT_NOT_LISTED', 'new.js'], ['OVERT_READ', 'gone.js'], ['OVERT_DIGEST', 'b%20c.js']])
  t.regex(String(run?.results[2]?.message.text), /has BLAKE3 [\da-f]{64}, the manifest lists [\da-f]{64}/)
  t.like(overt(['verify', folder, '--sarif', '--json']), { status: 2 })
})

onUnix('names with line breaks and control characters: listed, verified, and printed harmlessly', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'line\nbreak.js'), 'a')
  writeFileSync(join(folder, 'bell\u001b[31m.js'), 'a')
  t.is(overt(['lock', folder]).status, 0)
  t.is(overt(['verify', folder]).status, 0)
  for (const name of ['line\nbreak.js', 'bell\u001b[31m.js']) writeFileSync(join(folder, name), 'b')
  const { status, out } = overt(['verify', folder])
  t.is(status, 1)
  t.regex(out, /^changed {2}bell\\u\{1b\}\[31m\.js\n(?: .*\n){2}changed {2}line\\u\{a\}break\.js\n/)
})

onUnix('a name that is not UTF-8 is refused, and said', (t) => {
  const folder = scratch(t)
  writeFileSync(Buffer.concat([Buffer.from(join(folder, 'bad-')), Buffer.from([0xff]), Buffer.from('.js')]), 'x')
  const { status, err } = overt(['lock', folder])
  t.is(status, 2)
  t.regex(err, /^overt: OVERT_MANIFEST_NAME: a manifest cannot hold the name of `.*bad-.*\.js`: it is not UTF-8; rename/)
  t.false(readdirSync(folder).some((name) => name.startsWith('overt.lock')))
})

onUnix('what cannot be read: lock names it and writes nothing, verify finds it', (t) => {
  const folder = scratch(t)
  const other = 65534
  for (const name of ['a.js', 'secret.js', 'shut/b.js']) {
    mkdirSync(join(folder, 'shut'), { recursive: true })
    writeFileSync(join(folder, name), name)
  }
  t.is(overt(['lock', folder]).status, 0)
  const before = readFileSync(join(folder, 'overt.lock.head'))
  chmodSync(join(folder, 'secret.js'), 0)
  chmodSync(join(folder, 'shut'), 0)
  const root = process.getuid?.() === 0
  if (root) for (const name of ['', 'secret.js', 'shut']) chownSync(join(folder, name), other, other)
  const asOther = (args: readonly string[]) => spawnSync(process.execPath, [command, ...args], { encoding: 'utf8', env, cwd: '/', ...(root ? { uid: other, gid: other } : {}) })
  if (asOther(['--version']).status !== 0) {
    t.log('skipped: another user cannot start the command here')
    t.pass()
    return
  }
  const locked = asOther(['lock', folder])
  t.is(locked.status, 2)
  t.regex(locked.stderr, /^overt: OVERT_READ: `.*secret\.js` cannot be read: Permission denied.*\n`.*shut` cannot be read: Permission denied/)
  t.deepEqual(readFileSync(join(folder, 'overt.lock.head')), before)
  const verified = asOther(['verify', folder, '--json'])
  t.is(verified.status, 1)
  const found = JSON.parse(verified.stdout) as { unreadable: { path: string }[]; removed: { path: string }[] }
  t.deepEqual(found.unreadable.map(({ path }) => path), ['secret.js', 'shut'])
  t.deepEqual(found.removed.map(({ path }) => path), ['shut/b.js'])
  chmodSync(join(folder, 'shut'), 0o700)
})

onUnix('a lock that is killed at any moment leaves a whole manifest', async (t) => {
  const folder = scratch(t)
  for (let number = 0; number < 400; number++) writeFileSync(join(folder, `${String(number)}.js`), String(number))
  t.is(overt(['lock', folder]).status, 0)
  const took = await duration(['lock', folder])
  let killed = 0
  for (let round = 0; round < 12; round++) {
    writeFileSync(join(folder, `round-${String(round)}.js`), '')
    const child = spawn(process.execPath, [command, 'lock', folder], { env, stdio: 'ignore' })
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('close', (_, signal) => resolve(signal)))
    // Most of the time is Node's start; the files are written at the end.
    setTimeout(() => child.kill('SIGKILL'), took * (0.6 + 0.5 * Math.random()))
    if ((await ended) === 'SIGKILL') killed++
    const { status, out, err } = overt(['verify', folder, '--json'])
    t.true(status === 0 || status === 1, err)
    const { added, removed, changed } = JSON.parse(out) as { added: { path: string }[]; removed: unknown[]; changed: unknown[] }
    t.deepEqual([removed, changed], [[], []])
    t.true(added.every(({ path }) => path.startsWith('round-')), JSON.stringify(added))
  }
  t.log(`${String(killed)} of 12 were killed`)
  t.is(overt(['lock', folder]).status, 0)
  t.is(overt(['verify', folder]).status, 0)
  t.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.new')), [])
})

function duration(args: readonly string[]): Promise<number> {
  const start = performance.now()
  const child = spawn(process.execPath, [command, ...args], { env, stdio: 'ignore' })
  return new Promise((resolve) => child.once('close', () => resolve(performance.now() - start)))
}

test('progress in words', (t) => {
  t.is(line('hashing', [1, 2_400_000], undefined), 'hashing 1 file, 2 MB')
  t.is(line('verifying', [500, 1e6], 1000), 'verifying [############------------] 500 of 1000 files, 1 MB')
  t.is(line('verifying', [2000, 1e6], 1000), 'verifying [########################] 2000 of 1000 files, 1 MB')
})

test.serial('a terminal sees progress where the work takes long, and nothing is left of it', async (t) => {
  const written: string[] = []
  const terminal = { write: (text: string) => written.push(text) }
  const long = new Promise<string>((resolve) => setTimeout(() => resolve('answer'), 1000))
  t.is(await withProgress('hashing', Promise.resolve('at once'), () => [0, 0], undefined, terminal), 'at once')
  t.deepEqual(written, [])
  t.is(await withProgress('hashing', long, () => [7, 9e6], 10, terminal), 'answer')
  t.true(written.length > 1)
  t.is(written[0], '\r\u001b[Khashing [################--------] 7 of 10 files, 9 MB')
  t.is(written.at(-1), '\r\u001b[K')
})
