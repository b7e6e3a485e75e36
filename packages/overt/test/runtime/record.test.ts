import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { enforce, monitor, onEachNode, run } from './support/preloaded.ts'

const record = 'record: [application.event]\n'

onEachNode(test, 'workers and processes append to one file; every stream is whole and ended, and names its parent', (t, node) => {
  const app = `const { Worker } = require('worker_threads')
const { fork } = require('child_process')
const { audit } = require(process.env.PRELOAD)
const events = 'const { audit } = require(process.env.PRELOAD); for (let i = 0; i < 2000; i++) audit("a.b", { i, text: "x".repeat(i % 300) })'
if (process.argv[2] === 'child') { eval(events); return }
for (let i = 0; i < 3; i++) new Worker(events, { eval: true })
for (let i = 0; i < 2; i++) fork(__filename, ['child'])
eval(events)
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  t.is(ran.status, 0, ran.stderr)
  const streams = streamsOf(t, ran.text)
  t.is(streams.size, 6)
  for (const events of streams.values()) {
    t.is(events.filter((event) => event === 'a.b').length, 2000)
    t.is(events.at(-1), 'overt.stop')
  }
  const starts = ran.lines.filter(({ event }) => event === 'overt.start')
  const main = ran.lines[0]?.stream
  t.deepEqual(starts.filter(({ thread }) => thread > 0).map(({ fields }) => fields['parent']), [main, main, main])
  if (process.platform !== 'win32') t.is(statSync(join(ran.folder, 'log.jsonl')).mode & 0o777, 0o600)
})

onEachNode(test, 'what a process did before it has a child end it is in the record, and the child too', (t, node) => {
  for (const form of ['execSync("kill -9 $PPID")', 'spawnSync("kill", ["-9", String(process.pid)])', 'spawn("kill", ["-9", String(process.pid)]); for (;;);']) {
    const app = `require('fs').readFileSync(__filename); require('child_process').${form}`
    const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + 'record: [fs.open, process.spawn]\n' })
    t.is(ran.signal, 'SIGKILL', ran.stderr)
    t.deepEqual(ran.lines.map(({ event }) => event).filter((event) => event === 'fs.open' || event === 'process.spawn'), ['fs.open', 'process.spawn'], form)
  }
})

onEachNode(test, 'lines of native code and of JavaScript are one chain in every thread, whatever ends a call in between', (t, node) => {
  const app = `const fs = require('fs'), vm = require('vm'), { Worker, isMainThread } = require('worker_threads')
const { audit } = require(process.env.PRELOAD)
if (isMainThread) new Worker(__filename)
globalThis.both = () => { try { fs.closeSync(fs.openSync(__filename)) } catch (error) { if (!(error instanceof RangeError)) throw error } audit('a.b'); fs.existsSync('/\u00fc') }
for (let i = 0; i < 30; i++) try { vm.runInThisContext('for (;;) both()', { timeout: 1 + i % 3 }) } catch {}
// Where the stack ends: in each of the last frames.
const deep = () => { try { deep() } catch {} if (left-- > 0) try { both() } catch {} }
let left = 500
deep()
both()`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + 'record: [application.event, fs.open, fs.stat]\n' })
  t.is(ran.status, 0, ran.stderr)
  const streams = streamsOf(t, ran.text)
  t.is(streams.size, 2)
  for (const events of streams.values()) {
    for (const event of ['fs.open', 'fs.stat', 'a.b']) t.true(events.includes(event), event)
    t.is(events.at(-1), 'overt.stop')
  }
  t.true(ran.lines.filter(({ event }) => event === 'fs.open').every((line) => typeof line.package?.['name'] === 'string' || typeof line.package?.['reason'] === 'string'))
})

onEachNode(test, 'a thread that is terminated, or still runs when the process ends, loses no line, and its stream is ended', (t, node) => {
  // The last event is recorded by native code, or by JavaScript.
  const app = `const fs = require('fs'), { Worker } = require('worker_threads')
const [, , how, last] = process.argv
const events = 'const fs = require("fs"); const { audit } = require(process.env.PRELOAD); for (let i = 0; i < 20; i++) { try { fs.openSync("missing" + i) } catch {}; '
  + (last === 'script' ? 'audit("a.b")' : 'try { fs.openSync("last") } catch {}') + ' } require("worker_threads").parentPort.postMessage(0); for (;;) {}'
const worker = new Worker(events, { eval: true })
worker.on('message', () => {
  if (how === 'terminate') void worker.terminate()
  else if (how === 'exit') process.exit(0)
  else worker.unref()
})`
  for (const how of ['terminate', 'exit', 'unref']) {
    for (const last of ['script', 'native']) {
      const ran = run(t, node, { files: { 'app.cjs': app, 'go.cjs': `process.argv.push(${JSON.stringify(how)}, ${JSON.stringify(last)}); require('./app.cjs')` }, configuration: monitor + 'record: [application.event, fs.open]\n', script: './go.cjs' })
      t.is(ran.status, 0, ran.stderr)
      const streams = [...streamsOf(t, ran.text).values()]
      t.is(streams.length, 2)
      for (const events of streams) t.is(events.filter((event) => event === 'overt.stop').length, 1, `${how}, ${last}`)
      t.is(streams[1]?.at(-1), 'overt.stop', `${how}, ${last}`)
      t.is(streams[1]?.filter((event) => event === (last === 'script' ? 'a.b' : 'fs.open')).length, last === 'script' ? 20 : 40)
    }
  }
})

onEachNode(test, 'a full disk: monitor goes on, counts and says it at exit; enforce ends with 70; enforce with output_failure continue goes on', (t, node) => {
  if (!existsSync('/dev/full')) return void t.pass()
  const app = `const { audit } = require(process.env.PRELOAD)
audit('a.b'); console.log('went on')`
  const full = (text: string): string => text.replace('log.jsonl', '/dev/full') + record
  const inMonitor = run(t, node, { files: { 'app.cjs': app }, configuration: full(monitor) })
  t.is(inMonitor.status, 0)
  t.is(inMonitor.stdout, 'went on\n')
  // overt.start, a.b, hook.clear, overt.stop
  t.regex(inMonitor.stderr, /overt: 4 lines of the record could not be written/)
  const inEnforce = run(t, node, { files: { 'app.cjs': app }, configuration: full(enforce) })
  t.is(inEnforce.status, 70)
  t.is(inEnforce.stdout, '')
  const lenient = run(t, node, { files: { 'app.cjs': app }, configuration: `${full(enforce)}output_failure: continue\n` })
  t.is(lenient.status, 0)
  t.is(lenient.stdout, 'went on\n')
})

onEachNode(test, 'a descriptor that the application closed, or took for a file of its own, is opened again and that is recorded', (t, node) => {
  // Through the descriptor's number in native code that no probe sees: a worker that is not audited.
  const app = `const fs = require('fs')
const { audit } = require(process.env.PRELOAD)
audit('a.b')
const own = fs.readdirSync('/proc/self/fd').find((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd).endsWith('log.jsonl') } catch { return false } })
let refused
try { fs.closeSync(Number(own)) } catch (error) { refused = error.code }
console.log(refused)
for (const form of [() => fs.writeSync(Number(own), 'forged'), () => fs.appendFileSync('log.jsonl', 'forged'), () => fs.truncateSync('log.jsonl'), () => fs.unlinkSync('log.jsonl'),
  () => fs.openSync('/proc/self/fd/' + own, 'a'), () => fs.renameSync('log.jsonl', 'x'), () => { fs.symlinkSync('log.jsonl', 'link'); fs.writeFileSync('link', 'forged') }]) {
  try { form(); console.log('went on', String(form)) } catch (error) { console.log(error.code) }
}
audit('c.d')
`
  if (!existsSync('/proc/self/fd')) return void t.pass()
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  t.deepEqual(ran.stdout.trim().split('\n'), Array<string>(8).fill('OVERT_OWN_FILE'), ran.stderr)
  streamsOf(t, ran.text)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'a.b' || event === 'c.d').length, 2)
})

onEachNode(test, 'an alert is written before the operation goes on; SIGKILL right after loses nothing of it', (t, node) => {
  const app = `try { eval('"forbidden"') } catch {} process.kill(process.pid, 'SIGKILL')`
  for (const configuration of [monitor, enforce]) {
    const ran = run(t, node, { files: { 'app.cjs': app }, configuration })
    t.is(ran.signal, 'SIGKILL')
    t.deepEqual(ran.lines.map(({ event, outcome }) => [event, outcome]), [['overt.start', 'allowed'], ['code.eval', configuration === monitor ? 'would_refuse' : 'refused']])
  }
})

onEachNode(test, 'lines that may wait are written within a second, and when the process ends itself in another way', (t, node) => {
  const app = `const { audit } = require(process.env.PRELOAD)
