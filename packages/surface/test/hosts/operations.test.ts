import test from 'ava'
import { hosts, run } from './support/run.ts'
import { program, stepsOf, told } from './support/operations.ts'

const record = ['os.info', 'process.set_priority', 'code.compile', 'v8.*', 'net.*', 'http.request', 'tls.connect', 'env.load_file', 'inspector.*', 'wasi.create', 'module.builtin', 'module.hook']
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
}
