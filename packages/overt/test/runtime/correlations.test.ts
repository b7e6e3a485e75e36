import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { onEachNode, preload, run } from './support/preloaded.ts'

const login = `title: a login failed
id: login
logsource: { category: application, service: login.failed }
detection: { s: { user|exists: true }, condition: s }
response: log
`
const counted = (response: string): string => `${login}---
title: a user is guessed
id: guessed
correlation: { type: event_count, rules: [login], group-by: [user], timespan: 1h, condition: { gte: 3 } }
response: ${response}
`
const attempt = `const { audit } = require('overt')
exports.attempt = (user) => { try { audit('login.failed', { user }); return 'went on' } catch (error) { return error.code + ' ' + error.rule } }
`
const enforce = 'mode: enforce\nrules: rules.yml\nlog: log.jsonl\n'
/** The file that gives \`overt\` to the application, as the package does. */
const overt = { 'node_modules/overt/index.js': `module.exports = require(${JSON.stringify(preload)})` }

onEachNode(test, 'the last event of a correlation is refused, by its group; what came before is counted and goes on', (t, node) => {
  const app = `const { attempt } = require('./attempt.cjs')\nfor (const user of ['ann', 'bob', 'ann', 'bob', 'ann', 'bob', 'ann', 'cyd']) console.log(user, attempt(user))`
  const ran = run(t, node, { files: { ...overt, 'rules.yml': counted('block'), 'attempt.cjs': attempt, 'app.cjs': app }, configuration: enforce })
  t.is(ran.stderr.replaceAll(/^overt: .*\n/gm, ''), '')
  t.deepEqual(ran.stdout.trim().split('\n'), [
    'ann went on', 'bob went on', 'ann went on', 'bob went on', 'ann OVERT_AUDIT guessed', 'bob OVERT_AUDIT guessed', 'ann OVERT_AUDIT guessed', 'cyd went on',
  ])
  const judged = ran.lines.filter(({ event }) => event === 'login.failed')
  // Its rule answers for itself no more: only what completes the correlation is on record.
  t.deepEqual(judged.map(({ response, outcome, rules }) => [response, outcome, rules?.map(({ id }) => id)]), Array.from({ length: 3 }, () => ['block', 'refused', ['guessed']]))
})

onEachNode(test, 'workers of one process share what correlations have seen', (t, node) => {
  const app = `const { Worker } = require('node:worker_threads')
const { attempt } = require('./attempt.cjs')
const inWorker = () => new Promise((resolve) => new Worker("const { attempt } = require('./attempt.cjs'); require('node:worker_threads').parentPort.postMessage(attempt('ann'))", { eval: true }).on('message', resolve))
;(async () => { console.log(attempt('ann')); console.log(await inWorker()); console.log(await inWorker()); console.log(attempt('ann')) })()`
  const ran = run(t, node, { files: { ...overt, 'rules.yml': counted('block'), 'attempt.cjs': attempt, 'app.cjs': app }, configuration: enforce })
  t.deepEqual(ran.stdout.trim().split('\n'), ['went on', 'went on', 'OVERT_AUDIT guessed', 'OVERT_AUDIT guessed'], ran.stderr)
})

onEachNode(test, 'operations of the runtime are correlated by their fields; an alert is given once', (t, node) => {
  const rules = `title: reads a file
id: read
logsource: { category: file_access }
detection: { s: { TargetFilename|contains: secret }, condition: s }
---
title: reads many files
id: many
correlation: { type: value_count, rules: [read], group-by: [package.name], timespan: 1m, condition: { field: TargetFilename, gte: 3 } }
response: alert
`
  const app = "const fs = require('node:fs')\nfor (const name of ['secret1', 'secret1', 'secret2', 'other', 'secret3', 'secret4']) try { fs.openSync(name) } catch {}\nconsole.log('done')"
  const ran = run(t, node, { files: { 'rules.yml': rules, 'app.cjs': app }, configuration: 'rules: rules.yml\nlog: log.jsonl\n' })
  t.is(ran.stdout, 'done\n')
  const alerts = ran.lines.filter(({ event }) => event === 'fs.open')
  t.deepEqual(alerts.map(({ response, rules: of, fields }) => [response, of?.map(({ id }) => id), String(fields['path']).endsWith('secret3')]), [['alert', ['many'], true]])
})

onEachNode(test, 'what the runtime does by itself is not counted, and completes no correlation, of which nobody would be told', (t, node) => {
  const counted = (category: string, selection: string): string => `title: one of ${category}
id: ${category}
logsource: { category: ${category} }
detection: { s: { ${selection} }, condition: s }
---
title: three of ${category}
id: three-of-${category}
correlation: { type: event_count, rules: [${category}], timespan: 1h, condition: { gte: 3 } }
response: alert
`
  const rules = [counted('env_access', 'Name: TERM'), counted('file_lookup', "TargetFilename|endswith: '.secret.cjs'"), counted('file_access', "TargetFilename|endswith: '.secret.cjs'")].join('---\n')
  const app = (times: number): string => `const fs = require('node:fs'), { join } = require('node:path'), { getColorDepth } = require('node:tty').WriteStream.prototype
const file = join(__dirname, 'a.secret.cjs')
const own = () => { process.env.TERM; fs.statSync(file); fs.openSync(file) }
const runtimes = () => { getColorDepth.call({}); delete require.cache[file]; require(file) }
runtimes()
for (let i = 1; i < ${String(times)}; i++) { own(); runtimes() }
own()`
  for (const [times, alerts] of [[2, []], [3, ['env.read', 'fs.open', 'fs.stat']]] as const) {
    const ran = run(t, node, { files: { 'rules.yml': rules, 'a.secret.cjs': '', 'app.cjs': app(times) }, configuration: 'rules: rules.yml\nlog: log.jsonl\n' })
    t.deepEqual(ran.lines.filter(({ rules: of }) => of !== undefined).map(({ event }) => event).sort(), [...alerts], ran.stderr)
  }
})

