import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { run } from '../support/run.ts'

for (const node of nodes) {
  test(`node ${node.version}: reading is one event, listing is one event`, (t) => {
    const { all, reported } = run(node, ['env.read', 'env.list', 'application.event'], `
const mark = (name, body) => { overt.audit('at.' + name.replaceAll(' ', '_')); return body() }
const util = require('node:util')
const env = process.env
mark('get', () => env.HOME)
mark('missing', () => env.NOT_THERE)
mark('symbol', () => env[Symbol.iterator])
mark('in', () => 'HOME' in env)
mark('own', () => Object.hasOwn(env, 'HOME'))
mark('spread', () => ({ ...env }))
mark('keys', () => Object.keys(env))
mark('entries', () => Object.entries(env))
mark('values', () => Object.values(env))
mark('assign', () => Object.assign({}, env))
mark('for in', () => { for (const name in env) env[name] })
mark('json', () => JSON.stringify(env))
mark('rest', () => { const { HOME, PATH, ...rest } = env })
mark('inspect', () => util.inspect(env))
mark('print', () => console.error(env))
mark('text', () => String(env))
mark('query', () => new URLSearchParams(env).toString())
mark('keys then one', () => { Object.keys(env); return env.PATH })
mark('names then one', () => { Object.getOwnPropertyNames(env); return Object.getOwnPropertyDescriptor(env, 'OVERT_CONFIG') })
mark('set', () => { env.NEW = 1; delete env.NEW })
mark('end', () => {})
report('inspected', [util.inspect(env), util.inspect({ ...env })])
report('json', JSON.stringify(env) === JSON.stringify({ ...env }))
`)
    const seen: Record<string, string[]> = {}
    let now = ''
    for (const { event, fields } of all) {
      if (event.startsWith('at.')) seen[(now = event.slice(3))] = []
      else if (event.startsWith('env.') && now !== '' && now !== 'end') seen[now]?.push(event === 'env.list' ? 'list' : String(fields['name']))
    }
    t.deepEqual(seen, {
      get: ['HOME'], missing: ['NOT_THERE'], symbol: [], in: [], own: ['HOME'], spread: ['list'], keys: ['list'], entries: ['list'], values: ['list'], assign: ['list'], for_in: ['list'],
      json: ['list'], rest: ['HOME', 'PATH', 'list'], inspect: ['list'], print: ['list'], text: [], query: ['list'], keys_then_one: ['list', 'PATH'], names_then_one: ['list', 'OVERT_CONFIG'],
      set: [], end: [],
    })
    const [inspected, plain] = reported['inspected'] as string[]
    t.is(inspected, plain)
    t.true(reported['json'])
  })

  test(`node ${node.version}: the copies that a child and a worker get raise nothing`, (t) => {
    const { lines, reported } = run(node, ['env.read', 'env.list'], `
const child = require('node:child_process')
const { Worker } = require('node:worker_threads')
process.env.MARK = 'here'
report('child', child.execFileSync(process.execPath, ['-p', 'process.env.MARK'], { encoding: 'utf8' }).trim())
report('given', child.spawnSync('sh', ['-c', 'echo $MARK'], { encoding: 'utf8', env: process.env }).stdout.trim())
child.exec('true')
for (const options of [{}, { env: process.env }]) new Worker('require("node:worker_threads").parentPort.postMessage(process.env.MARK)', { eval: true, ...options }).on('message', (message) => { report('worker' + Object.keys(options), message) })
`)
    t.deepEqual(lines, [])
    t.deepEqual(reported, { child: 'here', given: 'here', worker: 'here', workerenv: 'here' })
  })

  test(`node ${node.version}: a diagnostic report lists the environment, and can be refused`, (t) => {
    const { lines, reported } = run(node, ['env.list'], `
const { writeFileSync, rmSync } = require('node:fs')
report('names', [process.report.getReport.name, process.report.writeReport.name])
report('held', typeof process.report.getReport().environmentVariables)
process.report.directory = require('node:os').tmpdir()
const file = process.report.writeReport('overt-report-' + process.pid + '.json')
rmSync(process.report.directory + '/' + file)
overt.addAuditHook((name) => { if (name === 'env.list') throw new Error('no') })
attempt('report', () => process.report.getReport())
attempt('written', () => process.report.writeReport())
`)
    t.deepEqual(reported['names'], ['getReport', 'writeReport'])
    t.is(reported['held'], 'object')
    for (const name of ['report', 'written']) t.deepEqual(reported[name], ['thrown', 'no'], name)
    t.deepEqual(lines.filter(({ event }) => event === 'env.list').map(({ outcome }) => outcome), ['allowed', 'allowed', 'refused', 'refused'])
  })

  test(`node ${node.version}: a proxy that a child is given for its environment reads it as anybody does`, (t) => {
    const { lines, reported } = run(node, ['env.read', 'env.list'], `
process.env.MARK = 'here'
const taken = {}
const env = new Proxy(process.env, {
  getOwnPropertyDescriptor: (real, name) => (taken.described = Reflect.getOwnPropertyDescriptor(real, name)),
  get: (real, name) => (taken[name] = real[name]),
})
require('node:child_process').spawnSync('true', [], { env })
report('taken', taken.MARK)
`)
    t.is(reported['taken'], 'here')
    t.true(lines.some(({ event, fields }) => event === 'env.read' && fields['name'] === 'MARK'))
  })

  test(`node ${node.version}: a refusal throws where the variable is read; the object behaves as before`, (t) => {
    const program = `
attempt('set', () => { process.env.A = 1; return process.env.A })
attempt('symbol', () => { process.env[Symbol('s')] = 'x' })
attempt('define', () => Object.defineProperty(process.env, 'B', { value: 'x' }))
attempt('define whole', () => Object.defineProperty(process.env, 'B', { value: 'x', writable: true, enumerable: true, configurable: true }).B)
attempt('delete', () => [delete process.env.B, 'B' in process.env])
attempt('prototype', () => Object.getPrototypeOf(Object.getPrototypeOf(process.env)) === Object.prototype)
attempt('text', () => process.env + '')
attempt('own', () => process.env.hasOwnProperty('A'))
attempt('descriptor', () => { const { value, ...rest } = Object.getOwnPropertyDescriptor(process, 'env'); return [typeof value, rest] })
attempt('variable', () => Object.getOwnPropertyDescriptor(process.env, 'A'))
attempt('inherits', () => { const child = Object.create(process.env); return child.A })
`
    const { reported, lines } = run(node, ['env.read', 'env.list'], program + `
overt.addAuditHook((name, fields) => { if (name === 'env.list' || (name === 'env.read' && fields.name === 'TOKEN')) throw new Error('no') })
process.env.TOKEN = 't'
attempt('read', () => process.env.TOKEN)
attempt('listed', () => ({ ...process.env }))
attempt('inspected', () => require('node:util').inspect(process.env))
attempt('other', () => process.env.A)
attempt('replaced', () => { process.env = { A: 'mine' }; return process.env.A })
`)
    const plain = run(node, [], program)
    for (const [name, value] of Object.entries(plain.reported)) t.deepEqual(reported[name], value, name)
    for (const name of ['read', 'listed', 'inspected']) t.deepEqual(reported[name], ['thrown', 'no'], name)
    t.deepEqual(reported['other'], ['done', '1'])
    t.deepEqual(reported['replaced'], ['done', 'mine'])
    t.is(lines.filter(({ outcome }) => outcome === 'refused').length, 3)
  })
}
