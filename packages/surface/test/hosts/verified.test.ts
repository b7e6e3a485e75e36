import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { hosts, type Line } from './support/run.ts'
import { tree } from './support/tree.ts'

/** A custom section without a name: another WebAssembly module, of the same meaning. */
const emptySection = Uint8Array.of(0, 1, 0)
const whole = '1 2 true 3 function package 1 object 4 5\n'
const modules = ['data.json', 'lib/common.cjs', 'lib/empty.wasm', 'lib/nested.mjs', 'lib/plain.mjs', 'lib/typed.ts', 'main.ts', 'node_modules/package/index.js']

const refusals = (lines: readonly Line[]): readonly unknown[] => lines.filter(({ event, outcome }) => event === 'open.verify' && outcome === 'refused').map(({ fields }) => fields['reason'])

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  test(`${name}: with a manifest every kind of module runs as without, and each is verified`, (t) => {
    tree(host, ({ folder, overt, run }) => {
      overt('lock', folder)
      const { status, stdout, stderr, lines } = run()
      t.is(stdout, whole, stderr)
      t.is(status, 0)
      const verified = lines.filter(({ event, fields }) => event === 'open.verify' && fields['allowed'] === true).map(({ fields }) => String(fields['path']).slice(folder.length + 1))
      t.deepEqual([...new Set(verified)].sort(), modules)
    })
  })

  test(`${name}: one changed byte in any module refuses it in enforce, and is said in monitor`, (t) => {
    for (const file of modules) {
      tree(host, ({ folder, overt, run }) => {
        overt('lock', folder)
        appendFileSync(join(folder, file), file.endsWith('.wasm') ? emptySection : '\n')
        const refused = run()
        t.not(refused.status, 0, file)
        t.is(refused.stdout, '', file)
        t.regex(refused.stderr, /its bytes are not those that the manifest lists/, file)
        t.true(refusals(refused.lines).includes('digest'), file)
        const watched = run({ mode: 'monitor' })
        t.is(watched.stdout, whole, `${file}: ${watched.stderr}`)
        t.true(watched.lines.some(({ event, outcome }) => event === 'open.verify' && outcome === 'would_refuse'), file)
      })
    }
  })

  test(`${name}: what is no file of the manifest is refused: an unlisted file, a file outside, data:, with a query`, (t) => {
    tree(
      host,
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

  test(`${name}: what is loaded without a request is held to the manifest: by require.extensions, by process.dlopen`, (t) => {
    tree(
      host,
      ({ folder, overt, run }) => {
        overt('lock', folder)
        for (const extension of ['cjs', 'json', 'node']) writeFileSync(join(folder, `lib/new.${extension}`), extension === 'json' ? '{}' : `console.log('ran')`)
        const { stdout, stderr, lines } = run({}, 'attempts.mjs')
        t.is(stdout, 'OVERT_NOT_LISTED,OVERT_NOT_LISTED,OVERT_NOT_LISTED,OVERT_NOT_LISTED\n', stderr)
        t.deepEqual(refusals(lines), ['not_listed', 'not_listed', 'not_listed', 'not_listed'])
      },
      {
        'attempts.mjs': `import Module from 'node:module'
const path = (extension) => import.meta.dirname + '/lib/new.' + extension
const said = []
const attempt = (work) => { try { work(); said.push('ran') } catch (error) { said.push(error.code) } }
attempt(() => Module._extensions['.js'](new Module('x'), path('cjs')))
attempt(() => Module._extensions['.json'](new Module('x'), path('json')))
attempt(() => Module._extensions['.node'](new Module('x'), path('node')))
attempt(() => process.dlopen({ exports: {} }, path('node')))
console.log(said.join(','))`,
      },
    )
  })

  test(`${name}: a worker runs verified code only`, (t) => {
    // The environment is the application's to change; what a worker is held to is not.
    const main = `delete process.env.OVERT_CONFIG
const started = (url) => new Promise((resolve) => { try { const worker = new Worker(url, { type: 'module' }); worker.onmessage = ({ data }) => { worker.terminate(); resolve(data) }; worker.onerror = (event) => { event.preventDefault?.(); resolve('refused') } } catch (error) { resolve(error.code === 'OVERT_NOT_LISTED' ? 'refused' : error.message) } })
console.log(await started(import.meta.resolve('./lib/worker.mjs')), await started('data:text/javascript,postMessage(1)'), await started(URL.createObjectURL(new Blob(['postMessage(1)']))))
process.exit()`
    tree(
      host,
      ({ folder, overt, run }) => {
        overt('lock', folder)
        const untouched = run({ mode: undefined }, 'threads.mjs')
        t.is(untouched.stdout, '3 refused refused\n', untouched.stderr)
        appendFileSync(join(folder, 'lib/worker.mjs'), '\n')
        // Where no mode is named, a manifest is enforced.
        const changed = run({ mode: undefined }, 'threads.mjs')
        t.is(changed.stdout, 'refused refused refused\n', changed.stderr)
      },
      { 'threads.mjs': main },
    )
  })

  test(`${name}: signature and serial number are held to as on Node; what does not hold stops the start with exit code 2`, (t) => {
    tree(host, ({ folder, overt, run }) => {
      overt('key', 'new', '-o', 'release')
      overt('key', 'new', '-o', 'other')
      overt('lock', folder, '--key', 'release.key')
      t.is(run({ pubkey: 'BESIDE/release.pub', min_serial: 1 }).stdout, whole)
      const cases: readonly (readonly [Readonly<Record<string, unknown>>, string])[] = [
        [{ pubkey: 'BESIDE/other.pub' }, 'OVERT_SIGNATURE'],
        [{ pubkey: 'BESIDE/none.pub' }, 'OVERT_READ'],
        [{ pubkey: 'BESIDE/release.key' }, 'OVERT_KEY'],
        [{ min_serial: 99 }, 'OVERT_SERIAL'],
        [{ manifest: 'BESIDE/none.lock' }, 'OVERT_MANIFEST'],
        [{ manifest: undefined, pubkey: 'BESIDE/release.pub' }, 'OVERT_CONFIG: `pubkey`'],
        [{ manifest: undefined, min_serial: 1 }, 'OVERT_CONFIG: `min_serial`'],
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
}
