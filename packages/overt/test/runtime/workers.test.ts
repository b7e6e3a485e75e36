import { spawnSync } from 'node:child_process'
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
  'the environment itself': "new Worker('./worker.cjs', { env: process.env, execArgv: [] })",
  'empty options': "new Worker('./worker.cjs', { env: { NODE_OPTIONS: '' } })",
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

onEachNode(test, 'a worker that could not load the native engine is refused in enforce, and said in monitor', (t, node) => {
  const ways: Readonly<Record<string, string>> = {
    flag: "{ execArgv: ['--no-addons'], env: {} }",
    underscores: "{ execArgv: ['--no_addons'] }",
    'a text that is made of it': "{ execArgv: [{ turn: 0, toString() { return this.turn++ === 0 ? '--no-addons' : '--no-warnings' } }] }",
    variable: "{ env: { NODE_OPTIONS: '--no-warnings \"--no-\"addons' } }",
    shared: "(process.env.NODE_OPTIONS = '--no-addons', { env: SHARE_ENV, execArgv: [] })",
    'shared, set by the way': "(process.env.NODE_OPTIONS = '', { env: SHARE_ENV, execArgv: [], get resourceLimits() { return { get stackSizeMb() { process.env.NODE_OPTIONS = '--no-addons'; return 4 } } } })",
    'an accessor of the process': "(process.env.NODE_OPTIONS = '--no-addons', Object.defineProperty(process, 'env', { get: () => variables }), {})",
  }
  const app = `const { Worker, SHARE_ENV } = require('node:worker_threads')
const variables = process.env
;(async () => {
  for (const [name, options] of Object.entries({ ${Object.entries(ways).map(([name, options]) => `'${name}': () => (${options})`).join(', ')} })) {
    try {
      const worker = new Worker(${JSON.stringify(text)}, Object.defineProperty(options(), 'eval', { value: true, enumerable: true }))
      console.log(name, await new Promise((resolve) => { worker.on('message', resolve).on('error', (error) => resolve(error.message)).on('exit', resolve) }))
    } catch (error) { console.log(name, error.code) }
  }
})()`
  const refused = run(t, node, { configuration: enforce, files: { 'app.cjs': app } })
  t.deepEqual(refused.stdout.trim().split('\n'), Object.keys(ways).map((name) => `${name} OVERT_DEGRADED`), refused.stderr)
  t.is(refused.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'worker.create').length, Object.keys(ways).length)
  const said = run(t, node, { configuration: monitor, files: { 'app.cjs': "const { Worker } = require('node:worker_threads'); new Worker('1', { eval: true, execArgv: ['--no-addons'] }).on('error', () => {}).on('exit', () => console.log('went on'))" } })
  t.is(said.stdout, 'went on\n', said.stderr)
  t.is(said.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'worker.create').length, 1)
})

onEachNode(test, 'a worker without `SharedArrayBuffer` starts', (t, node) => {
  const app = "new (require('node:worker_threads').Worker)('./worker.cjs').on('message', console.log)"
  const ran = run(t, node, { configuration: monitor, options: ['--enable-sharedarraybuffer-per-context'], files: { 'app.cjs': app, 'worker.cjs': "require('node:worker_threads').parentPort.postMessage(typeof SharedArrayBuffer)" } })
  t.is(ran.stdout, 'undefined\n', ran.stderr)
})

