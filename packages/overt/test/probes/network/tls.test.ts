import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

/** A key and a certificate of its own for the test's server; undefined where the machine has no `openssl`. */
function certificate(): { readonly key: string; readonly cert: string } | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'overt-tls-'))
  try {
    const text = execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', '-', '-out', '-', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: folder })
    const part = (kind: string): string => new RegExp(`-----BEGIN ${kind}-----[^-]+-----END ${kind}-----`).exec(text)?.[0] ?? ''
    return { key: part('PRIVATE KEY'), cert: part('CERTIFICATE') }
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const made = certificate()
const before = `
const tls = require('node:tls'), https = require('node:https'), net = require('node:net'), http2 = require('node:http2')
const { key, cert } = ${JSON.stringify(made ?? {})}
let secured = 0
const server = tls.createServer({ key, cert }, (socket) => { secured++; socket.on('error', () => {}); socket.on('data', () => socket.end('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n')) }).on('tlsClientError', () => {})
const ready = new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const port = () => server.address().port
const ended = (make, what) => ready.then(() => new Promise((resolve, reject) => { const one = make(); one.on('error', reject).on(what, () => { resolve('ok'); (one.destroy || one.close).call(one) }) }))
`
const forms = {
  connect: "ended(() => tls.connect({ port: port(), host: '127.0.0.1', servername: 'localhost', ca: cert }), 'secureConnect')",
  unchecked: "ended(() => tls.connect({ port: port(), host: '127.0.0.1', rejectUnauthorized: false }), 'secureConnect')",
  socket: "ended(() => tls.connect({ socket: net.connect(port(), '127.0.0.1'), servername: 'localhost', port: port(), ca: cert }), 'secureConnect')",
  https: "ended(() => https.get({ port: port(), host: '127.0.0.1', servername: 'localhost', ca: cert, agent: false }), 'response')",
  http2: "ended(() => http2.connect('https://localhost:' + port(), { ca: cert, host: '127.0.0.1', ALPNProtocols: ['x'] }), 'connect')",
}

if (made === undefined) test('sessions of TLS (skipped: no `openssl` here)', (t) => { t.pass() })
else
  for (const node of nodes) {
    test(`node ${node.version}: a session of TLS is raised once, with who is asked for and whether that is checked`, (t) => {
      const { http2, ...clean } = forms
      const found = runForms(node, { events: ['tls.connect'], before, forms: { ...clean, port: 'port()' } })
      const port = found['port']?.value
      for (const name of Object.keys(clean)) {
        t.like(found[name], { ended: 'done', value: 'ok' }, name)
        t.deepEqual(eventsOf(found[name]), [['tls.connect', name === 'unchecked' ? { host: '127.0.0.1', port, verify: false } : { host: 'localhost', port, verify: true }]], name)
      }
      t.truthy(http2)
    })

    test(`node ${node.version}: a request of https is raised before its session, and refused before it is connected`, (t) => {
      const requests = {
        https: forms.https,
        agent: "ended(() => https.request({ port: port(), hostname: '127.0.0.1', path: '/x?y', ca: cert, servername: 'localhost', agent: new https.Agent({ keepAlive: true }) }).end(), 'response')",
        fetch: "ready.then(() => fetch('https://127.0.0.1:' + port() + '/f')).catch((error) => { throw error.cause })",
      }
      const found = runForms(node, { events: ['http.request', 'net.connect', 'tls.connect'], before, forms: { ...requests, port: 'port()' } })
      const url = `https://127.0.0.1:${String(found['port']?.value)}`
      for (const name of Object.keys(requests)) t.deepEqual(found[name]?.lines.map(({ event }) => event), ['http.request', 'net.connect', 'tls.connect'], name)
      t.like(found['https']?.lines[0], { fields: { method: 'GET', url: `${url}/`, host: '127.0.0.1', protocol: 'https' } })
      t.like(found['agent']?.lines[0], { fields: { url: `${url}/x?y`, path: '/x?y', protocol: 'https' } })
      t.like(found['fetch']?.lines[0], { fields: { url: `${url}/f`, protocol: 'fetch' } })
      const refused = runForms(node, { events: ['http.request', 'net.connect'], refuse: ['http.request'], before, forms: requests })
      for (const name of Object.keys(requests)) t.like(refused[name], { ended: 'rejected', code: 'OVERT_AUDIT', event: 'http.request', lines: { length: 1 } }, name)
    })

    test(`node ${node.version}: a session of TLS that is refused ends its socket with the refusal`, (t) => {
      const found = runForms(node, { events: ['tls.connect'], refuse: ['tls.connect'], before, forms: { ...forms, secured: 'secured' } })
      for (const name of Object.keys(forms)) {
        t.like(found[name], { ended: 'rejected', code: 'OVERT_AUDIT', event: 'tls.connect', rule: ruleOf('tls.connect').id }, name)
        t.is(found[name]?.lines.length, 1, name)
      }
      t.is(found['secured']?.value, 0)
      t.is(found['']?.value, undefined)
    })
  }
