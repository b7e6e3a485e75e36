import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { targets } from '../../../src/probes/tamper/targets.ts'
import { eventsOf, ruleOf, runForms } from '../support/forms.ts'

const before = `
const http = require('node:http'), crypto = require('node:crypto'), Module = require('node:module')
const other = () => 'other'
const { parse } = JSON, { end } = http.ServerResponse.prototype, { fetch: fetched } = globalThis, { createHash } = crypto
const put = (holder, name, value) => { holder[name] = value; return holder[name] === value }
const shown = (holder, name) => { const one = Object.getOwnPropertyDescriptor(holder, name); return [typeof one.value, one.writable, one.enumerable, one.configurable, 'get' in one].join() }
const served = (change) => new Promise((resolve) => { const server = http.createServer((_, response) => { change(response); response.end('ok') }).listen(0, '127.0.0.1', () => http.get({ port: server.address().port, agent: false }, (response) => { let text = ''; response.on('data', (piece) => { text += piece }).on('end', () => { server.close(); resolve(text) }) })) })
`
/** Each changes one function, and is what the event names, and how. */
const changes = {
  assign: ["put(JSON, 'parse', other)", 'JSON.parse', 'set'],
  back: ["put(JSON, 'parse', parse)", 'JSON.parse', 'set'],
  prototype: ["put(http.ServerResponse.prototype, 'end', function (...given) { return end.apply(this, given) })", 'http.ServerResponse.prototype.end', 'set'],
  again: ["put(http.ServerResponse.prototype, 'end', function (...given) { return end.apply(this, given) })", 'http.ServerResponse.prototype.end', 'set'],
  heir: ["Object.defineProperty(http.ClientRequest.prototype, 'end', { value: end, configurable: true, writable: true }) && http.ClientRequest.prototype.end === end", 'http.ClientRequest.prototype.end', 'define'],
  global: ["(fetch = other, globalThis.fetch === other)", 'fetch', 'set'],
  crypto: ["put(crypto, 'createHash', other)", 'crypto.createHash', 'set'],
  compile: ["put(Module.prototype, '_compile', Module.prototype._compile.bind(null))", 'Module.prototype._compile', 'set'],
  binding: ["put(process, 'binding', other)", 'process.binding', 'set'],
  object: ["Object.assign(JSON, { stringify: other }).stringify === other", 'JSON.stringify', 'set'],
  reflect: ["Reflect.set(crypto, 'randomBytes', other) && crypto.randomBytes === other", 'crypto.randomBytes', 'set'],
  define: ["Object.defineProperty(http, 'get', { value: other }).get === other", 'http.get', 'define'],
  defines: ["Object.defineProperties(http, { request: { value: other, writable: true } }).request === other", 'http.request', 'define'],
  getter: ["(crypto.__defineGetter__('sign', () => other), crypto.sign === other)", 'crypto.sign', 'define'],
  reflectDefine: ["Reflect.defineProperty(crypto, 'verify', { value: other }) && crypto.verify === other", 'crypto.verify', 'define'],
  mocked: ["(require('node:test').mock.method(crypto, 'scryptSync', other), crypto.scryptSync() === 'other')", 'crypto.scryptSync', 'define'],
  mockedHeir: ["(require('node:test').mock.method(http.ClientRequest.prototype, 'write', other), http.ClientRequest.prototype.write() === 'other')", 'http.ClientRequest.prototype.write', 'define'],
  deleted: ["Reflect.deleteProperty(crypto, 'scrypt') && crypto.scrypt === undefined", 'crypto.scrypt', 'delete'],
} as const
/** None of these changes a function of the list. */
const quiet = {
  same: "put(JSON, 'parse', JSON.parse)",
  response: "served((response) => { const { end } = response; response.end = (text) => end.call(response, text + '!') })",
  described: "[shown(JSON, 'parse'), shown(http, 'request'), shown(globalThis, 'fetch')].join(' ')",
  listed: "typeof Object.getOwnPropertyDescriptors(JSON).parse.value + Object.keys(http).includes('request') + JSON.__lookupGetter__('parse') + (Reflect.getOwnPropertyDescriptor(JSON, 'parse').get === undefined)",
  loaded: "process.moduleLoadList.includes('NativeModule internal/deps/undici/undici')",
  works: "JSON.parse('[1]')[0] === 1 && typeof createHash('sha1').update('').digest('hex')",
  mockedOwn: "(() => { const own = Object.create(crypto); require('node:test').mock.method(own, 'createHmac', other); return own.createHmac() + typeof Object.getOwnPropertyDescriptor(crypto, 'createHmac').value })()",
  mockedNothing: "(() => { try { require('node:test').mock.method(crypto, 'no such function') } catch ({ code }) { return code } })()",
  imported: "import('node:http').then(({ request, ServerResponse }) => request === http.request && typeof ServerResponse.prototype.end)",
} as const

