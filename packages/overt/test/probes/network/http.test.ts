import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, type Outcome, ruleOf, runForms } from '../support/forms.ts'

const before = `
const http = require('node:http'), https = require('node:https'), http2 = require('node:http2'), net = require('node:net'), { promisify } = require('node:util'), { once } = require('node:events')
let seen = 0
const server = http.createServer((request, response) => {
  seen++
  if (request.url === '/away') return response.writeHead(302, { location: '/there' }).end()
  if (request.url === '/events') return response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\\n\\n')
  response.end('ok')
}).on('upgrade', (request, socket) => { seen++; const key = require('node:crypto').createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64'); socket.write('HTTP/1.1 101 Switching\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Accept: ' + key + '\\r\\n\\r\\n') })
const server2 = http2.createServer((request, response) => { seen++; response.end('ok') })
const ready = Promise.all([new Promise((resolve) => server.listen(0, '127.0.0.1', resolve)), new Promise((resolve) => server2.listen(0, '127.0.0.1', resolve))])
const port = () => server.address().port
const at = (path) => 'http://127.0.0.1:' + port() + path
const answered = (make) => ready.then(() => new Promise((resolve, reject) => { const request = make(); request.on('error', reject).on('response', (response) => { response.resume().on('end', () => resolve('ok')) }); if (!request.writableEnded) request.end() }))
const two = (make) => ready.then(async () => { const session = http2.connect('http://127.0.0.1:' + server2.address().port); try { const stream = make(session); stream.resume(); await once(stream, 'end'); return 'ok' } finally { session.destroy() } })
const headers = { 'User-Agent': 'a/1' }
`
const forms = {
  get: "answered(() => http.get(at('/p?q=1'), { headers }))",
  request: "answered(() => http.request({ port: port(), host: '127.0.0.1', path: '/p?q=1', headers }))",
  list: "answered(() => http.request({ port: port(), hostname: '127.0.0.1', path: '/p?q=1', headers: ['user-agent', 'a/1', 'host', 'x'] }))",
  url: "answered(() => http.request(new URL(at('/p?q=1')), { headers }))",
  class: "answered(() => new http.ClientRequest(at('/p?q=1'), { headers }))",
  constructor: "answered(() => new http.ClientRequest.prototype.constructor(at('/p?q=1'), { headers }))",
  called: "answered(() => { const one = Object.create(http.ClientRequest.prototype); http.ClientRequest.call(one, at('/p?q=1'), { headers }); return one })",
  heir: "answered(() => new (class extends http.ClientRequest {})(at('/p?q=1'), { headers }))",
  agent: "answered(() => http.request(at('/p?q=1'), { headers, agent: new http.Agent({ keepAlive: true }) }))",
  connection: "answered(() => http.request(at('/p?q=1'), { headers, createConnection: () => net.connect(port(), '127.0.0.1') }))",
  imported: "import('node:http').then(({ get }) => answered(() => get(at('/p?q=1'), { headers })))",
  fetch: "ready.then(() => fetch(at('/p?q=1'), { headers })).then((response) => response.text())",
  fetchRequest: "ready.then(() => fetch(new Request(at('/p?q=1'), { headers }))).then((response) => response.text())",
  http2: "two((session) => session.request({ ':path': '/p?q=1', 'user-agent': 'a/1' }))",
} as const
const other = {
  post: "answered(() => http.request(at('/'), { method: 'post' }))",
  connect: "answered(() => http.request({ method: 'CONNECT', path: 'a.example:443', port: port(), host: '127.0.0.1' })).catch(() => 'closed')",
  changed: "answered(() => { const request = http.request(at('/a')); request.path = '/b'; return request })",
  redirect: "ready.then(() => fetch(at('/away'))).then((response) => response.text())",
  promised: "ready.then(async () => { const session = await promisify(http2.connect)('http://127.0.0.1:' + server2.address().port); const stream = session.request(); stream.resume(); await once(stream, 'end'); session.destroy() })",
  objects: "answered(() => { const paths = ['/a', '/b', '/c']; return http.request({ port: port(), host: '127.0.0.1', path: { toString: () => paths.shift() } }) })",
  websocket: "typeof WebSocket === 'undefined' ? 'none' : ready.then(() => new Promise((resolve, reject) => { const one = new WebSocket(at('/w').replace('http', 'ws')); one.onopen = () => resolve('ok'); one.onerror = (event) => reject(event.error ?? new Error('failed')) }))",
  eventsource: "typeof EventSource === 'undefined' ? 'none' : ready.then(() => new Promise((resolve, reject) => { const one = new EventSource(at('/events')); one.onmessage = () => { one.close(); resolve('ok') }; one.onerror = reject }))",
}
const urls = (outcome: Outcome | undefined): unknown[] => (outcome?.lines ?? []).map(({ fields }) => [fields['method'], String(fields['url']).replace(/:\d+/, ''), fields['protocol']])

