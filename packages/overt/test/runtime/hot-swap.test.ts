import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { type Line, onEachNode, preload, run } from './support/preloaded.ts'
import { operator, rule, signedRules } from './support/signed-rules.ts'

const configuration = 'mode: enforce\nrules: rules.image\nhot_swap: { pubkey: k.pub, interval: 1 }\nlog: log.jsonl\n'

/** Both rules of a set match each opening of `probe`. In the new set they have other numbers, and one reads a field that no rule read before. */
const before = [rule('old-1', 'fs.open', 'path|endswith: probe', 'log'), rule('old-2', 'fs.open', 'path|contains: probe', 'log'), rule('old-eval', 'code.eval', 'code|contains: other', 'block')].join('---\n')
const after = [
  rule('new-never', 'fs.open', 'path: /nowhere', 'log'),
  rule('new-1', 'fs.open', 'path|endswith: probe', 'log'),
  rule('new-2', 'fs.open', 'path|endswith: probe, access: read', 'log'),
  rule('new-stop', 'fs.open', 'path|endswith: stop', 'block'),
  rule('new-list', 'fs.list', 'path: /nowhere', 'log'),
  rule('new-folder', 'fs.mkdir', 'path|endswith: forbidden', 'block'),
  rule('new-eval', 'code.eval', 'code|contains: forbidden', 'block'),
].join('---\n')

const ids = ({ rules }: Line): string => (rules ?? []).map(({ id }) => id).join()

/** What a thread does again and again until it is refused. The first three do not come back to their event loop meanwhile. */
const worker = `const { parentPort, workerData } = require('node:worker_threads')
const fs = require('node:fs')
const { pause } = require('./operator.cjs')
let probes = 0
const probe = () => { fs.closeSync(fs.openSync('probe', 'r')); probes++ }
const ways = {
  judged: () => { probe(); fs.closeSync(fs.openSync('stop', 'r')) },
  known: () => fs.closeSync(fs.openSync('stop', 'r')),
  evaluated: () => eval('"forbidden"'),
  idle: () => { fs.mkdirSync('forbidden'); fs.rmdirSync('forbidden') },
}
function refused() {
  try { ways[workerData](); return false } catch (error) { return error.name === 'AuditError' || error instanceof EvalError || (console.error(error), false) }
}
parentPort.postMessage('begun')
if (workerData === 'idle') {
  const again = () => refused() ? parentPort.postMessage({ probes }) : setTimeout(again, 5)
  again()
} else {
  while (!refused()) pause()
  if (workerData === 'judged') for (let i = 0; i < 5; i++) probe()
  parentPort.postMessage({ probes })
}`

onEachNode(test, 'while events flow, each is judged by the rules before or by those after, and none is lost', (t, node) => {
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: before }, { name: 'v2', serial: 2, rules: after }])
  const app = `const { Worker } = require('node:worker_threads')
const fs = require('node:fs')
const { put } = require('./operator.cjs')
let begun = 0
for (const way of ['judged', 'known', 'evaluated', 'idle']) {
  const one = new Worker('./worker.cjs', { workerData: way })
  one.on('error', (error) => console.log(way, error))
  one.on('message', (said) => {
    if (said !== 'begun') console.log(way, said.probes)
    else if (++begun === 4) put('v2')
  })
}
let probes = 0
const again = () => {
  fs.closeSync(fs.openSync('probe', 'r')); probes++
  try { fs.closeSync(fs.openSync('stop', 'r')) } catch { console.log('main', probes); return }
  setTimeout(again, 2)
}
again()`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'worker.cjs': worker, 'operator.cjs': operator, probe: '', stop: '' } })
  t.is(ran.status, 0, ran.stderr)
  const said = new Map(ran.stdout.trim().split('\n').map((line) => line.split(' ') as [string, string]))
  t.deepEqual([...said.keys()].sort(), ['evaluated', 'idle', 'judged', 'known', 'main'], ran.stderr)
  streamsOf(t, ran.text)
  let probes = 0
  for (const stream of new Set(ran.lines.map((line) => line.stream))) {
    const lines = ran.lines.filter((line) => line.stream === stream)
    const swapped = lines.findIndex(({ event }) => event === 'overt.swap')
    t.not(swapped, -1, stream)
    t.like(lines[swapped]?.fields, { serial: 2, rules: 7 })
    t.regex(String(lines[swapped]?.fields['digest']), /^[\da-f]{64}$/)
    t.not(lines[swapped]?.fields['digest'], lines[swapped]?.fields['previous'])
    for (const [at, line] of lines.entries()) {
      if (line.event !== 'fs.open' || !String(line.fields['path']).endsWith('probe')) continue
      probes++
      t.is(ids(line), at < swapped ? 'old-1,old-2' : 'new-1,new-2', `${stream} ${String(at)}`)
    }
  }
  t.is(probes, Number(said.get('main')) + Number(said.get('judged')))
  t.is(ran.lines.filter((line) => ids(line) === 'old-1,old-2').length > 0, true)
  t.is(ran.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] !== 'late').length, 0, ran.text)
  t.regex(ran.stderr, /rules with serial number 2 are in force \(rules: 7\)/)
  // What nobody asked for before is patched now, and that it comes late is said.
  t.true(ran.lines.some(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'fs.list' && fields['reason'] === 'late'), ran.text)
})

