import { spawnSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, type Line, run } from './support/run.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.js', root))
const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test

/** One module of each kind; what each gives is printed. */
const application: Readonly<Record<string, string | Uint8Array>> = {
  'main.ts': `import data from './data.json' with { type: 'json' }
import typed, { url } from './lib/typed.ts'
import plain from './lib/plain.mjs'
import { lookup } from 'node:dns'
import { createRequire } from 'node:module'
import package_ from 'package'
enum Kind { one = 1 }
const require = createRequire(import.meta.url)
const wasm = await import('./lib/empty.wasm')
console.log([data.a, typed, url.endsWith('/lib/typed.ts'), plain, typeof lookup, package_, Kind.one, Object.keys(wasm).length, require('./lib/common.cjs').a, require('./lib/nested.mjs').default].join(' '))
`,
  'data.json': '{"a":1}',
  'lib/typed.ts': 'export const url: string = import.meta.url\nexport default 2 as number\n',
  'lib/plain.mjs': 'export default 3\n',
  'lib/common.cjs': `exports.a = require('../data.json').a + 3\n`,
  'lib/nested.mjs': `import plain from './plain.mjs'\nexport default plain + 2\n`,
  'lib/empty.wasm': Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
  'lib/worker.mjs': `postMessage((await import('./plain.mjs')).default)\n`,
  'node_modules/package/package.json': '{"name":"package","version":"1.0.0","main":"index.js"}',
  'node_modules/package/index.js': `module.exports = 'package'\n`,
  'package.json': '{"dependencies":{"package":"1.0.0"}}',
}
/** A custom section without a name: another WebAssembly module, of the same meaning. */
const emptySection = Uint8Array.of(0, 1, 0)
const whole = '1 2 true 3 function package 1 0 4 5\n'

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  readonly lines: readonly Line[]
}

interface Tree {
  readonly folder: string
  overt(...args: readonly string[]): void
  run(settings?: Readonly<Record<string, unknown>>, main?: string): Ran
}

/** A locked application in a folder of its own, outside of which its record and its keys lie. */
function tree(work: (tree: Tree) => void, added: Readonly<Record<string, string>> = {}): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-verified-')))
  const beside = realpathSync(mkdtempSync(join(tmpdir(), 'overt-beside-')))
  const overt = (...args: readonly string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, [command, ...args], { cwd: beside, encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
  }
  try {
    for (const [name, text] of Object.entries({ ...application, ...added })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), text)
    }
    work({
      folder,
      overt: (...args) => {
        overt(...args.map((arg) => arg.replace('BESIDE', beside)))
      },
      run(settings = {}, main = 'main.ts') {
        const log = join(beside, 'log.jsonl')
        rmSync(log, { force: true })
        const given = Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value.replace('BESIDE', beside) : value]))
        writeFileSync(join(beside, 'overt.yml'), JSON.stringify({ mode: 'enforce', manifest: join(folder, 'overt.lock'), log, record: ['open.verify'], ...given }))
        const env = { PATH: process.env['PATH'], HOME: beside, NO_COLOR: '1', OVERT_CONFIG: join(beside, 'overt.yml') }
        const { status, stdout, stderr } = spawnSync(deno?.runtime.path ?? '', [...(deno?.preload ?? []), '--no-lock', '--node-modules-dir=manual', '-A', main], { cwd: folder, env, encoding: 'utf8', timeout: 60_000 })
        const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line) : []
        return { status, stdout, stderr, lines }
      },
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(beside, { recursive: true, force: true })
  }
}

const refusals = (lines: readonly Line[]): readonly unknown[] => lines.filter(({ event, outcome }) => event === 'open.verify' && outcome === 'refused').map(({ fields }) => fields['reason'])

onDeno('with a manifest every kind of module runs as without, and each is verified', (t) => {
  tree(({ folder, overt, run }) => {
    overt('lock', folder)
    const { status, stdout, stderr, lines } = run()
    t.is(stdout, whole, stderr)
    t.is(status, 0)
    const verified = lines.filter(({ event, fields }) => event === 'open.verify' && fields['allowed'] === true).map(({ fields }) => String(fields['path']).slice(folder.length + 1))
    t.deepEqual([...new Set(verified)].sort(), ['data.json', 'lib/common.cjs', 'lib/empty.wasm', 'lib/nested.mjs', 'lib/plain.mjs', 'lib/typed.ts', 'main.ts', 'node_modules/package/index.js'])
  })
})

onDeno('one changed byte in any module refuses it in enforce, and is said in monitor', (t) => {
  for (const name of ['main.ts', 'data.json', 'lib/typed.ts', 'lib/plain.mjs', 'lib/common.cjs', 'lib/nested.mjs', 'lib/empty.wasm', 'node_modules/package/index.js']) {
    tree(({ folder, overt, run }) => {
      overt('lock', folder)
      appendFileSync(join(folder, name), name.endsWith('.wasm') ? emptySection : '\n')
      const refused = run()
      t.not(refused.status, 0, name)
      t.is(refused.stdout, '', name)
      t.regex(refused.stderr, /its bytes are not those that the manifest lists/, name)
      t.true(refusals(refused.lines).includes('digest'), name)
      const watched = run({ mode: 'monitor' })
      t.is(watched.stdout, whole, `${name}: ${watched.stderr}`)
      t.true(watched.lines.some(({ event, outcome }) => event === 'open.verify' && outcome === 'would_refuse'), name)
    })
  }
})

