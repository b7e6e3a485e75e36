import test from 'ava'
import { hosts, run } from './support/run.ts'
import { program, stepsOf, told } from './support/operations.ts'

// Without net.accept, which both sides of a connection in one process would mix in (accept.test.ts).
const record = ['os.info', 'process.set_priority', 'code.compile', 'v8.*', 'net.bind', 'net.connect', 'net.listen', 'net.send', 'http.request', 'tls.connect', 'env.load_file', 'inspector.*', 'wasi.create', 'module.builtin', 'module.hook']
/** What each step asks for is its last event: the ones before it, of a connection say, are of the steps that have them alone. */
const files = { variables: 'OF_A_FILE=1\n' }

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime

  test(`${name}: servers, datagrams, requests, sessions of TLS, scripts, facts and builtins are told once, before they happen, with what they are given`, (t) => {
    const { lines, stdout, stderr, folder } = run(host, program(name), { record: [...record, 'env.read'], files })
    const steps = stepsOf(name)
    t.deepEqual(JSON.parse(stdout), Object.fromEntries(steps.map(([step]) => [step, 'done'])), stderr)
    t.deepEqual(told(lines, name, folder), Object.fromEntries(steps.map(([step, { told: both, deno }]) => [step, name === 'deno' ? (deno ?? both) : both])))
  })

  test(`${name}: what refuses them does, as the runtime itself would say it`, (t) => {
    const refusing = `
const { addAuditHook } = await import(${JSON.stringify(host.preload.at(-1))})
addAuditHook(() => { throw Object.assign(new Error('no'), { code: 'NO' }) }, { events: ${JSON.stringify(record)} })`
    const { stdout, stderr } = run(host, program(name, refusing), { files, record })
    const said = JSON.parse(stdout) as Readonly<Record<string, string>>
    // A class that connects says so to its listeners on neither: it cannot be made. What Deno's loader says of a module that may not be resolved is its own.
    t.deepEqual(said, Object.fromEntries(stepsOf(name).map(([step]) => [step, name === 'deno' && step === 'import()' ? 'ERR_MODULE_NOT_FOUND' : 'NO'])), stderr)
  })

  test(`${name}: an error that nothing caught is told before it ends the process, and the main module when it starts`, (t) => {
    const { lines, status, folder } = run(host, `setTimeout(() => { throw new TypeError('a') }, 1)`, { record: ['error.uncaught', 'run.*'] })
    t.is(status, 1)
    const events = lines.filter(({ event }) => !event.startsWith('overt.')).map(({ event, fields }) => [event, fields])
    t.deepEqual(events, [['run.file', { path: `${folder}/program.mjs` }], ['error.uncaught', { name: 'TypeError', message: 'a' }]])
    const caught = run(host, `process.on('uncaughtException', () => {}); setTimeout(() => { throw new TypeError('a') }, 1)`, { record: ['error.uncaught'] })
    t.is(caught.status, 0)
    t.is(caught.lines.filter(({ event }) => event === 'error.uncaught').length, 1)
  })

  test(`${name}: of errors that nothing caught each is told, and an event that only bears their name ends nothing`, (t) => {
    const { lines, stdout, status } = run(host, `
process.on('uncaughtException', () => {})
setTimeout(() => { throw 'same' }, 1)
setTimeout(() => { throw 'same' }, 10)
setTimeout(() => { throw new Proxy(new Error('a'), { getOwnPropertyDescriptor() { throw new Error('b') } }) }, 20)
setTimeout(() => { console.log('alive') }, 40)`, { record: ['error.uncaught'] })
    t.is(stdout, 'alive\n')
    t.is(status, 0)
    t.deepEqual(lines.filter(({ event }) => event === 'error.uncaught').map(({ fields }) => fields), [{ message: 'same' }, { message: 'same' }, {}])
    t.is(run(host, `globalThis.dispatchEvent?.(new Event('error')); console.log('alive')`, { record: ['error.uncaught'] }).stdout, 'alive\n')
  })

  test(`${name}: a deadline of \`vm\` that breaks a fact off does not mute those that follow`, (t) => {
    const { lines } = run(host, `
import os from 'node:os'
import vm from 'node:vm'
for (let i = 0; i < 5; i++) try { vm.runInNewContext('for (;;) ask()', { ask: os.networkInterfaces }, { timeout: 10 }) } catch {}
os.hostname()
os.release()`, { record: ['os.info'] })
    const asked = lines.filter(({ event }) => event === 'os.info').map(({ fields }) => fields['what'])
    t.true(asked.includes('networkInterfaces'))
    t.deepEqual(asked.slice(-2), ['hostname', 'release'])
  })

  test(`${name}: what the application put in place of the runtime's does not keep a late hook from what else it asks for`, (t) => {
    const { stdout } = run(host, `
import { addAuditHook } from ${JSON.stringify(host.preload.at(-1))}
delete globalThis.ErrorEvent
process.on = undefined
const seen = []
addAuditHook((event) => { seen.push(event) }, { events: ['process.umask', 'error.uncaught'] })
process.umask(0o22)
console.log(seen.join())`, { bare: true })
    t.is(stdout, 'process.umask\n')
  })
}
