import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

const before = `
process.noDeprecation = true
const { spawn } = require('node:child_process'), { once } = require('node:events')
const evaluated = (Session) => new Promise((resolve, reject) => {
  const session = new Session()
  session.connect()
  session.post('Runtime.evaluate', { expression: '6 * 7' }, (error, { result }) => { session.disconnect(); error ? reject(error) : resolve(result.value) })
})
const child = (stop) => { const one = spawn('sleep', ['60']); return Promise.resolve(stop(one)).then(() => once(one, 'exit').then(([, signal]) => signal), (error) => { one.kill('SIGKILL'); throw error }) }
const closed = () => { const inspector = require('node:inspector'); const url = inspector.url(); inspector.close(); return url === undefined ? undefined : new URL(url).host }
`
const session = {
  session: "evaluated(require('node:inspector').Session)",
  promises: "(async () => { const session = new (require('node:inspector/promises').Session)(); session.connect(); return (await session.post('Runtime.evaluate', { expression: '6 * 7' })).result.value })()",
  imported: "import('node:inspector').then(({ Session }) => evaluated(Session))",
  builtin: "evaluated(process.getBuiltinModule('inspector').Session)",
  raw: "new Promise((resolve) => { const one = new (process.binding('inspector').Connection)((text) => { one.disconnect(); resolve(JSON.parse(text).result.result.value) }); one.dispatch(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: '6 * 7' } })) })",
  constructor: "new Promise((resolve) => { const one = new (process.binding('inspector').Connection.prototype.constructor)((text) => { one.disconnect(); resolve(JSON.parse(text).result.result.value) }); one.dispatch(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression: '6 * 7' } })) })",
}
const open = {
  open: "(require('node:inspector').open(0, '127.0.0.1'), closed() !== undefined)",
  port: "(require('node:inspector').open(0), closed() !== undefined)",
  raw: "(process.binding('inspector').open(0, '127.0.0.1'), closed() !== undefined)",
}
const signal = {
  debugProcess: 'child((one) => process._debugProcess(one.pid))',
  kill: "child((one) => process.kill(one.pid, 'SIGUSR1'))",
  number: 'child((one) => process._kill(one.pid, { valueOf: () => 10 }))',
  handle: "child((one) => one.kill('SIGUSR1'))",
}

for (const node of nodes) {
  test(`node ${node.version}: each session of the inspector is raised once`, (t) => {
    const found = runForms(node, { events: ['inspector.session', 'inspector.open'], before, forms: session })
    for (const name of Object.keys(session)) {
      t.like(found[name], { ended: 'done', value: 42 }, name)
      t.deepEqual(eventsOf(found[name]), [['inspector.session', {}]], name)
    }
  })

  test(`node ${node.version}: a session, a port or a signal that is refused does not come about`, (t) => {
    const forms = Object.fromEntries(Object.entries({ session, open, signal }).flatMap(([kind, some]) => Object.entries(some).map(([name, body]) => [`${kind} ${name}`, body])))
    const events = ['inspector.session', 'inspector.open', 'inspector.signal']
    const found = runForms(node, { events, refuse: events, before, forms: { ...forms, still: "require('node:inspector').url() === undefined" } })
    for (const name of Object.keys(forms)) {
      const event = `inspector.${name.split(' ')[0] ?? ''}`
      t.like(found[name], { code: 'OVERT_AUDIT', event, rule: ruleOf(event).id }, name)
      t.regex(String(found[name]?.message), new RegExp(ruleOf(event).message))
      t.is(found[name]?.lines.length, 1, name)
    }
    t.true(found['still']?.value)
    t.is(found['']?.value, undefined)
  })

  test(`node ${node.version}: opening the inspector is raised once, with host and port`, (t) => {
    const found = runForms(node, { events: ['inspector.open'], before, forms: open })
    for (const name of Object.keys(open)) {
      t.like(found[name], { ended: 'done', value: true }, name)
      t.deepEqual(eventsOf(found[name]), [['inspector.open', { host: '127.0.0.1', port: 0 }]], name)
    }
  })

  test(`node ${node.version}: a process that gets SIGUSR1 is named`, (t) => {
    const found = runForms(node, { events: ['inspector.signal'], before, forms: { ...signal, other: "child((one) => one.kill('SIGUSR2'))" } })
    for (const name of Object.keys(signal)) {
      t.like(found[name], { ended: 'done', value: 'SIGUSR1' }, name)
      t.is(found[name]?.lines.length, 1, name)
      t.is(typeof found[name]?.lines[0]?.fields['pid'], 'number')
    }
    t.like(found['other'], { value: 'SIGUSR2', lines: { length: 0 } })
  })

  test(`node ${node.version}: --inspect is raised at the start, and closed where it is refused`, (t) => {
    const forms = { open: "require('node:inspector').url() !== undefined" }
    const seen = runForms(node, { events: ['inspector.open'], forms, nodeOptions: ['--inspect=127.0.0.1:0'] })
    t.true(seen['open']?.value)
    t.like(seen['']?.lines, [{ event: 'inspector.open', fields: { host: '127.0.0.1' } }])
    const refused = runForms(node, { events: ['inspector.open'], refuse: ['inspector.open'], forms, nodeOptions: ['--inspect=127.0.0.1:0'] })
    t.false(refused['open']?.value)
    t.is(refused['']?.lines[0]?.outcome, 'refused')
  })
}