for (const node of nodes) {
  test(`node ${node.version}: each function of the list is watched that this Node has, and stands as it did`, (t) => {
    const each = Object.fromEntries(targets.flatMap(({ module, path, as, names }) => names.map((name) => {
      const holder = `${module === undefined ? 'globalThis' : `require('${module}')`}${path.map((key) => `.${key}`).join('')}`
      return [as + name, `(() => { const holder = ${holder}, name = '${name}'; if (!(name in holder) || name === 'XMLHttpRequest') return 'none'; const own = Object.hasOwn(holder, name), shape = () => own && shown(holder, name).replace(/^[a-z]+/, ''), before = shape(), was = holder[name]; const worked = put(holder, name, other); const after = shape(); holder[name] = was; return [worked, holder[name] === was, before === after].join() })()`]
    })))
    const found = runForms(node, { events: ['core.tamper'], before, forms: each })
    t.is(found['']?.value, undefined)
    let watched = 0
    for (const name of Object.keys(each)) {
      if (found[name]?.value === 'none') continue
      watched++
      t.is(found[name]?.value, 'true,true,true', name)
      t.deepEqual(eventsOf(found[name]), [['core.tamper', { target: name, how: 'set' }], ['core.tamper', { target: name, how: 'set' }]], name)
    }
    t.true(watched > 35, String(watched))
  })

  test(`node ${node.version}: replacing a function of the list is raised once, and works`, (t) => {
    const forms = Object.fromEntries(Object.entries(changes).map(([name, [body]]) => [name, body]))
    const found = runForms(node, { events: ['core.tamper'], before, forms: { ...quiet, ...forms } })
    for (const [name, [, target, how]] of Object.entries(changes)) {
      t.like(found[name], { ended: 'done', value: true }, name)
      t.deepEqual(eventsOf(found[name]), [['core.tamper', { target, how }]], name)
    }
    for (const name of Object.keys(quiet)) t.deepEqual(eventsOf(found[name]), [], name)
    t.is(found['response']?.value, 'ok!')
    t.is(found['described']?.value, 'function,true,false,true,false function,true,true,true,false function,true,true,true,false')
    t.is(found['listed']?.value, 'functiontrueundefinedtrue')
    t.false(found['loaded']?.value)
    t.is(found['works']?.value, 'string')
    t.is(found['imported']?.value, 'function')
    t.is(found['mockedOwn']?.value, 'otherfunction')
    t.is(found['mockedNothing']?.value, 'ERR_INVALID_ARG_VALUE')
  })

  test(`node ${node.version}: what is refused is not replaced`, (t) => {
    const forms = Object.fromEntries(Object.entries(changes).map(([name, [body]]) => [name, body]))
    const found = runForms(node, { events: ['core.tamper'], refuse: ['core.tamper'], before, forms: { ...forms, still: "JSON.parse === parse && fetch === fetched && crypto.createHash === createHash && typeof crypto.scrypt === 'function'" } })
    for (const name of Object.keys(changes)) {
      if (name === 'back') continue
      t.like(found[name], { ended: 'thrown', code: 'OVERT_AUDIT', event: 'core.tamper', rule: ruleOf('core.tamper').id }, name)
    }
    t.true(found['still']?.value)
  })

  test(`node ${node.version}: what the operator \`delete\` took away is found with the events that follow, and put back where that is refused`, (t) => {
    const forms = { change: "(delete JSON.parse, JSON.parse = other, 1)", events: "(() => { for (let i = 0; i < 60; i++) require('node:fs').closeSync(require('node:fs').openSync(__filename)) })()", now: 'JSON.parse === other' }
    const seen = runForms(node, { events: ['core.tamper', 'fs.open'], before, forms })
    t.deepEqual(seen['events']?.lines.filter(({ event }) => event === 'core.tamper').map(({ fields }) => fields), [{ target: 'JSON.parse', how: 'delete' }])
    t.true(seen['now']?.value)
    t.false(runForms(node, { events: ['core.tamper', 'fs.open'], refuse: ['core.tamper'], before, forms })['now']?.value)
  })

  test(`node ${node.version}: setting how stacks are formatted is raised once, and refused`, (t) => {
    const stacks = {
      set: "(() => { const before = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites.length > 0; const { stack } = new Error(); return stack })()",
      back: "(Error.prepareStackTrace = undefined, typeof new Error().stack)",
      defined: "(Object.defineProperty(Error, 'prepareStackTrace', { value: () => 1 }), new Error().stack)",
    }
    const found = runForms(node, { events: ['stack.prepare'], forms: stacks })
    for (const name of Object.keys(stacks)) t.deepEqual(eventsOf(found[name]), [['stack.prepare', {}]], name)
    t.deepEqual([found['set']?.value, found['back']?.value, found['defined']?.value], [true, 'string', 1])
    const refused = runForms(node, { events: ['stack.prepare'], refuse: ['stack.prepare'], forms: { set: stacks.set, stack: 'typeof new Error().stack' } })
    t.like(refused['set'], { ended: 'thrown', code: 'OVERT_AUDIT', event: 'stack.prepare' })
    t.is(refused['stack']?.value, 'string')
  })

  test(`node ${node.version}: what overt patches later is no tampering, and is patched`, (t) => {
    const forms = { late: "(overt.addAuditHook(() => {}, { events: ['module.native', 'module.builtin', 'module.load'] }), require('node:os'), typeof process.dlopen)" }
    const found = runForms(node, { events: ['core.tamper', 'module.native'], before, forms })
    t.is(found['late']?.value, 'function')
    t.deepEqual(eventsOf(found['late']), [])
  })

  test(`node ${node.version}: what is watched of http, https and crypto is so when they are loaded: a start loads none of them`, (t) => {
    // Over a pipe Node itself loads `net`, of which none of these is a part.
    const forms = {
      loaded: "process.moduleLoadList.filter((name) => /^NativeModule (_http_|https?$|crypto$|tls$)/.test(name)).join()",
      outgoing: "(require('node:http').OutgoingMessage.prototype.write = () => 'other')()",
      server: "(require('_http_server').ServerResponse.prototype.writeHead = () => 'other')()",
      https: "(require('node:https').get = () => 'other')()",
      crypto: "(process.getBuiltinModule?.('crypto') ?? require('crypto')).sign = 'other'",
    }
    const found = runForms(node, { events: ['core.tamper'], forms })
    t.is(found['loaded']?.value, '')
    const targets = { outgoing: 'http.OutgoingMessage.prototype.write', server: 'http.ServerResponse.prototype.writeHead', https: 'https.get', crypto: 'crypto.sign' }
    for (const [name, target] of Object.entries(targets)) {
      t.is(found[name]?.value, 'other', name)
      t.deepEqual(eventsOf(found[name]), [['core.tamper', { target, how: 'set' }]], name)
    }
  })
}