onEachNode(test, 'what was seen survives a restart where the configuration names a file for it', (t, node) => {
  const app = "console.log(require('./attempt.cjs').attempt('ann'))"
  const configuration = `${enforce}correlation: { state: seen.state }\n`
  const first = run(t, node, { files: { ...overt, 'rules.yml': counted('block'), 'attempt.cjs': attempt, 'app.cjs': app }, configuration })
  const state = join(first.folder, 'seen.state')
  t.true(existsSync(state), first.stderr)
  const again = (): string => {
    const env = { ...process.env, OVERT_LAUNCH: '', NODE_OPTIONS: '', OVERT_CONFIG: join(first.folder, 'overt.yml') }
    return spawnSync(node, ['--require', preload, 'app.cjs'], { cwd: first.folder, env, encoding: 'utf8' }).stdout
  }
  t.deepEqual([first.stdout, again(), again()], ['went on\n', 'went on\n', 'OVERT_AUDIT guessed\n'])
  // Damaged: on record, and counting begins anew.
  writeFileSync(state, readFileSync(state).subarray(0, 40))
  t.is(again(), 'went on\n')
  const log = readFileSync(join(first.folder, 'log.jsonl'), 'utf8')
  t.regex(log, /"event":"overt\.gap","fields":\{"reason":"forgotten","detail":"`[^`]*seen\.state`: the state of correlations is damaged"\}/)
})

onEachNode(test, 'what was seen survives SIGKILL where it is kept every so many seconds; where it cannot be written standard error says so once', (t, node) => {
  // The loop is busy: no timer of the application's is needed. It waits for the file, and ends itself as nobody can see coming.
  const app = `const fs = require('node:fs')
console.log(require('./attempt.cjs').attempt('ann'))
const until = Date.now() + 20000
while (!fs.existsSync('seen.state') && Date.now() < until);
process.kill(process.pid, 'SIGKILL')`
  const configuration = `${enforce}correlation: { state: seen.state, every: 1 }\n`
  const first = run(t, node, { files: { ...overt, 'rules.yml': counted('block'), 'attempt.cjs': attempt, 'app.cjs': app }, configuration })
  t.deepEqual([first.stdout, first.signal], ['went on\n', 'SIGKILL'], first.stderr)
  const again = (script: string): { readonly stdout: string; readonly stderr: string } => {
    writeFileSync(join(first.folder, 'app.cjs'), script)
    const env = { ...process.env, OVERT_LAUNCH: '', NODE_OPTIONS: '', OVERT_CONFIG: join(first.folder, 'overt.yml') }
    return spawnSync(node, ['--require', preload, 'app.cjs'], { cwd: first.folder, env, encoding: 'utf8' })
  }
  const attempts = "console.log(require('./attempt.cjs').attempt('ann'))\n"
  t.is(again(attempts + attempts).stdout, 'went on\nOVERT_AUDIT guessed\n')
  t.deepEqual(readdirSync(first.folder).filter((name) => name.startsWith('seen.state')), ['seen.state'])
  // A folder cannot be replaced by a file.
  rmSync(join(first.folder, 'seen.state'))
  mkdirSync(join(first.folder, 'seen.state'))
  const failed = again(`${attempts}Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)\n`)
  t.is(failed.stdout, 'went on\n')
  t.is(failed.stderr.match(/^overt: OVERT_CONFIG: what correlations saw is not kept: `[^`]*seen\.state` cannot be written: /gm)?.length, 1, failed.stderr)
})

onEachNode(test, 'by event time an event counts when it says that it happened: late ones up to the timespan, none later than now', (t, node) => {
  const app = `const { audit } = require('overt')
const at = (user, time) => { try { audit('login.failed', time === undefined ? { user } : { user, time }); return 'on' } catch (error) { return error.rule } }
const ann = ['2020-01-01T00:00:00Z', '2020-01-01T02:00:00Z', '2020-01-01T01:00:00Z', '2020-01-01T00:59:59Z', '2020-01-01T02:59:59Z', '2020-01-01T02:00:00Z']
console.log(ann.map((time) => at('ann', time)).join())
console.log(['2999-01-01T00:00:00Z', undefined, 'now'].map((time) => at('bob', time)).join())`
  const files = { ...overt, 'rules.yml': counted('block'), 'app.cjs': app }
  const byEvent = run(t, node, { files, configuration: `${enforce}correlation: { time: event }\n` })
  t.is(byEvent.stdout, 'on,on,on,on,on,guessed\non,on,guessed\n', byEvent.stderr)
  const byArrival = run(t, node, { files, configuration: enforce })
  t.is(byArrival.stdout, 'on,on,guessed,guessed,guessed,guessed\non,on,guessed\n', byArrival.stderr)
})
