import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { runForms } from './support/forms.ts'

/** Everything was loaded before the first hook is added: what is looked up from then on is seen all the same. */
const before = `
process.noDeprecation = true
const inspector = require('node:inspector'), v8 = require('node:v8'), dgram = require('node:dgram'), dns = require('node:dns'), net = require('node:net'), crypto = require('node:crypto'), { WASI } = require('node:wasi'), sqlite = process.getBuiltinModule('node:sqlite')
const fs = require('node:fs'), { opendirSync } = fs
const seen = []
overt.addAuditHook((name) => { seen.push(name) }, { events: ['fs.*', 'inspector.*', 'v8.*', 'net.*', 'dns.*', 'module.native', 'sqlite.open', 'wasi.create', 'wasm.compile', 'report.write', 'error.uncaught', 'core.tamper'] })
const after = (value) => Promise.resolve(value).then(() => seen.splice(0).join())
`
const forms = {
  session: ["(() => { const one = new inspector.Session(); one.connect(); one.disconnect(); return after() })()", 'inspector.session'],
  open: ["(inspector.open(0, '127.0.0.1'), inspector.close(), after())", 'inspector.open'],
  flags: ["(v8.setFlagsFromString('--no-stress-opt'), after())", 'v8.flags'],
  deserialize: ['(v8.deserialize(v8.serialize(1)), after())', 'v8.deserialize'],
  send: "after(new Promise((resolve) => { const socket = dgram.createSocket('udp4'); socket.send('a', 9, '127.0.0.1', () => { socket.close(); resolve() }) }))",
  listen: "after(new Promise((resolve) => { const server = net.createServer().listen(0, '127.0.0.1', () => server.close(resolve)) }))",
  resolve: ["(new dns.Resolver().resolve4('a.test', () => {}), after())", 'dns.resolve'],
  engine: ["((() => { try { crypto.setEngine('/tmp/none.so') } catch {} })(), after())", 'module.native'],
  wasi: ["(new (require('node:wasi').WASI)({ version: 'preview1' }), after())", 'wasi.create'],
  wasm: ['(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), after())', 'wasm.compile'],
  report: ["(process.report.writeReport('a.json'), after())", 'report.write'],
  listing: ["(fs.opendirSync('.').closeSync(), after())", 'fs.list'],
  'listing, taken before': ["(opendirSync('.').closeSync(), after())", ''],
  tamper: ["(JSON.parse = JSON.parse.bind(JSON), after())", 'core.tamper'],
} as const
const expected: Readonly<Record<string, string>> = { send: 'net.bind,net.send', listen: 'net.bind,net.listen' }

for (const node of nodes) {
  test(`node ${node.version}: a hook that is added when all is loaded sees what is looked up from then on, and a gap says that it is late`, (t) => {
    const found = runForms(node, { events: ['overt.gap'], before, forms: Object.fromEntries(Object.entries(forms).map(([name, form]) => [name, typeof form === 'string' ? form : form[0]])) })
    for (const [name, form] of Object.entries(forms)) t.is(found[name]?.value, typeof form === 'string' ? expected[name] : form[1], `${name} ${String(found[name]?.message)}`)
    const late = found['']?.lines.filter(({ fields }) => fields['reason'] === 'late').map(({ fields }) => fields['event'])
    t.false(late?.includes('fs.stat'), 'what ends in a binding that is looked up at each call is never late')
    for (const event of ['inspector.session', 'v8.flags', 'net.listen', 'module.native', 'wasm.compile', 'core.tamper', 'fs.list']) t.true(late?.includes(event), event)
  })
}
