import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { onEachNode, preload, run } from './support/preloaded.ts'
import { operator, rule, signedRules } from './support/signed-rules.ts'

/** An event of the application's own, and a correlation that refuses the third one of a user within a time. */
const counted = (event: string, timespan: string): string => `title: ${event}
id: ${event}
logsource: { category: application, service: ${event}.done }
detection: { s: { user|exists: true }, condition: s }
response: log
---
title: many ${event}
id: many-${event}
correlation: { type: event_count, rules: [${event}], group-by: [user], timespan: ${timespan}, condition: { gte: 3 } }
response: block
`
const stop = rule('stop', 'fs.open', 'path|endswith: stop', 'block')
/** Has openings judged before too: a thread goes over with the first event that is. */
const asked = rule('asked', 'fs.open', 'path: /nowhere', 'log')
const configuration = 'mode: enforce\nrules: rules.image\nhot_swap: { pubkey: k.pub, interval: 1 }\nlog: log.jsonl\n'

/** `attempt(event)` raises an event, `swap(name)` has another version judge this thread's events: it refuses to open \`stop\`. */
const application = `const fs = require('node:fs')
const { audit } = require(${JSON.stringify(preload)})
const { put, pause } = require('./operator.cjs')
exports.attempt = (event) => { try { audit(event + '.done', { user: 'ann' }); return 'on' } catch (error) { return error.rule } }
exports.swap = (name) => {
  put(name)
  for (;;) { try { fs.closeSync(fs.openSync('stop', 'r')) } catch (error) { if (error.rule === 'stop') return; throw error } pause() }
}`

onEachNode(test, 'a correlation that is among the new rules as it was goes on counting; what others saw is forgotten, and said', (t, node) => {
  const before = [asked, counted('login', '1h'), counted('upload', '1h'), counted('unseen', '1h')].join('---\n')
  // In another place of the set, and with other numbers of rules and fields.
  const after = [stop, counted('upload', '2h'), rule('more', 'fs.mkdir', 'path: /nowhere', 'log'), counted('login', '1h')].join('---\n')
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: before }, { name: 'v2', serial: 2, rules: after }])
  const app = `const { attempt, swap } = require('./application.cjs')
const twice = (event) => [attempt(event), attempt(event)].join()
console.log(twice('login'), twice('upload'))
swap('v2')
console.log(attempt('login'), twice('upload'), attempt('upload'))`
  const ran = run(t, node, { configuration, files: { ...files, 'app.cjs': app, 'application.cjs': application, 'operator.cjs': operator, stop: '' } })
  t.is(ran.stdout, 'on,on on,on\nmany-login on,on many-upload\n', ran.stderr)
  const swaps = ran.lines.filter(({ event }) => event === 'overt.swap')
  t.deepEqual(swaps.map(({ fields }) => fields['detail']), ['what correlations saw is forgotten where the new rules do not have them as they were: 1'])
})

onEachNode(test, 'rules that correlate take the place of rules that do not: what they see is kept in the file, every so many seconds too', (t, node) => {
  const { files } = signedRules(t, [{ name: 'rules.image', serial: 1, rules: asked }, { name: 'v2', serial: 2, rules: `${stop}---\n${counted('login', '1h')}` }])
  // The end of the process is one that nobody sees coming. What has seen nothing takes less than a hundred bytes.
  const app = `const fs = require('node:fs')
const { attempt, swap } = require('./application.cjs')
if (!fs.existsSync('seen.state')) swap('v2')
console.log(attempt('login'))
const until = Date.now() + 20000
const size = () => { try { return fs.statSync('seen.state').size } catch { return 0 } }
while (size() < 100 && Date.now() < until);
process.kill(process.pid, 'SIGKILL')`
  const ran = run(t, node, { configuration: `${configuration}correlation: { state: seen.state, every: 1 }\n`, files: { ...files, 'app.cjs': app, 'application.cjs': application, 'operator.cjs': operator, stop: '' } })
  t.deepEqual([ran.stdout, ran.signal], ['on\n', 'SIGKILL'], ran.stderr)
  const env = { ...process.env, OVERT_LAUNCH: '', NODE_OPTIONS: '', OVERT_CONFIG: join(ran.folder, 'overt.yml') }
  const attempts = "const { attempt } = require('./application.cjs')\nconsole.log(attempt('login'), attempt('login'))"
  t.is(spawnSync(node, ['--require', preload, '-e', attempts], { cwd: ran.folder, env, encoding: 'utf8' }).stdout, 'on many-login\n')
})
