import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

/** A name server on loopback that answers every question with a refusal of its own (REFUSED), and counts them. */
const before = `
const dns = require('node:dns'), dgram = require('node:dgram'), { promisify } = require('node:util')
let asked = 0
const server = dgram.createSocket('udp4', (message, from) => { asked++; message[2] = 0x81; message[3] = 0x05; server.send(message, from.port, from.address) })
const ready = new Promise((resolve) => server.bind(0, '127.0.0.1', resolve))
const at = () => '127.0.0.1:' + server.address().port
const resolver = (kind = dns.Resolver) => { const one = new kind({ tries: 1 }); one.setServers([at()]); return one }
const call = (self, name, ...given) => ready.then(() => new Promise((resolve, reject) => { self()[name](...given, (error) => resolve(error && error.event ? reject(error) : error && error.code)) }))
const wait = (body) => ready.then(body).then((value) => value, (error) => { if (error.event) throw error; return error.code })
`
const kinds = ['resolve4', 'resolve6', 'resolveAny', 'resolveCaa', 'resolveCname', 'resolveMx', 'resolveNs', 'resolveTxt', 'resolveSrv', 'resolvePtr', 'resolveNaptr', 'resolveSoa']
const typeOf = (kind: string): string => ({ resolve4: 'A', resolve6: 'AAAA' })[kind] ?? kind.slice(7).toUpperCase()
const forms = {
  ...Object.fromEntries(kinds.map((kind) => [kind, `call(resolver, '${kind}', 'a.test')`])),
  type: "call(resolver, 'resolve', 'a.test', 'TXT')",
  promise: "wait(() => resolver(dns.promises.Resolver).resolveTxt('a.test'))",
  default: "wait(() => { dns.setServers([at()]); return dns.promises.resolve('a.test', 'TXT') })",
  raw: "ready.then(() => new Promise((resolve) => { const { QueryReqWrap } = process.binding('cares_wrap'); const channel = resolver()._handle; const request = new QueryReqWrap(); request.oncomplete = () => resolve('done'); channel.queryTxt(request, 'a.test') }))",
}
const reverse = { reverse: "call(resolver, 'reverse', '127.0.0.9')", promise: "wait(() => resolver(dns.promises.Resolver).reverse('127.0.0.9'))", service: "new Promise((resolve, reject) => dns.lookupService('127.0.0.9', 80, (error) => error && error.event ? reject(error) : resolve()))", servicePromise: "wait(() => dns.promises.lookupService('127.0.0.9', 80))" }

for (const node of nodes) {
  const image = node.path

  test(`node ${node.version}: each question to a name server is raised once, with its type and the server that was chosen`, (t) => {
    const found = runForms(node, { events: ['dns.resolve', 'dns.reverse', 'dns.lookup'], before: `process.noDeprecation = true\n${before}`, forms: { ...forms, server: 'server.address().port' } })
    const server = `127.0.0.1:${String(found['server']?.value)}`
    for (const name of Object.keys(forms)) {
      const type = kinds.includes(name) ? typeOf(name) : 'TXT'
      t.is(found[name]?.ended, 'done', name)
      t.deepEqual(eventsOf(found[name]), [['dns.resolve', { host: 'a.test', type, server, image }]], name)
    }
  })

  test(`node ${node.version}: the name of an address is raised once`, (t) => {
    const found = runForms(node, { events: ['dns.resolve', 'dns.reverse', 'dns.lookup'], before, forms: reverse })
    for (const name of Object.keys(reverse)) t.deepEqual(eventsOf(found[name]), [['dns.reverse', { host: '127.0.0.9', image }]], name)
  })

  test(`node ${node.version}: a question that is refused is not asked, and says so where an answer would come`, (t) => {
    const { raw, ...others } = forms
    const events = ['dns.resolve', 'dns.reverse']
    const names = Object.fromEntries(Object.entries(reverse).map(([name, body]) => [`reverse ${name}`, body]))
    const found = runForms(node, { events, refuse: events, before: `process.noDeprecation = true\n${before}`, forms: { ...others, ...names, raw: raw ?? '', asked: 'asked' } })
    for (const name of [...Object.keys(others), ...Object.keys(names)]) {
      const event = name.startsWith('reverse ') ? 'dns.reverse' : 'dns.resolve'
      t.like(found[name], { ended: 'rejected', code: 'OVERT_AUDIT', event, rule: ruleOf(event).id }, name)
      t.is(found[name]?.lines.length, 1, name)
    }
    t.like(found['raw'], { ended: 'rejected', code: 'OVERT_AUDIT' })
    t.is(found['asked']?.value, 0)
    t.is(found['']?.value, undefined)
  })
}