audit('a.b')
setTimeout(() => { console.log(require('fs').readFileSync('log.jsonl', 'utf8').includes('a.b')); process.abort() }, 1500)`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  t.is(ran.stdout, 'true\n')
  const aborted = run(t, node, { files: { 'app.cjs': `require(process.env.PRELOAD).audit('a.b'); process.abort()` }, configuration: monitor + record })
  t.true(aborted.text.includes('"a.b"'))
})

onEachNode(test, 'standard error: one line, no colour where it is no terminal; a closed one throws nothing', (t, node) => {
  const ran = run(t, node, { files: { 'app.cjs': `eval('"forbidden"'); require('fs').closeSync(2); eval('"forbidden"'); console.log('went on')` }, configuration: monitor })
  t.is(ran.stdout, 'went on\n')
  t.regex(ran.stderr, /^overt: block code\.eval "forbidden" by .*\n$/)
})

onEachNode(test, 'standard error says what an operation was about, also where that is no path, command or code', (t, node) => {
  const rule = (id: number, event: string, selection: string): string => `title: t\nid: 00000000-0000-4000-8000-00000000000${String(id)}\nlogsource: { product: nodejs, service: ${event} }\ndetection: { s: { ${selection} }, condition: s }\nlevel: high\nresponse: alert\n`
  const app = `require('v8').setFlagsFromString('--no-opt'); require.extensions['.x'] = () => {}; require('os').userInfo(); JSON.parse = JSON.parse.bind(JSON)`
  const files = { 'app.cjs': app, 'more.yml': [rule(1, 'v8.flags', 'flags|contains: opt'), rule(2, 'module.hook', 'kind: extensions'), rule(3, 'os.info', 'what: userInfo'), rule(4, 'core.tamper', 'target: JSON.parse')].join('---\n') }
  const { stderr } = run(t, node, { files, configuration: 'rules: more.yml\n' })
  t.deepEqual(stderr.trim().split('\n').map((line) => line.replace(/ by .*/, '')), ['overt: alert v8.flags --no-opt', 'overt: alert module.hook extensions', 'overt: alert os.info userInfo', 'overt: alert core.tamper JSON.parse'], stderr)
})

onEachNode(test, 'a stream is ended once: nothing follows where its file was moved before the end, and what the application does after an end that it feigned is not ended again', (t, node) => {
  // The application itself may not move the file; another program may.
  if (process.platform === 'win32') {
    t.pass()
    return
  }
  const app = `const { execFileSync } = require('child_process'), { Worker } = require('worker_threads')
process.on('exit', () => { execFileSync('/bin/mv', ['log.jsonl', 'moved.jsonl']) })
new Worker('process._exiting = true; process.emit("exit", 0); process._exiting = false; try { require("fs").openSync("late") } catch {} require("worker_threads").parentPort.postMessage(0); for (;;) {}', { eval: true })
  .on('message', function () { void this.terminate() })`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + 'record: [fs.open, hook.clear]\n' })
  t.is(ran.status, 0, ran.stderr)
  const [main, worker] = [...streamsOf(t, readFileSync(join(ran.folder, 'moved.jsonl'), 'utf8') + ran.text).values()]
  t.deepEqual(main?.slice(-3), ['hook.clear', 'overt.gap', 'overt.stop'])
  t.is(worker?.filter((event) => event === 'overt.stop').length, 1)
  t.is(worker?.at(-1), 'fs.open')
})
