import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { scratch } from '../cli/support/command.ts'
import { nodes, type Runtime } from '../support/runtimes.ts'
import { isAtLeast } from './support/application.ts'
import { locked } from './support/locked.ts'

const is22 = (node: Runtime): boolean => isAtLeast(node, 22) && !isAtLeast(node, 24)

for (const node of nodes) {
  test(`node ${node.version}: hooks in another thread (module.register) change nothing that runs`, (t) => {
    const run = locked(t, node, {
      'main.mjs': `import { createRequire, register } from 'node:module'
import { existsSync } from 'node:fs'
try { register('./hooks.mjs', import.meta.url) } catch (e) { console.log(e.code, existsSync('ran')) }
const said = async (go) => { try { console.log((await go()).default) } catch (e) { console.log(e.code ?? e) } }
await said(() => import('./good.mjs'))
await said(() => import('./good.cjs'))
await said(() => import('./good.json', { with: { type: 'json' } }))
await said(() => import('./plain.cjs'))
await said(() => ({ default: createRequire(import.meta.url)('./required.cjs') }))`,
      'hooks.mjs': "process.getBuiltinModule('node:fs').writeFileSync('ran', ''); export async function load(url, context, next) { const result = await next(url, context); return url.includes('good') ? { ...result, source: String(result.source).replace('good', 'evil'), shortCircuit: true } : result }",
      'good.mjs': "export default 'good'",
      'good.cjs': "module.exports = 'good'",
      'good.json': '"good"',
      'plain.cjs': "module.exports = 'plain'",
      'required.cjs': "module.exports = 'required'",
    })
    const { stdout, stderr } = run('enforce', 'main.mjs')
    // Node 20 takes what hooks answer as it is; Node 24 and later load what runs in that thread past everything that could compare it.
    t.is(stdout, !is22(node) ? 'OVERT_NOT_LISTED false\ngood\ngood\ngood\nplain\nrequired\n' : 'good\nOVERT_DIGEST\nOVERT_DIGEST\nplain\nrequired\n', stderr)
    const plain = run('plain', 'main.mjs').stdout
    t.regex(plain, /^evil$/m)
    // Plain Node hands a hook no text of a CommonJS file (line 2); with a manifest the hook may see it.
    const others = (out: string): readonly string[] => out.split('\n').filter((_, line) => line !== 1)
    t.deepEqual(others(run('monitor', 'main.mjs').stdout), others(plain))
  })

  test(`node ${node.version}: in the thread for module.register, and by a loader's option, no unlisted code runs`, (t) => {
    const elsewhere = scratch(t)
    const marks = ['file', 'data', 'option', 'worker', 'environment'].map((name) => join(elsewhere, name))
    const code = (mark: string | undefined): string => `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, '')`
    for (const mark of marks) writeFileSync(`${mark}.mjs`, code(mark))
    const run = locked(t, node, {
      'main.mjs': `import { spawnSync } from 'node:child_process'
import { register } from 'node:module'
import { Worker } from 'node:worker_threads'
const go = (what) => { try { what() } catch (e) { console.log(e.code) } }
const ended = async (options) => { try { await new Promise((resolve, reject) => new Worker(new URL('good.mjs', import.meta.url), options).on('exit', resolve).on('error', reject)) } catch {} }
const [file, data, option, worker, environment] = ${JSON.stringify(marks)}
await ended({ execArgv: ['--experimental-loader', worker + '.mjs'] })
await ended({ env: { ...process.env, NODE_OPTIONS: '--experimental_loader ' + environment + '.mjs' } })
console.log(spawnSync(process.execPath, ['--experimental-loader=' + option + '.mjs', 'good.mjs'], { encoding: 'utf8' }).status !== 0)
if (process.argv[2] === 'data') go(() => register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(code(marks[1]))})))
go(() => register(file + '.mjs', import.meta.url))
await import('./good.mjs')`,
      'good.mjs': "console.log('good')",
    })
    t.regex(run('enforce', 'main.mjs', 'data').stdout, /^true$/m)
    run('enforce', 'main.mjs')
    t.deepEqual(marks.filter((mark) => existsSync(mark)), [])
    run('plain', 'main.mjs')
    t.true(marks.filter((mark) => existsSync(mark)).length >= 4)
  })

  if (is22(node)) {
    test(`node ${node.version}: listed hooks for module.register run with what they import, and with nothing that is not listed`, (t) => {
      const hooks = "import { readFileSync } from 'node:fs'\nimport path from 'path'\nimport { a } from './a.cjs'\nimport b from './b.json' with { type: 'json' }\nconsole.log(typeof readFileSync, typeof path.join, a, b)\nexport const resolve = (specifier, context, next) => next(specifier, context)"
      const run = locked(t, node, {
        'main.mjs': "import { register } from 'node:module'\nregister('./hooks.mjs', import.meta.url)\nawait import('./good.mjs')",
        'hooks.mjs': hooks,
        'a.cjs': "exports.a = 'a'",
        'b.json': '"b"',
        'good.mjs': "console.log('good')",
        'other.mjs': "import { register } from 'node:module'\nregister(process.argv[2], import.meta.url)\nawait import('./good.mjs')",
        'tampered.mjs': "import './changed.cjs'",
        'changed.cjs': "console.log('listed')",
        'later.mjs': "const { registerHooks } = await import('node:module')\nregisterHooks?.({ load: (url, context, next) => url.endsWith('good.mjs') ? { format: 'module', source: 'console.log(\"changed\")', shortCircuit: true } : next(url, context) })\nawait import('./good.mjs')",
        'unclear.mjs': "import './unclear.js'",
        'unclear.js': "console.log('unclear')",
      })
      t.deepEqual(run('enforce', 'main.mjs').stdout.trim().split('\n').toSorted(), ['function function a b', 'good'])
      writeFileSync(join(run.folder, 'changed.cjs'), "console.log('changed')")
      t.regex(run('plain', 'other.mjs', './tampered.mjs').stdout, /^changed$/m)
      for (const hook of ['./tampered.mjs', './later.mjs']) t.notRegex(run('enforce', 'other.mjs', hook).stdout, /changed/, hook)
      t.regex(run('enforce', 'other.mjs', './unclear.mjs').stderr, /OVERT_MANIFEST: `.*unclear\.js` cannot be loaded in the thread for `module\.register`/)
    })
  }
}