onEachNode(test, 'an event in whose hook the rules are replaced is recorded by those that judged it', (t, node) => {
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: before }, { name: 'v2', serial: 2, rules: after }])
  const app = `const { addAuditHook } = require(${JSON.stringify(preload)})
const fs = require('node:fs')
const { put, pause } = require('./operator.cjs')
let done = false
addAuditHook((name, fields) => {
  if (done || !fields.path.endsWith('probe')) return
  done = true
  put('v2')
  for (;;) { try { fs.closeSync(fs.openSync('stop', 'r')) } catch (error) { console.log(error.rule); return } pause() }
}, { events: ['fs.open'] })
for (let i = 0; i < 2; i++) fs.closeSync(fs.openSync('probe', 'r'))
console.log('end')`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'operator.cjs': operator, probe: '', stop: '' } })
  t.is(ran.stdout, 'new-stop\nend\n', ran.stderr)
  t.deepEqual(ran.lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('probe')).map(ids), ['old-1,old-2', 'new-1,new-2'])
})

onEachNode(test, 'what cannot be used leaves the rules in force, and is said; the application cannot help it', (t, node) => {
  const { files } = signedRules(t, [
    { name: 'rules.image', serial: 5, rules: rule('five', 'fs.open', 'path|endswith: stop', 'block') },
    { name: 'older', serial: 4, rules: rule('older', 'fs.open', 'path: /nowhere', 'log') },
    { name: 'forged', serial: 9, rules: rule('forged', 'fs.open', 'path: /nowhere', 'log'), forged: true },
    { name: 'broken', serial: 9, rules: Buffer.from('overt\0r\u0004 and nothing of it') },
    { name: 'seven', serial: 7, rules: rule('seven', 'fs.open', 'path: /nowhere', 'log') },
    { name: 'ten', serial: 10, rules: rule('ten', 'fs.open', 'path|endswith: stop', 'block') },
  ])
  const app = `const fs = require('node:fs')
const { spawnSync } = require('node:child_process')
const { put, lines } = require('./operator.cjs')
const holds = () => { try { fs.closeSync(fs.openSync('stop', 'r')); return 'nothing' } catch (error) { return error.rule } }
const swaps = () => lines().filter(({ event }) => event === 'overt.swap')
async function next(what, change) {
  const { length } = swaps()
  change()
  while (swaps().length === length) await new Promise((resolve) => setTimeout(resolve, 20))
  const { reason, serial } = swaps().at(-1).fields
  console.log(what + ':', reason ?? serial, holds())
}
;(async () => {
  await next('truncated', () => fs.writeFileSync('rules.image', fs.readFileSync('rules.image').subarray(0, -3)))
  await next('forged', () => put('forged'))
  await next('older', () => put('older'))
  await next('broken', () => put('broken'))
  process.env.OVERT_LAUNCH = process.env.OVERT_CONFIG = ''
  JSON.parse = JSON.stringify = () => { throw new Error('mine') }
  await next('newer', () => put('ten'))
  // Signed, and newer than what this process started with: what it starts is held to what it has.
  for (const version of ['ten', 'seven']) {
    put(version)
    const { status, stderr } = spawnSync(process.execPath, ['-e', '0'], { encoding: 'utf8' })
    console.log('child:', version, status, /OVERT_[A-Z]+/.exec(stderr)?.[0])
  }
})()`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'operator.cjs': operator, stop: '' } })
  t.deepEqual(ran.stdout.trim().split('\n'), [
    'truncated: OVERT_SIGNATURE five',
    'forged: OVERT_SIGNATURE five',
    'older: OVERT_SERIAL five',
    'broken: OVERT_IMAGE five',
    'newer: 10 ten',
    'child: ten 0 undefined',
    'child: seven 2 OVERT_SERIAL',
  ], ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'overt.start').map(({ fields }) => fields['serial']), [5, 10])
  t.regex(ran.stderr, /^overt: OVERT_SERIAL: the rules in force stay: .* has serial number 4, 5 is in force/m)
})

onEachNode(test, 'an application that has what the new rules need fail does not keep the old ones', (t, node) => {
  const hostile = [
    rule('reads', 'fs.open', 'request.route: /nowhere, phase: never', 'log'),
    rule('listens', 'net.listen', 'port: 1', 'log'),
    rule('heap', 'v8.heap_snapshot', 'path: /nowhere', 'log'),
    rule('new-stop', 'fs.open', 'path|endswith: stop', 'block'),
  ].join('---\n')
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: before }, { name: 'v2', serial: 2, rules: hostile }])
  const app = `const fs = require('node:fs')
const { put, pause } = require('./operator.cjs')
// A RangeError looks as if the stack had ended, after which it is tried again.
const fail = () => { throw new RangeError('mine') }
process.argv = null
require('node:async_hooks').AsyncLocalStorage = class { constructor() { fail() } }
require('node:diagnostics_channel').subscribe = fail
Object.defineProperty(require('node:net'), 'Server', { configurable: true, get: fail })
Object.defineProperty(require('node:worker_threads'), 'Worker', { configurable: true, get: fail })
require('node:v8')
put('v2')
for (let i = 0; i < 5000; i++) {
  try { fs.closeSync(fs.openSync('stop', 'r')) } catch (error) {
    if (error.rule !== undefined) { console.log(error.rule); break }
    if (!(error instanceof RangeError)) throw error
  }
  pause()
}`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'operator.cjs': operator, stop: '' } })
  t.is(ran.stdout, 'new-stop\n', ran.stderr)
  t.true(ran.lines.some(({ event, fields }) => event === 'overt.swap' && fields['serial'] === 2), ran.text)
})
