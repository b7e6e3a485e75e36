import test from 'ava'
import { enforce, monitor, onEachNode, rules, run } from './support/preloaded.ts'

const head = `const { addAuditHook, audit, setOpenHook, AuditError } = require(process.env.PRELOAD)
const out = []
const say = (...what) => out.push(what.join(' '))
process.on('exit', () => console.log(JSON.stringify(out)))
const tried = (body) => { try { return 'went on: ' + body() } catch (error) { return error } }
`
const said = (stdout: string): string[] => JSON.parse(stdout) as string[]

onEachNode(test, 'hooks run in the order added, twice where added twice, and the first throw wins unchanged', (t, node) => {
  const app = `${head}
const thrown = { any: 'value' }
const first = (name, fields) => { if (name === 'a.b') say('first', fields.n) }
say(addAuditHook(first), addAuditHook(first))
addAuditHook((name) => { if (name === 'a.b') throw thrown })
addAuditHook((name) => { if (name === 'a.b') say('not called') })
say(tried(() => audit('a.b', { n: 1 })) === thrown)
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.deepEqual(said(ran.stdout), ['true true', 'first 1', 'first 1', 'true'], ran.stderr)
  t.like(ran.lines.find(({ event }) => event === 'a.b'), { outcome: 'refused', hook: true, fields: { n: 1 } })
})

onEachNode(test, 'what is no function is a TypeError with a code; unknown events are named', (t, node) => {
  const app = `${head}
for (const bad of [null, undefined, 1, 'x', {}]) { const error = tried(() => addAuditHook(bad)); say(error instanceof TypeError, error.code) }
say(tried(() => addAuditHook(() => {}, { events: ['fs.opne'] })).message)
say(tried(() => addAuditHook(() => {}, { events: 'fs.*' })).message)
say(tried(() => setOpenHook(1)).code)
`
  const lines = said(run(t, node, { files: { 'app.cjs': app }, configuration: monitor }).stdout)
  t.deepEqual(lines.slice(0, 5), Array<string>(5).fill('true OVERT_HOOK'))
  t.regex(lines[5] ?? '', /`fs\.opne`/)
  t.regex(lines[6] ?? '', /`events` must be a list/)
  t.is(lines[7], 'OVERT_HOOK')
})

onEachNode(test, 'a hook that refuses hook.add keeps the next one out: false, recorded, said', (t, node) => {
  const app = `${head}
addAuditHook(function guard(name) { if (name === 'hook.add') throw new Error('no more') })
say(addAuditHook(function late() { say('called') }))
audit('a.b')
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.deepEqual(said(ran.stdout), ['false'])
  t.regex(ran.stderr, /overt: OVERT_HOOK: the audit hook `late` was refused/)
  const adds = ran.lines.filter(({ event }) => event === 'hook.add')
  t.deepEqual(adds.map(({ fields, outcome }) => [fields['origin'], outcome]), [['guard', 'allowed'], ['late', 'refused']])
})

onEachNode(test, 'inside a hook rules still judge and hooks are not called again', (t, node) => {
  const app = `${head}
let calls = 0
addAuditHook((name) => {
  if (name !== 'a.b') return
  calls++
  const refused = tried(() => eval('"forbidden"'))
  say(refused.name, audit('c.d') === undefined)
})
audit('a.b'); audit('a.b')
say(calls)
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: enforce })
  t.deepEqual(said(ran.stdout), ['EvalError true', 'EvalError true', '2'], ran.stderr)
  t.is(ran.lines.filter(({ event, outcome }) => event === 'code.eval' && outcome === 'refused').length, 2)
})

onEachNode(test, 'arguments are frozen; a promise decides nothing and is said once', (t, node) => {
  const app = `'use strict'\n${head}
addAuditHook(async () => { throw new Error('too late') }, { events: ['application.event'] })
addAuditHook((name, fields) => { if (name === 'a.b') say(Object.isFrozen(fields), Object.isFrozen(fields.list), Object.getPrototypeOf(fields)) })
process.on('unhandledRejection', () => {})
audit('a.b', { list: ['x'] }); audit('a.b', { list: [] })
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.deepEqual(said(ran.stdout), ['true true ', 'true true '])
  t.is(ran.stderr.match(/returned a promise/g)?.length, 1)
})

onEachNode(test, 'the open hook is set once', (t, node) => {
  const app = `${head}
setOpenHook((path) => path.endsWith('supplied.cjs') ? 'module.exports = "from the hook"' : undefined)
const error = tried(() => setOpenHook(() => undefined))
say(error.name, error.code, require('./supplied.cjs'))
`
  const ran = run(t, node, { files: { 'app.cjs': app, 'supplied.cjs': 'module.exports = "from the file"' }, configuration: monitor })
  t.deepEqual(said(ran.stdout), ['OvertError OVERT_OPEN_HOOK from the hook'], ran.stderr)
  t.true(ran.lines.some(({ event }) => event === 'open_hook.set'))
})

onEachNode(test, 'at exit hooks see hook.clear, what they throw is ignored, and the stream is ended after the last listener', (t, node) => {
  const app = `const { addAuditHook, audit } = require(process.env.PRELOAD)
addAuditHook((name) => { if (name === 'hook.clear') { console.log('cleared'); throw new Error('ignored') } })
process.removeAllListeners()
process.on('exit', () => audit('last.event'))
process.exitCode = 3
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: [application.event]\n` })
  t.is(ran.status, 3, ran.stderr)
  t.is(ran.stdout, 'cleared\n')
  t.deepEqual(ran.lines.slice(-3).map(({ event }) => event), ['last.event', 'hook.clear', 'overt.stop'])
})

onEachNode(test, 'process.exit, an uncaught error and an exit listener that throws end the stream too', (t, node) => {
  for (const [end, status] of [['process.exit(4)', 4], ['throw new Error("x")', 1], ['process.on("exit", () => { throw new Error("y") })', 1], ['process.on("exit", () => process.exit(5)); process.exit()', 5]] as const) {
    const ran = run(t, node, { files: { 'app.cjs': end }, configuration: monitor })
    t.is(ran.status, status, end)
    t.deepEqual(ran.lines.map(({ event }) => event), ['overt.start', 'hook.clear', 'overt.stop'], end)
  }
})

onEachNode(test, 'rules refuse in enforce only, hooks in both modes', (t, node) => {
  const app = `${head}
const error = tried(() => new Function('return "forbidden"'))
say(typeof error === 'string' ? 'went on' : error.name)
addAuditHook((name, fields) => { if (name === 'code.eval') throw new Error('the hook says no') }, { events: ['code.*'] })
say(tried(() => eval('1')).message)
`
  t.deepEqual(said(run(t, node, { files: { 'app.cjs': app, 'rules.yml': rules }, configuration: enforce }).stdout), ['EvalError', 'the hook says no'])
  t.deepEqual(said(run(t, node, { files: { 'app.cjs': app }, configuration: monitor }).stdout), ['went on', 'the hook says no'])
})
