import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { run } from '../support/run.ts'

/** Ways to have another request sent than the one that was made; `P` is the server's port. */
const ways = {
  'a path that is set afterwards': "const r = http.request({ port: P, path: '/good' }); r.path = '/set'; return r",
  'an accessor that answers otherwise the second time': "const r = http.request({ port: P, path: '/good' }); let turn = 0; Object.defineProperty(r, 'path', { get: () => (turn++ ? '/accessor' : '/good') }); return r",
  'an object that is text otherwise the second time': "const r = http.request({ port: P, path: '/good' }); let turn = 0; r.path = { toString: () => (turn++ ? '/text' : '/good') }; return r",
  'a method of a subclass': "class R extends http.ClientRequest { _implicitHeader() { this._storeHeader('GET /subclass HTTP/1.1\\r\\n', [['host', 'x']]) } }; return new R({ port: P, path: '/good' })",
  'the head by hand': "const r = http.request({ port: P, path: '/good' }); r._storeHeader({ toString: () => 'GET /head HTTP/1.1\\r\\n' }, [['host', 'x']]); return r",
  'the port of an agent': "const agent = new http.Agent(); agent.defaultPort = P; return http.request({ path: '/good', agent })",
  'a port of an agent that changes': "const agent = new http.Agent(); let turn = 0; Object.defineProperty(agent, 'defaultPort', { get: () => (turn++ ? 9 : P) }); return http.request({ port: 0, path: '/good', agent })",
  'the port of the agent of all': "http.globalAgent.defaultPort = P; const r = http.request({ path: '/good' }); http.globalAgent.defaultPort = 80; return r",
  'a default port': "return http.request({ port: '', defaultPort: P, path: '/good' })",
} as const

/** What the server was asked for, and what the hook was told of each way. */
type Told = readonly [readonly string[], readonly unknown[]]

for (const node of nodes) {
  test(`node ${node.version}: the request that is sent is one that was judged`, (t) => {
    const program = Object.entries(ways).map(([name, body]) => `[${JSON.stringify(name)}, () => { ${body} }]`)
    const { reported } = run(node, ['http.request'], `
const http = require('node:http')
let told
overt.addAuditHook((name, fields) => { if (told && name === 'http.request') told.push([fields.path, fields.port]) })
const asked = []
let P
const server = http.createServer((request, response) => { asked.push(request.url); response.end() }).listen(0, '127.0.0.1', async () => {
  P = server.address().port
  report('port', P)
  for (const [name, make] of [${program.join(',\n')}]) {
    told = []
    asked.length = 0
    await new Promise((done) => {
      const request = make()
      request.on('response', (response) => { response.resume().on('end', done) }).on('error', (error) => { report('failed', [name, String(error)]); done() })
      request.setTimeout(5000, () => { request.destroy(new Error('no answer')) })
      request.end()
    })
    report(name, [[...asked], told])
  }
  server.close()
  server.closeAllConnections()
})`, { loads: false })
    t.is(reported['failed'], undefined)
    for (const name of Object.keys(ways)) {
      const [asked, told] = reported[name] as Told
      t.is(asked.length, 1, name)
      t.deepEqual(told.at(-1), [asked[0], reported['port']], name)
    }
  })

  test(`node ${node.version}: a request that became another is refused before it is sent`, (t) => {
    const { reported } = run(node, ['http.request'], `
const http = require('node:http')
overt.addAuditHook((name, fields) => { if (name === 'http.request' && fields.path === '/accessor') throw new Error('not this one') })
const asked = []
const server = http.createServer((request, response) => { asked.push(request.url); response.end() }).listen(0, '127.0.0.1', () => {
  const request = http.request({ port: server.address().port, path: '/good' })
  request.on('error', (error) => { report('error', error.message) }).on('close', () => { report('asked', asked); server.close(); server.closeAllConnections() })
  Object.defineProperty(request, 'path', { get: () => '/accessor' })
  request.end()
})`, { loads: false })
    t.deepEqual(reported, { error: 'not this one', asked: [] })
  })

  test(`node ${node.version}: a request through a proxy is one, by the name that it was made with`, (t) => {
    const { reported } = run(node, ['http.request'], `
const http = require('node:http')
const told = []
overt.addAuditHook((name, fields) => { if (name === 'http.request') told.push(fields.url) })
const asked = []
const server = http.createServer((request, response) => { asked.push(request.url); response.end() }).listen(0, '127.0.0.1', () => {
  const agent = new http.Agent({ proxyEnv: { HTTP_PROXY: 'http://127.0.0.1:' + server.address().port } })
  http.get({ host: 'example.invalid', path: '/x', agent }, (response) => { response.resume() }).on('error', (error) => { report('error', error.code) })
    .on('close', () => { report('told', told); report('asked', asked); server.close(); server.closeAllConnections() })
})`, { loads: false })
    t.deepEqual(reported['told'], ['http://example.invalid/x'])
    // Older ones know no such option, and find no such host.
    if (Number.parseInt(node.version, 10) >= 24) t.deepEqual(reported['asked'], ['http://example.invalid/x'])
  })
}