for (const node of nodes) {
  test(`node ${node.version}: each request is raised once, before its connection, with its fields`, (t) => {
    const found = runForms(node, { events: ['http.request', 'net.connect'], before, forms: { ...forms, ports: '[port(), server2.address().port]' } })
    const [one, two] = found['ports']?.value as [number, number]
    for (const name of Object.keys(forms)) {
      t.like(found[name], { ended: 'done', value: 'ok' }, name)
      const port = name === 'http2' ? two : one
      const protocol = name === 'http2' ? 'http2' : name.startsWith('fetch') ? 'fetch' : 'http'
      const expected = ['http.request', { method: 'GET', url: `http://127.0.0.1:${String(port)}/p?q=1`, host: '127.0.0.1', port, path: '/p?q=1', protocol, user_agent: 'a/1' }]
      t.deepEqual(eventsOf(found[name]).filter((event) => (event as string[])[0] === 'http.request'), [expected], name)
      // A session of HTTP/2 is connected before anything is asked; the second \`fetch\` finds a connection.
      if (name !== 'http2') t.is(found[name]?.lines[0]?.event, 'http.request', name)
    }
  })

  test(`node ${node.version}: redirects, changed requests, WebSocket and EventSource`, (t) => {
    const found = runForms(node, { events: ['http.request'], before, forms: other, nodeOptions: node.version.startsWith('20.') ? ['--experimental-websocket'] : ['--experimental-eventsource'] })
    t.is(found['']?.value, undefined)
    t.deepEqual(urls(found['post']), [['POST', 'http://127.0.0.1/', 'http']])
    t.deepEqual(urls(found['connect']), [['CONNECT', 'a.example', 'http']])
    t.deepEqual(urls(found['changed']), [['GET', 'http://127.0.0.1/a', 'http'], ['GET', 'http://127.0.0.1/b', 'http']])
    t.deepEqual(urls(found['redirect']), [['GET', 'http://127.0.0.1/away', 'fetch'], ['GET', 'http://127.0.0.1/there', 'fetch']])
    t.deepEqual(urls(found['promised']), [['GET', 'http://127.0.0.1/', 'http2']])
    t.deepEqual(urls(found['objects']), [['GET', 'http://127.0.0.1/a', 'http']])
    t.is(found['websocket']?.value, 'ok')
    t.deepEqual(urls(found['websocket']), [['GET', 'ws://127.0.0.1/w', 'websocket']])
    t.is(found['eventsource']?.value, node.version.startsWith('20.') ? 'none' : 'ok')
    t.deepEqual(urls(found['eventsource']), node.version.startsWith('20.') ? [] : [['GET', 'http://127.0.0.1/events', 'eventsource']])
  })

  test(`node ${node.version}: which headers of HTTP/2 are sensitive stays known, in an object and in a list`, (t) => {
    const forms = {
      object: "two((session) => { const stream = session.request({ secret: 's', [http2.sensitiveHeaders]: ['secret'] }); sent = stream.sentHeaders[http2.sensitiveHeaders]; return stream }).then(() => sent)",
      list: "two((session) => { const stream = session.request(Object.assign([':path', '/', 'secret', 's'], { [http2.sensitiveHeaders]: ['secret'] })); sent = stream.sentHeaders[http2.sensitiveHeaders]; return stream }).then(() => sent)",
    }
    const found = runForms(node, { events: ['http.request'], before: `let sent\n${before}`, forms })
    t.deepEqual(found['object']?.value, ['secret'])
    // Older Nodes take no list.
    if (found['list']?.ended === 'done' && Number(node.version.split('.')[0]) >= 24) t.deepEqual(found['list'].value, ['secret'])
  })

  test(`node ${node.version}: a request that is refused connects to nobody, and fails as one that cannot`, (t) => {
    const found = runForms(node, { events: ['http.request', 'net.connect'], refuse: ['http.request'], before: before.replace("const headers", "const channel = require('node:diagnostics_channel').channel\nrequire('node:diagnostics_channel').channel = () => channel('x')\nconst headers"), forms: { ...forms, seen: 'seen' } })
    for (const [name, outcome] of Object.entries(found)) {
      if (name === '' || name === 'seen' || name.startsWith('fetch')) continue
      t.like(outcome, { ended: 'rejected', code: 'OVERT_AUDIT', event: 'http.request', rule: ruleOf('http.request').id }, name)
      t.deepEqual(outcome.lines.filter(({ event }) => event === 'http.request').map((line) => line.outcome), ['refused'], name)
      if (name !== 'http2') t.is(outcome.lines.length, 1, name)
    }
    for (const name of ['fetch', 'fetchRequest']) t.like(found[name], { ended: 'rejected', message: 'fetch failed', lines: { length: 1 } }, name)
    t.is(found['seen']?.value, 0)
    t.is(found['']?.value, undefined)
  })

  test(`node ${node.version}: the cause of a fetch that failed is the refusal; subscribers of the channel are served, and nothing is loaded before`, (t) => {
    const forms = {
      loaded: "process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')",
      cause: "fetch('http://127.0.0.1:40001/').then(() => 0, (error) => error.cause.code)",
      subscribed: "(() => { const heard = []; const dc = require('node:diagnostics_channel'); dc.subscribe('undici:request:create', ({ request }) => heard.push(request.path)); return fetch('http://127.0.0.1:40001/x').catch(() => heard) })()",
    }
    const seen = runForms(node, { events: ['http.request'], forms })
    t.false(seen['loaded']?.value)
    t.deepEqual(seen['subscribed']?.value, ['/x'])
    t.is(runForms(node, { events: ['http.request'], refuse: ['http.request'], forms })['cause']?.value, 'OVERT_AUDIT')
  })
}