onDeno('what is no file of the manifest is refused: an unlisted file, a file outside, data:, with a query', (t) => {
  tree(
    ({ folder, overt, run }) => {
      overt('lock', folder)
      writeFileSync(join(folder, 'lib/new.mjs'), `console.log('ran')`)
      writeFileSync(join(folder, 'lib/changed.mjs'), `console.log('ran')`)
      const outside = join(dirname(folder), `${folder.split('/').at(-1) ?? ''}.mjs`)
      writeFileSync(outside, `console.log('ran')`)
      try {
        const { stdout, stderr, lines } = run({}, 'attempts.mjs')
        t.is(stdout, 'the manifest,its bytes,it lies,the manifest\n', stderr)
        t.deepEqual(refusals(lines), ['not_listed', 'digest', 'outside', 'not_listed'])
      } finally {
        rmSync(outside)
      }
    },
    {
      'lib/changed.mjs': '',
      'attempts.mjs': `const said = []
for (const name of ['./lib/new.mjs', './lib/changed.mjs?query', import.meta.dirname + '.mjs', 'data:text/javascript,console.log("ran")']) try { await import(name.startsWith('/') ? 'file://' + name : name); said.push('ran') } catch (error) { said.push(/is refused: (its bytes|it lies|the manifest)/.exec(error.message)?.[1] ?? error.message) }
console.log(said.join(','))`,
    },
  )
})

onDeno('a worker runs verified code only', (t) => {
  // The environment is the application's to change; what a worker is held to is not.
  const main = `Deno.env.delete('OVERT_CONFIG')
const started = (url) => new Promise((resolve) => { try { const worker = new Worker(url, { type: 'module' }); worker.onmessage = ({ data }) => { worker.terminate(); resolve(data) }; worker.onerror = (event) => { event.preventDefault(); resolve('refused') } } catch (error) { resolve(error.code) } })
console.log(await started(import.meta.resolve('./lib/worker.mjs')), await started('data:text/javascript,postMessage(1)'), await started(URL.createObjectURL(new Blob(['postMessage(1)']))))
Deno.exit()`
  tree(
    ({ folder, overt, run }) => {
      overt('lock', folder)
      const untouched = run({}, 'threads.mjs')
      t.is(untouched.stdout, '3 refused OVERT_NOT_LISTED\n', untouched.stderr)
      appendFileSync(join(folder, 'lib/worker.mjs'), '\n')
      const changed = run({}, 'threads.mjs')
      t.is(changed.stdout, 'refused refused OVERT_NOT_LISTED\n', changed.stderr)
    },
    { 'threads.mjs': main },
  )
})

onDeno('signature and serial number are held to as on Node; what does not hold stops the start with exit code 2', (t) => {
  tree(({ folder, overt, run }) => {
    overt('key', 'new', '-o', 'release')
    overt('key', 'new', '-o', 'other')
    overt('lock', folder, '--key', 'release.key')
    t.is(run({ pubkey: 'BESIDE/release.pub', min_serial: 1 }).stdout, whole)
    const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
      [{ pubkey: 'BESIDE/other.pub' }, 'OVERT_SIGNATURE'],
      [{ pubkey: 'BESIDE/none.pub' }, 'OVERT_KEY'],
      [{ min_serial: 99 }, 'OVERT_SERIAL'],
      [{ manifest: 'BESIDE/none.lock' }, 'OVERT_MANIFEST'],
    ]
    for (const [settings, code] of cases) {
      const { status, stdout, stderr } = run(settings)
      t.is(status, 2, code)
      t.is(stdout, '')
      t.true(stderr.includes(code), stderr)
    }
    for (const [name, code] of [['overt.lock.index', 'OVERT_MANIFEST'], ['overt.lock.head.minisig', 'OVERT_SIGNATURE'], ['overt.lock.head', 'OVERT_SIGNATURE']] as const) {
      const file = join(folder, name)
      const bytes = readFileSync(file)
      const changed = Uint8Array.from(bytes)
      changed[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
      writeFileSync(file, changed)
      const { status, stderr } = run({ pubkey: 'BESIDE/release.pub' })
      t.is(status, 2, name)
      t.true(stderr.includes(code), stderr)
      writeFileSync(file, bytes)
    }
  })
})

test('Bun verifies nothing yet, and says so: a manifest stops the start', (t) => {
  const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
  if (bun === undefined) {
    t.log('Bun is not installed, or the package for it is not built')
    return t.pass()
  }
  const { status, stdout, stderr } = run(bun, `console.log('it runs')`, { manifest: 'overt.lock' })
  t.is(status, 2)
  t.is(stdout, '')
  t.regex(stderr, /OVERT_CONFIG: `manifest`/)
  return undefined
})
