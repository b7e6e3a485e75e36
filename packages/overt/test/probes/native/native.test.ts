import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../support/project.ts'
import { nodes } from '../../support/runtimes.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

const addon = fileURLToPath(new URL(`packages/overt/dist/overt.${process.platform}-${process.arch}-gnu.node`, root))

/** A copy of an addon for each form, which gives its functions to whoever loads it first. */
const before = `
const fs = require('node:fs'), path = require('node:path')
const early = process.dlopen
let copies = 0
const copy = () => { const name = process.cwd() + '/a' + ++copies + '.node'; fs.copyFileSync(${JSON.stringify(addon)}, name); return name }
const opened = (open) => { const target = { exports: {} }; open(target); return typeof target.exports.digest }
const digest = (name) => { const target = { exports: {} }; early.call(process, target, name); return target.exports.digest(fs.readFileSync(name)) }
`
const forms = {
  require: 'typeof require(copy()).digest',
  createRequire: "typeof require('node:module').createRequire(__filename)(copy()).digest",
  relative: "opened((target) => process.dlopen(target, './/./' + path.basename(copy())))",
  captured: 'opened((target) => early(target, copy()))',
  changing: "opened((target) => { const names = [copy(), '/harmless.node']; process.dlopen(target, { toString: () => names.shift() }) })",
  import: 'import(copy()).then((module) => typeof module.default.digest)',
}

for (const node of nodes) {
  const major = Number(node.version.split('.')[0])
  // Node 20 and 22 have no \`import\` of addons without a flag.
  const { import: imported, ...older } = forms
  const here = major >= 24 ? { ...older, import: imported } : older

  test(`node ${node.version}: module.native is raised once for each library, with its path and digest`, (t) => {
    const found = runForms(node, { events: ['module.native'], before: `${before}report('digest', digest(copy()))`, forms: here })
    t.is(found['']?.value, undefined)
    const [first, ...others] = found['']?.lines ?? []
    t.deepEqual(others, [])
    const folder = String(first?.fields['path']).slice(0, -'/a1.node'.length)
    t.regex(String(first?.fields['digest']), /^[0-9a-f]{64}$/)
    Object.keys(here).forEach((name, index) => {
      t.like(found[name], { ended: 'done', value: 'function' }, name)
      t.deepEqual(eventsOf(found[name]), [['module.native', { path: `${folder}/a${String(index + 2)}.node`, digest: first?.fields['digest'] }]], name)
    })
  })

  test(`node ${node.version}: a library that is refused is not loaded`, (t) => {
    const found = runForms(node, { events: ['module.native'], refuse: ['module.native'], before, forms: { ...here, loaded: "process.report.getReport().sharedObjects.filter((name) => /\\/a\\d+\\.node$/.test(name))" } })
    for (const name of Object.keys(here)) {
      t.like(found[name], { code: 'OVERT_AUDIT', event: 'module.native', rule: ruleOf('module.native').id }, name)
      t.regex(String(found[name]?.message), /no module\.native here/)
      t.is(found[name]?.lines.length, 1)
    }
    t.deepEqual(found['loaded']?.value, [])
  })

  test(`node ${node.version}: an engine of OpenSSL is a library`, (t) => {
    const engine = { set: "require('node:crypto').setEngine('/tmp/no-such-engine.so')", named: "require('node:crypto').setEngine('rdrand-no')" }
    const found = runForms(node, { events: ['module.native'], forms: engine })
    t.deepEqual(eventsOf(found['set']), [['module.native', { path: '/tmp/no-such-engine.so' }]])
    t.deepEqual(eventsOf(found['named']), [['module.native', { path: 'rdrand-no' }]])
    t.like(found['set'], { ended: 'thrown', code: 'ERR_CRYPTO_ENGINE_UNKNOWN' })
    t.like(runForms(node, { events: ['module.native'], refuse: ['module.native'], forms: engine })['set'], { ended: 'thrown', code: 'OVERT_AUDIT' })
  })

  test(`node ${node.version}: an engine that a TLS context loads is a library`, (t) => {
    const engine = {
      certificate: "require('node:tls').createSecureContext({ clientCertEngine: '/tmp/no-such-engine.so' })",
      key: "require('node:tls').createSecureContext({ privateKeyEngine: '/tmp/no-such-engine.so', privateKeyIdentifier: 'k' })",
      native: "require('node:tls').createSecureContext().context.setClientCertEngine('/tmp/no-such-engine.so')",
      constructor: "new (require('node:tls').createSecureContext().context.constructor)().setEngineKey('k', '/tmp/no-such-engine.so')",
      imported: "import('node:https').then(({ Agent }) => { require('node:tls').createServer({ clientCertEngine: '/tmp/no-such-engine.so' }) })",
    }
    const found = runForms(node, { events: ['module.native'], forms: engine })
    const refused = runForms(node, { events: ['module.native'], refuse: ['module.native'], forms: engine })
    for (const name of Object.keys(engine)) {
      t.deepEqual(eventsOf(found[name]), [['module.native', { path: '/tmp/no-such-engine.so' }]], name)
      t.not(found[name]?.code, 'OVERT_AUDIT', name)
      t.is(refused[name]?.code, 'OVERT_AUDIT', name)
    }
    t.is(runForms(node, { events: ['module.native'], forms: { plain: "require('node:tls').createSecureContext() instanceof require('node:tls').SecureContext" } })['plain']?.value, true)
  })

  test(`node ${node.version}: ffi.open is raised for a library and for memory`, (t) => {
    const ffi = {
      dlopen: "typeof require('node:ffi').dlopen('libm.so.6', {}).lib",
      class: "typeof new (require('node:ffi').DynamicLibrary)('./x/../libnone.so')",
      constructor: "typeof new (require('node:ffi').DynamicLibrary.prototype.constructor)('libm.so.6')",
      process: "typeof new (require('node:ffi').DynamicLibrary)(null)",
      memory: "require('node:ffi').getRawPointer(Buffer.alloc(8)) > 0n",
      imported: "import('node:ffi').then(({ dlopen }) => typeof dlopen('libm.so.6', {}).lib)",
    }
    const found = runForms(node, { events: ['ffi.open', 'overt.gap'], forms: ffi })
    if (major < 26) {
      t.true(found['']?.lines.some(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'ffi.open' && fields['reason'] === 'absent'))
      return
    }
    const fields = (name: string): unknown[] => eventsOf(found[name])
    for (const name of ['dlopen', 'constructor', 'imported']) t.deepEqual(fields(name), [['ffi.open', { path: 'libm.so.6' }]], name)
    t.regex(JSON.stringify(fields('class')), /^\[\["ffi\.open",\{"path":"\/.*\/libnone\.so"\}\]\]$/)
    for (const name of ['process', 'memory']) t.deepEqual(fields(name), [['ffi.open', {}]], name)
    t.is(found['memory']?.value, true)
    const refused = runForms(node, { events: ['ffi.open'], refuse: ['ffi.open'], forms: ffi })
    for (const name of Object.keys(ffi)) t.like(refused[name], { code: 'OVERT_AUDIT', event: 'ffi.open' }, name)
  })
}
