import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { enforce, monitor, onEachNode, run } from './support/preloaded.ts'

onEachNode(test, 'a vm timeout inside a hook leaves the guard clear: the next event reaches the hook', (t, node) => {
  const app = `const { addAuditHook, audit } = require(process.env.PRELOAD)
let spin = true, calls = 0
addAuditHook((name) => { if (name === 'a.b') { calls++; while (spin); } })
const context = { audit }
let code
try { require('vm').runInNewContext('audit("a.b")', context, { timeout: 300 }) } catch (error) { code = error.code }
spin = false
audit('a.b')
console.log(code, calls)
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: [application.event]\n` })
  t.is(ran.stdout, 'ERR_SCRIPT_EXECUTION_TIMEOUT 2\n', ran.stderr)
  streamsOf(t, ran.text)
})

onEachNode(test, 'a worker that is terminated inside a hook leaves the others whole, and its stream is ended', (t, node) => {
  const app = `const { Worker } = require('worker_threads')
const { addAuditHook, audit } = require(process.env.PRELOAD)
let calls = 0
addAuditHook((name) => { if (name === 'main.event') calls++ })
const worker = new Worker(\`
  const { addAuditHook, audit } = require(process.env.PRELOAD)
  addAuditHook((name) => { if (name === 'a.b') { require('worker_threads').parentPort.postMessage('inside'); for (;;); } })
  audit('a.b')
\`, { eval: true })
worker.on('message', async () => { await worker.terminate(); audit('main.event'); console.log('calls', calls) })
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: [application.event]\n` })
  t.is(ran.stdout, 'calls 1\n', ran.stderr)
  const streams = [...streamsOf(t, ran.text).values()]
  t.is(streams.length, 2)
  t.deepEqual(streams.map((events) => events.filter((event) => event === 'overt.stop').length), [1, 1])
})

// At every depth near the limit: either all of the operation happens or it is refused; nothing is swallowed, and the record stays whole.
const deep = (body: string): string => `const { addAuditHook, audit } = require(process.env.PRELOAD)
let judged = 0, done = 0, wrong = 0
addAuditHook((name) => { if (name === 'a.b' || name === 'code.eval') judged++ })
${body}
const at = (depth, body) => depth === 0 ? body() : at(depth - 1, body)
let overflowed = 0
// First where the limit is, then every depth around it.
let limit = 64
const once = () => {
  const before = judged
  try { at(limit, operation); done++; if (judged === before) wrong++; return true } catch (error) { if (!(error instanceof RangeError) && error.name !== 'EvalError') wrong++; overflowed++; return false }
}
while (once()) limit = Math.ceil(limit * 1.1)
const end = limit
for (limit = Math.floor(end / 1.1) - 50; limit <= end; limit++) once()
console.log(JSON.stringify({ wrong, some: done > 0, over: overflowed > 0 }))
`

onEachNode(test, 'an exhausted stack in a hook or in overt refuses the operation with a RangeError', (t, node) => {
  const app = deep("const operation = () => audit('a.b', { n: 1 })")
  for (const configuration of [`${monitor}record: [application.event]\n`, `${enforce}record: [application.event]\n`]) {
    const ran = run(t, node, { files: { 'app.cjs': app }, configuration, options: ['--stack-size=300', '--no-opt'] })
    t.is(ran.stdout, '{"wrong":0,"some":true,"over":true}\n', ran.stderr)
    streamsOf(t, ran.text)
  }
})

onEachNode(test, 'an exhausted stack in a probe: no string becomes code that nobody judged', (t, node) => {
  const ran = run(t, node, { files: { 'app.cjs': deep("const operation = () => eval('1')") }, configuration: monitor, options: ['--stack-size=300', '--no-opt'] })
  t.is(ran.stdout, '{"wrong":0,"some":true,"over":true}\n', ran.stderr)
  streamsOf(t, ran.text)
})

