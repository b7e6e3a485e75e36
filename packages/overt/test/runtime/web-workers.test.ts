import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { overt, scratch } from '../cli/support/command.ts'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'
import { enforce, monitor, preload, run } from './support/preloaded.ts'

const options = ['--experimental-web-worker', '--no-warnings']
const said = `const said = (worker) => new Promise((resolve, reject) => { worker.onmessage = ({ data }) => { worker.terminate(); resolve(data) }; worker.onerror = ({ message }) => reject(new Error(message)) });\n`
const evaluates = 'try { eval("\'forbidden\'"); postMessage("ran") } catch (error) { postMessage(error.name) }'
const forms: Readonly<Record<string, string>> = {
  file: "new Worker('worker.mjs', { type: 'module' })",
  data: `new Worker('data:text/javascript,' + encodeURIComponent(${JSON.stringify(evaluates)}))`,
  'its constructor': "new Worker.prototype.constructor('worker.mjs', { type: 'module' })",
  heir: "new (class extends Worker {})('worker.mjs', { type: 'module' })",
  'a URL that changes': "new Worker({ n: 0, toString() { return this.n++ === 0 ? 'worker.mjs' : 'other.mjs' } }, { type: 'module' })",
}
// Before there is none.
for (const { version, path: node } of nodes.filter((one) => Number(one.version.split('.')[0]) >= 26)) {
  test(`node ${version}: a global Worker is audited under the same rules, and its start and its end are raised`, (t) => {
    const app = `${said}(async () => { for (const start of [${Object.values(forms).map((form) => `() => ${form}`).join(', ')}]) console.log(await said(start())) })()`
    const ran = run(t, node, { configuration: `${enforce}record: ['worker.*']\n`, options, files: { 'app.cjs': app, 'worker.mjs': evaluates } })
    t.is(ran.stdout, 'EvalError\n'.repeat(Object.keys(forms).length), ran.stderr)
    const created = ran.lines.filter(({ event }) => event === 'worker.create').map(({ fields }) => [String(fields['path']).replace(/,.*/, ''), fields['options']])
    const file = [`file://${ran.folder}/worker.mjs`, ['type']]
    t.deepEqual(created, [file, ['data:text/javascript', []], file, file, file])
    t.is(ran.lines.filter(({ event }) => event === 'worker.exit').length, created.length)
  })

  test(`node ${version}: with a manifest in enforce a global Worker is refused, listed or not: Node reads its code past everything that could compare it`, (t) => {
    const starts = ["'worker.mjs', { type: 'module' }", "'worker.cjs'", "'data:text/javascript,postMessage(1)'", "URL.createObjectURL(new Blob(['postMessage(1)']))"]
    const app = `${said}(async () => { for (const start of [${starts.map((given) => `() => new Worker(${given})`).join(', ')}]) try { console.log(await said(start())) } catch (error) { console.log(error.code) } })()`
    const files = { 'app.cjs': app, 'worker.mjs': 'postMessage(1)', 'worker.cjs': 'postMessage(1)' }
    const folder = scratch(t)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
    t.is(overt(['lock', folder], { node }).status, 0)
    const started = (mode: string) => overt(['run', '--mode', mode, '--rules', fileURLToPath(new URL('rules', root)), '--manifest', 'overt.lock', 'app.cjs'], { cwd: folder, node, env: { NODE_OPTIONS: options.join(' ') } })
    t.is(started('enforce').out, 'OVERT_NOT_LISTED\n'.repeat(starts.length))
    const { out, err } = started('monitor')
    t.is(out, '1\n'.repeat(starts.length), err)
    t.is(err.match(/block open\.verify .*monitor: not refused/g)?.length, starts.length)
  })

  test(`node ${version}: a refused global Worker is not started; the class behind it is out of reach`, (t) => {
    const app = `${said}const { addAuditHook } = require(${JSON.stringify(preload)})
  const held = (worker) => worker[Object.getOwnPropertySymbols(worker).find(({ description }) => description === 'kWorker')]
  ;(async () => {
    const first = new Worker('worker.mjs', { type: 'module' })
    // The inner worker's class is the audited one, whatever its options leave out.
    const inner = new (held(first).constructor)('./inner.cjs', { execArgv: [], env: {} })
    console.log(...await Promise.all([said(first), new Promise((resolve) => inner.on('message', resolve))]))
    addAuditHook((name) => { if (name === 'worker.create') throw new Error('no') })
    try { new Worker('worker.mjs', { type: 'module' }) } catch (error) { console.log(error.message) }
  })()`
    const inner = "try { eval('\"forbidden\"'); require('node:worker_threads').parentPort.postMessage('ran') } catch (error) { require('node:worker_threads').parentPort.postMessage(error.name) }"
    const ran = run(t, node, { configuration: enforce, options, files: { 'app.cjs': app, 'worker.mjs': evaluates, 'inner.cjs': inner } })
    t.is(ran.stdout, 'EvalError EvalError\nno\n', ran.stderr)
  })

  test(`node ${version}: what a global Worker cannot use is the platform’s own error`, (t) => {
    const app = "for (const given of [[], ['http://[', {}], [Symbol()]]) try { new Worker(...given) } catch (error) { console.log(error.name) }\ntry { Worker('x') } catch (error) { console.log(error.name) }"
    const plain = run(t, node, { preloaded: false, options, files: { 'app.cjs': app } })
    const ran = run(t, node, { configuration: monitor, options, files: { 'app.cjs': app } })
    t.is(ran.stdout, plain.stdout, ran.stderr)
  })
}

test('on older Nodes there is no global Worker', (t) => {
  t.true(nodes.every(({ version }) => Number(version.split('.')[0]) >= 26) || typeof Reflect.get(globalThis, 'Worker') === 'undefined')
})
