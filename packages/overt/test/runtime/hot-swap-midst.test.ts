import test from 'ava'
import { onEachNode, run } from './support/preloaded.ts'
import { operator, rule, signedRules } from './support/signed-rules.ts'

const configuration = 'mode: enforce\nrules: rules.image\nhot_swap: { pubkey: k.pub, interval: 1 }\nlog: log.jsonl\n'
const stop = rule('new-stop', 'fs.open', 'path|endswith: stop', 'block')

onEachNode(test, 'what an application raises in an accessor that is read while its thread goes over is refused; nothing is patched twice', (t, node) => {
  const listens = rule('listens', 'net.listen', 'port: 1', 'log')
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: rule('old', 'fs.open', 'path: /nowhere', 'log') }, { name: 'v2', serial: 2, rules: `${stop}---\n${listens}` }])
  const app = `const fs = require('node:fs')
const net = require('node:net')
const { put, pause } = require('./operator.cjs')
const { Server } = net
const inside = []
let reading = true
const open = () => { try { fs.closeSync(fs.openSync('probe', 'r')); return 'went on' } catch (error) { return error.code } }
Object.defineProperty(net, 'Server', { configurable: true, get() { if (reading) inside.push(open()); return Server } })
put('v2')
for (;;) { try { fs.closeSync(fs.openSync('stop', 'r')) } catch (error) { console.log(error.rule); break } pause() }
reading = false
console.log(inside.length > 0, [...new Set(inside)].join(), open())
net.createServer().on('error', () => {}).listen(1).close()`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'operator.cjs': operator, stop: '', probe: '' } })
  t.is(ran.stdout, 'new-stop\ntrue OVERT_FAULT went on\n', ran.stderr)
  t.is(ran.status, 0, ran.stderr)
  t.is(ran.lines.filter(({ event }) => event === 'overt.swap').length, 1, ran.text)
  t.is(ran.lines.filter(({ event }) => event === 'net.listen').length, 1, ran.text)
})

onEachNode(test, 'what a thread starts that has not gone over yet is held to the rules that its process has', (t, node) => {
  const forbidden = rule('forbidden', 'fs.mkdir', 'path|endswith: forbidden', 'block')
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: rule('old', 'fs.mkdir', 'path: /nowhere', 'log') }, { name: 'v2', serial: 2, rules: forbidden }])
  // Another thread tells when the process has the new rules; the first one waits, raises nothing, and does not come back to its event loop.
  const worker = `const fs = require('node:fs')
const { workerData } = require('node:worker_threads')
const { pause } = require('./operator.cjs')
for (;;) { try { fs.mkdirSync('forbidden'); fs.rmdirSync('forbidden') } catch { break } pause() }
Atomics.store(workerData, 0, 1)
Atomics.notify(workerData, 0)`
  const app = `const fs = require('node:fs')
const { spawnSync } = require('node:child_process')
const { Worker } = require('node:worker_threads')
const { put, lines } = require('./operator.cjs')
for (const end of ['', '.minisig']) fs.copyFileSync('rules.image' + end, 'v1' + end)
const word = new Int32Array(new SharedArrayBuffer(4))
new Worker('./worker.cjs', { workerData: word })
put('v2')
Atomics.wait(word, 0, 0)
put('v1')
const { status, stderr } = spawnSync(process.execPath, ['-e', '0'], { encoding: 'utf8' })
console.log(status, /OVERT_[A-Z]+/.exec(stderr)?.[0], lines().some(({ event, thread }) => event === 'overt.swap' && thread === 0))`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'worker.cjs': worker, 'operator.cjs': operator } })
  t.is(ran.stdout, '2 OVERT_SERIAL false\n', ran.stderr)
})