onEachNode(test, 'where V8 has no `Atomics`, the process and a worker start', (t, node) => {
  const flag = '--no-harmony-atomics'
  // Later ones than 20 have the flag no more.
  const { status, stderr } = spawnSync(node, [flag, '-e', '0'], { encoding: 'utf8' })
  if (status !== 0) return void t.regex(stderr, /bad option/)
  const app = "new (require('node:worker_threads').Worker)('./worker.cjs').on('message', console.log)"
  const ran = run(t, node, { configuration: monitor, options: [flag], files: { 'app.cjs': app, 'worker.cjs': "require('node:worker_threads').parentPort.postMessage(typeof Atomics)" } })
  t.is(ran.stdout, 'undefined\n', ran.stderr)
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

/** Ways to a worker without the preload for code that replaces `process.env`; each begins with the real one in place. */
const replaced: Readonly<Record<string, string>> = {
  assigned: "process.env = mine; start({ env: mine })",
  'assigned, without options': 'process.env = mine; start()',
  'assigned, with the real one given': 'process.env = mine; start({ env: real })',
  'an accessor that gives it first': 'let n = 0; accessor(() => n++ === 0 ? mine : real); start({ env: mine })',
  'an accessor that gives it later': 'let n = 0; accessor(() => n++ === 0 ? real : mine); start()',
  'an accessor that alternates': 'let n = 0; accessor(() => n++ % 2 === 0 ? mine : real); start({})',
  'an accessor, and no flags': 'let n = 0; accessor(() => n++ % 2 === 0 ? mine : real); start({ execArgv: [] })',
  'an accessor that is set in the constructor': 'let n = 0; EventEmitter.init = function () { EventEmitter.init = init; accessor(() => n++ % 2 === 0 ? mine : real); return init.apply(this, arguments) }; start()',
}
const replacing = `const { Worker } = require('node:worker_threads')
const EventEmitter = require('node:events')
const { init } = EventEmitter
const real = process.env
const mine = {}
const accessor = (get) => Object.defineProperty(process, 'env', { configurable: true, enumerable: true, get })
;(async () => {
  for (const way of [${Object.values(replaced).map((way) => `(start) => { ${way} }`).join(',\n')}]) {
    let worker
    way((options) => { worker = new Worker('./worker.cjs', options) })
    EventEmitter.init = init
    Object.defineProperty(process, 'env', { configurable: true, enumerable: true, writable: true, value: real })
    console.log(await new Promise((resolve, reject) => { worker.on('message', resolve); worker.on('error', reject) }))
  }
})()`

for (const how of ['--require', 'NODE_OPTIONS']) {
  onEachNode(test, `no worker loses the preload of ${how} where the application replaces its environment`, (t, node) => {
    const given = how === '--require' ? {} : { preloaded: false, env: { NODE_OPTIONS: `--require=${preload}` } }
    for (const record of ['worker.create', 'env.read']) {
      const ran = run(t, node, { configuration: `${enforce}record: [${record}]\n`, files: { 'app.cjs': replacing, 'worker.cjs': text }, ...given })
      t.is(ran.stdout, 'EvalError\n'.repeat(Object.keys(replaced).length), ran.stderr)
    }
  })
}

onEachNode(test, 'the native class behind a worker is out of reach, in workers too', (t, node) => {
  const native = `const { Worker, MessagePort, MessageChannel, threadId, parentPort } = require('node:worker_threads')
const say = parentPort === null ? console.log : (said) => parentPort.postMessage(said)
const { postMessage } = MessagePort.prototype
let taken
MessagePort.prototype.postMessage = function (message, list) { if (message?.type === 'loadScript' || message?.filename) taken = message; return postMessage.call(this, message, list) }
const worker = new Worker('0', { eval: true })
MessagePort.prototype.postMessage = postMessage
const handle = worker[Object.getOwnPropertySymbols(worker).find(({ description }) => description === 'kHandle')]
let constructors = 0
for (let object = handle; object !== Object.prototype; object = Object.getPrototypeOf(object)) {
  if (!Object.hasOwn(object, 'constructor')) continue
  constructors++
  const { port1, port2 } = new MessageChannel()
  try {
    const made = new object.constructor(null, {}, [], new Float64Array(4).fill(-1), true, false)
    const main = new MessageChannel().port2
    port1.on('message', say)
    postMessage.call(made.messagePort, { ...taken, filename: __dirname + '/worker.cjs', doEval: false, publicPort: port2, mainThreadPort: main }, [port2, main])
    made.startThread()
  } catch (error) { port1.close(); if (object === Object.getPrototypeOf(handle)) say(error.name + ' ' + error.message + ' ' + object.constructor.name + ' ' + (handle instanceof object.constructor)) }
}
say(constructors > 0 && taken !== undefined && worker.threadId > threadId)
if (parentPort === null) new Worker(__filename).on('message', console.log)`
  const ran = run(t, node, { configuration: monitor, files: { 'app.cjs': native, 'worker.cjs': text } })
  t.is(ran.stdout, 'TypeError Illegal constructor Worker true\ntrue\n'.repeat(2), ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'overt.gap'), [])
  const first = run(t, node, { configuration: monitor, files: { 'app.cjs': "console.log(new (require('node:worker_threads').Worker)('0', { eval: true }).threadId)" } })
  t.is(first.stdout, '1\n', 'looking for the class takes no number of a thread')
})

onEachNode(test, 'what an environment has a worker run is run after overt', (t, node) => {
  const app = `process.env.NODE_OPTIONS = '--require ./before.cjs'
new (require('node:worker_threads').Worker)('./worker.cjs', { execArgv: [] }).on('message', console.log).on('error', ({ name }) => console.log(name)).on('exit', console.log)`
  const files = { 'app.cjs': app, 'worker.cjs': '', 'before.cjs': text }
  const ran = run(t, node, { configuration: enforce, files })
  t.is(ran.stdout, 'EvalError\n0\n', ran.stderr)
  t.deepEqual(ran.lines.filter(({ fields }) => fields['reason'] === 'earlier_preload'), [])
})

onEachNode(test, 'what a worker runs before overt is a gap, and refused in enforce', (t, node) => {
  const app = `process.env.NODE_OPTIONS = '--require ./before.cjs'
const { Worker, SHARE_ENV } = require('node:worker_threads')
new Worker('./worker.cjs', { env: SHARE_ENV, execArgv: [] }).on('message', console.log).on('exit', console.log)`
  const files = { 'app.cjs': app, 'worker.cjs': text, 'before.cjs': '' }
  const seen = run(t, node, { configuration: monitor, files })
  t.is(seen.stdout, 'ran\n0\n', seen.stderr)
  t.deepEqual(seen.lines.filter(({ fields }) => fields['reason'] === 'earlier_preload').map(({ thread }) => thread), [1])
  const refused = run(t, node, { configuration: enforce, files })
  t.is(refused.stdout, '2\n', refused.stderr)
  t.regex(refused.stderr, /OVERT_PRELOAD: .*before\.cjs/)
})

onEachNode(test, 'what refuses in a worker says so as without overt', (t, node) => {
  const names = ['abort', 'chdir', 'initgroups', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid']
  const worker = `require('node:worker_threads').parentPort.postMessage(${JSON.stringify(names)}.filter((name) => process[name].disabled !== true))`
  const app = "new (require('node:worker_threads').Worker)('./worker.cjs').on('message', (enabled) => console.log(enabled.length, ...enabled))"
  const ran = run(t, node, { configuration: `${monitor}record: [process.chdir, process.set_id]\n`, files: { 'app.cjs': app, 'worker.cjs': worker } })
  t.is(ran.stdout, '0\n', ran.stderr)
})
