import { getPriority, tmpdir, userInfo } from 'node:os'
import { realpathSync } from 'node:fs'
import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

const { uid, gid } = userInfo()
const place = realpathSync(tmpdir())
const before = `
const os = require('node:os')
const fs = require('node:fs')
const child = require('node:child_process')
fs.writeFileSync('variables', 'LOADED=1')
`

/** Each form with what it raises, once. */
const forms: Readonly<Record<string, readonly [code: string, ...raises: (readonly [string, Readonly<Record<string, unknown>>])[]]>> = {
  'kill': [`process.kill(process.pid, 0)`, ['process.kill', { pid: 0, signal: '0' }]],
  'kill by name': [`process.kill(process.pid, 'SIGWINCH')`, ['process.kill', { pid: 0, signal: 'SIGWINCH' }]],
  '_kill': [`process._kill(process.pid, 0)`, ['process.kill', { pid: 0, signal: '0' }]],
  'kill a child': [`new Promise((resolve, reject) => { const started = child.spawn('sleep', ['60']); started.on('exit', (code, signal) => resolve(signal)); try { started.kill() } catch (error) { started.ref(); reject(error); process.kill = undefined; started.unref() } })`, ['process.kill', { pid: 0, signal: 'SIGTERM' }]],
  'chdir': [`process.chdir(${JSON.stringify(place)} + '/../' + ${JSON.stringify(place)})`, ['process.chdir', { path: `${place}${place}`.replace(/^(\/[^/]+)\1$/, place) }]],
  'umask': [`process.umask(0o27)`, ['process.umask', { mask: 0o27 }]],
  'umask in text': [`process.umask('022')`, ['process.umask', { mask: 0o22 }]],
  'umask is asked': [`process.umask()`],
  'setuid': [`process.setuid(${String(uid)})`, ['process.set_id', { kind: 'uid', id: String(uid) }]],
  'setegid': [`process.setegid(${String(gid)})`, ['process.set_id', { kind: 'egid', id: String(gid) }]],
  'setPriority': [`os.setPriority(os.getPriority())`, ['process.set_priority', { pid: 0, priority: getPriority() }]],
  'set': [`process.env.SET_HERE = 'secret'`, ['env.set', { name: 'SET_HERE' }]],
  'define': [`Object.defineProperty(process.env, 'SET_HERE', { value: 'x', writable: true, enumerable: true, configurable: true }) && 1`, ['env.set', { name: 'SET_HERE' }]],
  'delete': [`delete process.env.SET_HERE`, ['env.delete', { name: 'SET_HERE' }]],
  'set below': [`Object.create(process.env).OTHER = 'x'`],
  'loadEnvFile': [`process.loadEnvFile(new URL('file://' + __dirname + '/variables'))`, ['env.load_file', { path: '/variables' }]],
  'hostname': [`os.hostname()`, ['os.info', { what: 'hostname' }]],
  'hostname as text': ['`${os.hostname}`', ['os.info', { what: 'hostname' }]],
  'userInfo': [`os.userInfo().username`, ['os.info', { what: 'userInfo' }]],
  'networkInterfaces': [`Object.keys(os.networkInterfaces()).length`, ['os.info', { what: 'networkInterfaces' }]],
  'release': [`process.getBuiltinModule('os').release()`, ['os.info', { what: 'release' }]],
  'import': [`import('node:os').then(({ cpus }) => cpus().length)`, ['os.info', { what: 'cpus' }]],
  'binding': [`process.binding('os').getHostname({})`, ['os.info', { what: 'hostname' }]],
}

const events = ['process.kill', 'process.chdir', 'process.umask', 'process.set_id', 'process.set_priority', 'env.set', 'env.delete', 'env.load_file', 'os.info']
const codes = Object.fromEntries(Object.entries(forms).map(([name, [code]]) => [name, code]))

/** Process ids, and the folder that differs from run to run. */
const same = (value: unknown): unknown => {
  const [event, fields] = value as [string, Record<string, unknown>]
  if (event === 'process.kill') return [event, { ...fields, pid: 0 }]
  return event === 'env.load_file' ? [event, { path: String(fields['path']).replace(/^.*(?=\/)/, '') }] : value
}

for (const node of nodes) {
  test(`node ${node.version}: each form is raised once, with its fields`, (t) => {
    const found = runForms(node, { events, before, forms: codes })
    for (const [name, [, ...raises]] of Object.entries(forms)) {
      t.deepEqual(eventsOf(found[name]).map(same), raises.map((one) => [...one]), name)
      t.is(found[name]?.ended, 'done', `${name}: ${found[name]?.message ?? ''}`)
    }
    t.is(found['']?.value, undefined)
  })

  test(`node ${node.version}: a rule refuses each with its own error, and nothing is done`, (t) => {
    const rest = Object.fromEntries(Object.entries(codes).filter(([name]) => name !== 'kill a child'))
    const found = runForms(node, { events, before: `${before}const mask = process.umask()`, forms: { ...rest, 'what is': `[process.cwd() === __dirname, process.umask() === mask, process.env.SET_HERE, process.env.LOADED]` }, refuse: events })
    for (const [name, [, raises]] of Object.entries(forms)) {
      if (name === 'kill a child' || raises === undefined) continue
      const outcome = found[name]
      t.is(outcome?.ended, name === 'import' ? 'rejected' : 'thrown', name)
      t.deepEqual([outcome?.code, outcome?.event, outcome?.rule], ['OVERT_AUDIT', raises[0], ruleOf(raises[0]).id], name)
      t.true(outcome?.message?.includes(ruleOf(raises[0]).message), name)
      t.is(outcome?.lines.length, 1, name)
    }
    t.deepEqual(found['what is']?.value, [true, true, null, null])
    t.is(found['']?.value, undefined)
  })
}
