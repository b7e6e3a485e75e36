import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { enforce, monitor, onEachNode, preload, run } from './support/preloaded.ts'

/** Each runs `worker.cjs`, or its text, and says that it did. */
const forms: Readonly<Record<string, string>> = {
  plain: "new Worker('./worker.cjs')",
  'no flags': "new Worker('./worker.cjs', { execArgv: [] })",
  'no environment': "new Worker('./worker.cjs', { env: {} })",
  neither: "new Worker('./worker.cjs', { env: {}, execArgv: [] })",
  'a shared environment': "new Worker('./worker.cjs', { env: SHARE_ENV, execArgv: ['--no-warnings'] })",
  'options of its own': "new Worker('./worker.cjs', { env: { NODE_OPTIONS: '--no-warnings' } })",
  'a getter that changes its mind': "new Worker('./worker.cjs', { get execArgv() { return turn++ === 0 ? undefined : [] } })",
  'inherited options': "new Worker('./worker.cjs', { __proto__: { execArgv: [], env: {} } })",
  code: "new Worker(text, { eval: true, execArgv: [] })",
  'a file URL': "new Worker(pathToFileURL('worker.cjs'), { execArgv: [] })",
  'a data URL': "new Worker(new URL('data:text/javascript,' + encodeURIComponent('import { createRequire } from \"node:module\"; const require = createRequire(' + JSON.stringify(__filename) + ');' + text)), { env: {} })",
  'a class of its own': "new (class extends Worker {})('./worker.cjs', { execArgv: [] })",
  'the constructor of the prototype': "new Worker.prototype.constructor('./worker.cjs', { execArgv: [] })",
  'the name of the module': "new (await import('node:worker_threads')).Worker('./worker.cjs', { env: {} })",
  nested: "new Worker(\"const { Worker } = require('node:worker_threads'); new Worker('./worker.cjs', { execArgv: [], env: {} }).on('message', (m) => require('node:worker_threads').parentPort.postMessage(m))\", { eval: true, env: {} })",
}
const text = `try { eval('"forbidden"'); require('node:worker_threads').parentPort.postMessage('ran') } catch (error) { require('node:worker_threads').parentPort.postMessage(error.name) }`
const app = `const { Worker, SHARE_ENV } = require('node:worker_threads')
const { pathToFileURL } = require('node:url')
const text = ${JSON.stringify(text)}
let turn = 0
;(async () => {
  for (const start of [${Object.values(forms).map((form) => `async () => ${form}`).join(',\n')}]) {
    const worker = await start()
    const ended = new Promise((resolve) => worker.on('exit', resolve))
    const said = await new Promise((resolve, reject) => { worker.on('message', resolve); worker.on('error', reject) })
    await ended
    console.log(worker instanceof Worker, said)
  }
})()`

onEachNode(test, 'every worker is audited under the same rules, whatever its options are; its start is raised once', (t, node) => {
  const ran = run(t, node, { configuration: `${enforce}record: [worker.create]\n`, files: { 'app.cjs': app, 'worker.cjs': text } })
  t.is(ran.stdout, 'true EvalError\n'.repeat(Object.keys(forms).length), ran.stderr)
  streamsOf(t, ran.text)
  const created = ran.lines.filter(({ event }) => event === 'worker.create')
  const count = Object.keys(forms).length + 1
  t.is(created.length, count)
  t.is(ran.lines.filter(({ event }) => event === 'overt.start').length, count + 1)
  const main = created.filter(({ thread }) => thread === 0).map(({ fields }) => fields)
  t.like(main[1], { path: `${ran.folder}/worker.cjs`, options: ['execArgv'] })
  t.like(main[8], { code: text, options: ['eval', 'execArgv'] })
  t.is(main[8]?.['path'], undefined)
  t.is(main[9]?.['path'], `file://${ran.folder}/worker.cjs`)
  t.regex(String(main[10]?.['path']), /^data:text\/javascript,/)
})

onEachNode(test, 'a refused worker is not started; what cannot be used is the platform’s own error', (t, node) => {
  const refusing = `const { addAuditHook } = require(${JSON.stringify(preload)})
const { Worker } = require('node:worker_threads')
for (const given of [[1], [], ['./x', null], ['./x', { execArgv: 1 }], ['nowhere.js']]) try { new Worker(...given) } catch (error) { console.log(error.code ?? error.name) }
try { Worker('./x') } catch (error) { console.log(error.name) }
addAuditHook((name, fields) => { if (name === 'worker.create') throw new Error('no ' + fields.options) })
try { new Worker('./worker.cjs', { execArgv: [] }) } catch (error) { console.log(error.message) }`
  const what = { files: { 'app.cjs': refusing, 'worker.cjs': text }, configuration: monitor }
  const ran = run(t, node, what)
  t.is(ran.stdout, 'ERR_INVALID_ARG_TYPE\nERR_INVALID_ARG_TYPE\nTypeError\nERR_INVALID_ARG_TYPE\nERR_WORKER_PATH\nTypeError\nno execArgv\n', ran.stderr)
})

onEachNode(test, 'what a worker runs before overt is a gap, and refused in enforce', (t, node) => {
  const app = `process.env.NODE_OPTIONS = '--require ./before.cjs'
new (require('node:worker_threads').Worker)('./worker.cjs', { execArgv: [] }).on('message', console.log).on('exit', console.log)`
  const files = { 'app.cjs': app, 'worker.cjs': text, 'before.cjs': '' }
  const seen = run(t, node, { configuration: monitor, files })
  t.is(seen.stdout, 'ran\n0\n', seen.stderr)
  t.deepEqual(seen.lines.filter(({ fields }) => fields['reason'] === 'earlier_preload').map(({ thread }) => thread), [1])
  const refused = run(t, node, { configuration: enforce, files })
  t.is(refused.stdout, '2\n', refused.stderr)
  t.regex(refused.stderr, /OVERT_PRELOAD: .*before\.cjs/)
})
