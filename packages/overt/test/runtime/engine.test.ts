import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'
import { root } from '../support/project.ts'
import { binding } from './support/chain.ts'
import { enforce, monitor, onEachNode, preload, rules, run } from './support/preloaded.ts'

const app = { 'app.cjs': `try { eval('"forbidden"'); console.log('went on') } catch (error) { console.log(error.name) }` }
const wasi = join(dirname(preload), 'overt.wasi.wasm')

/** The preload in a folder without the addon. */
function alone(t: ExecutionContext, withWasi: boolean): { preload: string; env: Record<string, string> } {
  const folder = mkdtempSync(join(tmpdir(), 'overt-alone-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true })
  })
  for (const name of ['register.cjs', 'preload.cjs']) copyFileSync(join(dirname(preload), name), join(folder, name))
  if (withWasi) copyFileSync(wasi, join(folder, 'overt.wasi.wasm'))
  return { preload: join(folder, 'register.cjs'), env: { NODE_PATH: fileURLToPath(new URL('node_modules', root)) } }
}

onEachNode(test, 'V8 without WebAssembly and without a compiler judges as ever', (t, node) => {
  const ran = run(t, node, { files: app, configuration: enforce, options: ['--jitless'] })
  t.is(ran.status, 0, ran.stderr)
  t.is(ran.stdout, 'EvalError\n')
})

onEachNode(test, 'without any engine the start is refused, with what was tried', (t, node) => {
  const { preload: lonely } = alone(t, false)
  const ran = run(t, node, { files: app, configuration: monitor, preloaded: false, options: ['--require', lonely] })
  t.is(ran.status, 2)
  t.regex(ran.stderr, /^overt: OVERT_ENGINE: no engine can be loaded: .*\.node.*\n$/)
})

onEachNode(test, 'with WASI alone monitor starts, says it, and records what it lost; enforce and a manifest need leave', (t, node) => {
  if (!existsSync(wasi)) {
    t.log('skipped: overt.wasi.wasm is not built (npm run build -- --wasm)')
    t.pass()
    return
  }
  const { preload: lonely, env } = alone(t, true)
  const go = (configuration: string, files: Readonly<Record<string, string>> = app): ReturnType<typeof run> => run(t, node, { files, configuration, preloaded: false, env, options: ['--require', lonely] })
  const seen = go(monitor)
  t.is(seen.stdout, 'went on\n', seen.stderr)
  t.false(seen.lines.some(({ fields }) => fields['reason'] === 'earlier_preload'))
  t.is(seen.stderr.match(/OVERT_DEGRADED/g)?.length, 1, seen.stderr)
  t.like(seen.lines[0], { event: 'overt.start', fields: { engine: 'wasi', rules: 1 } })
  t.deepEqual(seen.lines.filter(({ fields }) => fields['reason'] === 'degraded').map(({ fields }) => fields['event']), ['code.eval', 'open.verify', 'process.command'])
  for (const refused of [enforce, `${monitor}manifest: package.json\n`]) {
    const ran = go(refused.replace('manifest: package.json', 'manifest: m'))
    t.is(ran.status, 2, ran.stderr)
  }
  t.regex(go(enforce).stderr, /OVERT_DEGRADED/)
  t.is(go(`${enforce}allow_degraded: true\n`).stdout, 'went on\n')
  // What loads the module makes globals of its helpers.
  t.is(go(monitor, { 'app.cjs': `console.log(Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('__')).join())` }).stdout, '\n')
})

onEachNode(test, 'compiled rules are loaded as an image, in workers too, and stand alone', (t, node) => {
  const report = JSON.parse(binding.compile([{ name: 'rules.yml', text: rules }], '{"products":["linux","nodejs"]}')) as { rules: number }
  t.is(report.rules, 1)
  const folder = mkdtempSync(join(tmpdir(), 'overt-image-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true })
  })
  const image = join(folder, 'rules.image')
  writeFileSync(image, binding.build())
  const worker = { 'app.cjs': `const { Worker } = require('worker_threads'); new Worker(${JSON.stringify(app['app.cjs'])}, { eval: true, stdout: false, env: {} })` }
  const configuration = enforce.replace('rules.yml', image)
  const ran = run(t, node, { files: worker, configuration })
  t.is(ran.stdout, 'EvalError\n', ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'overt.start').map(({ fields }) => fields['rules']), [1, 1])
  const beside = run(t, node, { files: app, configuration: enforce.replace('rules.yml', `[${image}, rules.yml]`) })
  t.is(beside.status, 2)
  t.regex(beside.stderr, /OVERT_CONFIG: .*stand beside others/)
})