onEachNode(test, 'a hook that overflows the stack by itself refuses with that RangeError', (t, node) => {
  const app = `const { addAuditHook, audit } = require(process.env.PRELOAD)
const endless = () => endless()
addAuditHook((name) => { if (name === 'a.b') endless() })
try { audit('a.b'); console.log('went on') } catch (error) { console.log(error.name) }
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.is(ran.stdout, 'RangeError\n', ran.stderr)
  t.like(ran.lines.find(({ event }) => event === 'a.b'), { outcome: 'refused', hook: true })
})

/** What `signal-exit` does, on which nyc, tap and many others rest: what is told of the end is told after all listeners. */
const told = `const fs = require('fs'), { emit } = process
process.emit = function (name) {
  const given = Reflect.apply(emit, this, arguments)
  if (name === 'exit') fs.mkdirSync(__dirname + '/told', { recursive: true })
  return given
}
`
for (const [how, body] of [['by itself', ''], ['by process.exit', 'setTimeout(() => process.exit(3), 1)']] as const) {
  for (const configured of [`${monitor}record: ['*']\n`, `${enforce}record: ['*']\n`]) {
    onEachNode(test, `what an application does after the last listener of \`exit\`, having replaced process.emit, comes before the end of the stream: ${how}, ${configured.split('\n')[0] ?? ''}`, (t, node) => {
      const { text, stderr } = run(t, node, { files: { 'app.cjs': told + body }, configuration: configured })
      const [events = [], ...others] = [...streamsOf(t, text).values()]
      t.deepEqual(others, [])
      const made = events.indexOf('fs.mkdir')
      t.true(made > 0, stderr)
      t.deepEqual(events.filter((event) => event === 'overt.stop' || event === 'hook.clear').length, 2)
      t.is(events.at(-1), 'overt.stop')
    })
  }
}

onEachNode(test, 'after an error that nobody catches the stream has its end, whoever replaced process.emit', (t, node) => {
  const { text, status } = run(t, node, { files: { 'app.cjs': `${told}setTimeout(() => { throw new Error('x') }, 1)` }, configuration: `${monitor}record: ['*']\n` })
  t.is(status, 1)
  t.true([...streamsOf(t, text).values()][0]?.includes('overt.stop'))
})

const thrown: Readonly<Record<string, string>> = {
  'by a listener': 'process.on("exit", () => { throw new Error("x") })',
  'by who replaced process.emit': 'const before = process.emit; process.emit = function (name) { before.apply(this, arguments); if (name === "exit") throw new Error("x") }',
  'by a listener, after process.exit': 'process.on("exit", () => { throw new Error("x") }); process.exit(3)',
  'by a listener, and taken by another': 'process.on("uncaughtException", () => {}); process.on("exit", () => { throw new Error("x") })',
}
for (const [by, body] of Object.entries(thrown)) {
  onEachNode(test, `an error that is thrown while the thread ends, ${by}, leaves the stream its end, whoever replaced process.emit`, (t, node) => {
    const plain = run(t, node, { files: { 'app.cjs': told + body }, preloaded: false })
    const { text, status } = run(t, node, { files: { 'app.cjs': told + body }, configuration: `${monitor}record: ['*']\n` })
    t.is(status, plain.status)
    const [events = [], ...others] = [...streamsOf(t, text).values()]
    t.deepEqual(others, [])
    t.is(events.at(-1), 'overt.stop')
  })
}

onEachNode(test, 'so it is in a worker', (t, node) => {
  const app = `const { Worker } = require('worker_threads')
for (const end of ['', 'process.exit(1)']) new Worker(${JSON.stringify(told)}.replaceAll('__dirname', JSON.stringify(__dirname)) + end, { eval: true })
`
  const { text, stderr } = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: ['*']\n` })
  const workers = [...streamsOf(t, text).values()].filter((events) => events.includes('fs.mkdir'))
  t.is(workers.length, 2, stderr)
  for (const events of workers) t.is(events.at(-1), 'overt.stop')
})
