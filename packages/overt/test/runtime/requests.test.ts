import test from 'ava'
import { run } from '../probes/support/run.ts'
import { nodes } from '../support/runtimes.ts'

/** A server that looks for files in every way in which work goes on, and asks itself. */
const program = `
const fs = require('node:fs'), http = require('node:http')
fs.existsSync('/before')
const server = http.createServer(async (request, response) => {
  const name = '/of' + request.url.split('?')[0].replaceAll('/', '-')
  fs.existsSync(name)
  await new Promise((resolve) => setTimeout(resolve, 5))
  await fs.promises.access(name).catch(() => {})
  setImmediate(() => process.nextTick(() => fs.stat(name, () => { fs.lstat(name, () => response.end('done')) })))
})
const ask = (path) => new Promise((resolve) => http.get({ port: server.address().port, path, agent }, (answer) => { answer.resume().on('end', resolve) }))
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
server.listen(0, '127.0.0.1', async () => {
  await Promise.all([ask('/a?secret=1'), ask('/b/c'), ask('/a')])
  fs.existsSync('/after')
  agent.destroy()
  server.close()
})
`

/** Node 22 keeps the storage in V8's own data only where it is told to. */
const ways = (version: string): readonly (readonly string[])[] => (version.startsWith('22.') ? [[], ['--experimental-async-context-frame']] : [[]])

for (const node of nodes) {
  for (const nodeOptions of ways(node.version)) test(`node ${[node.version, ...nodeOptions].join(' ')}: what is done for a request of HTTP has its route and its id, through timers, promises and callbacks; a connection that is kept has one after the other`, (t) => {
    const { lines } = run(node, ['fs.stat'], program, { context: ['request'], loads: false, nodeOptions })
    const outside = lines.filter(({ request }) => request === undefined).map(({ fields }) => fields['path'])
    t.deepEqual(outside, ['/before', '/after'])
    const served = new Map<string, Set<unknown>>()
    for (const { request, fields, stream } of lines) {
      if (request === undefined) continue
      t.true(request.id.startsWith(`${stream}-`))
      served.set(request.id, (served.get(request.id) ?? new Set()).add(`${request.route} ${String(fields['path'])}`))
    }
    t.deepEqual([...served.values()].map((one) => [...one]), [['/a /of-a'], ['/b/c /of-b-c'], ['/a /of-a']])
    t.is(lines.length, 2 + 3 * 4)
  })

  test(`node ${node.version}: the route that a framework found; nothing of the application is called for it`, (t) => {
    const { lines, reported } = run(node, ['fs.stat'], `
const fs = require('node:fs'), http = require('node:http'), { channel } = require('node:diagnostics_channel')
let called = 0
const server = http.createServer((request, response) => {
  if (request.url === '/users/1') Object.assign(request, { baseUrl: '/users', route: { path: '/:id' } })
  else if (request.url === '/trap') for (const name of ['route', 'baseUrl', 'originalUrl', 'url']) Object.defineProperty(request, name, { get: () => { called++; return {} } })
  else if (request.url === '/fast/1') channel('tracing:fastify.request.handler:start').publish({ request, route: { url: '/fast/:n', method: 'GET' } })
  fs.existsSync('/x')
  response.end()
})
server.listen(0, '127.0.0.1', async () => {
  for (const path of ['/users/1', '/trap', '/fast/1']) await new Promise((resolve) => http.get({ port: server.address().port, path, agent: false }, (answer) => { answer.resume().on('end', resolve) }))
  report('called', called)
  server.close()
})
`, { context: ['request'], loads: false })
    t.deepEqual(lines.map(({ request }) => request?.route), ['/users/:id', '', '/fast/:n'])
    t.is(reported['called'], 0)
  })

  test(`node ${node.version}: a rule refuses inside a request, and only there`, (t) => {
    const rules = `title: no looking while serving
id: 00000000-0000-4000-8000-0000000000f2
logsource: { category: file_lookup, product: nodejs }
detection: { selection: { request.route|startswith: /b, request.id|contains: '-' }, condition: selection }
level: high
response: block
`
    const { all, reported } = run(node, [], `
const fs = require('node:fs'), http = require('node:http'), overtOf = overt
const server = http.createServer((request, response) => {
  attempt(request.url, () => fs.statSync('/'))
  response.end()
})
attempt('outside', () => fs.statSync('/'))
server.listen(0, '127.0.0.1', async () => {
  for (const path of ['/a', '/b', '/a2']) await new Promise((resolve) => http.get({ port: server.address().port, path, agent: false }, (answer) => { answer.resume().on('end', resolve) }))
  server.close()
})
`, { rules, mode: 'enforce', loads: false })
    t.deepEqual(['outside', '/a', '/b', '/a2'].map((name) => (reported[name] as string[])[0]), ['done', 'done', 'thrown', 'done'])
    t.deepEqual(all.filter(({ event }) => event === 'fs.stat').map(({ outcome, request }) => [outcome, request?.route]), [['refused', '/b']])
  })

  test(`node ${node.version}: requests of HTTP/2, where Node tells of them`, (t) => {
    const { lines } = run(node, ['fs.stat'], `
const fs = require('node:fs'), http2 = require('node:http2')
const server = http2.createServer((request, response) => { fs.existsSync('/x'); response.end() })
server.listen(0, '127.0.0.1', async () => {
  const client = http2.connect('http://127.0.0.1:' + server.address().port)
  for (const path of ['/one?x', '/two']) await new Promise((resolve) => client.request({ ':path': path }).resume().on('end', resolve))
  client.close()
  server.close()
})
`, { context: ['request'], loads: false })
    t.deepEqual(lines.map(({ request }) => request?.route), Number(node.version.split('.')[0]) >= 22 ? ['/one', '/two'] : [undefined, undefined])
  })
}
