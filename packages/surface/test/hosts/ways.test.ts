import test from 'ava'
import { hosts, run } from './support/run.ts'

/** A rule for each event, that refuses what the table below tries. */
const refusing = [
  ['fs.open', 'path|endswith: secret.txt'],
  ['env.load_file', 'path|endswith: secret.txt'],
  ['module.load', 'path|endswith: secret.json'],
  ['module.native', 'path|endswith: none.node'],
  ['process.spawn', "command_line|contains: ' way'"],
  ['process.execve', "command_line|contains: ' way'"],
  ['net.connect', 'port: 9'],
  ['dns.lookup', 'host: way.invalid'],
  ['dns.resolve', 'host: way.invalid'],
  ['dns.reverse', 'host: 127.0.0.9'],
  ['code.eval', 'Code|contains: way'],
  ['worker.create', '{ path: null, code: null }'],
  ['sqlite.open', 'path|endswith: secret.db'],
  ['sqlite.extension', 'path|endswith: none.so'],
  ['ffi.open', "path|endswith: ['none.so']"],
  ['inspector.session', '{ pid: null }'],
  ['inspector.open', 'port: 9'],
  ['v8.deserialize', '{ size: 5 }'],
] as const

const rules = [
  ...refusing.map(([event, what]) => [event, event, what] as const),
  ['memory', 'ffi.open', '{ path: null }'] as const,
]
  .map(([id, event, what]) => `title: no ${id}\nid: ${id}\nlogsource: { product: linux, ${event.startsWith('inspector.') ? 'category: inspector' : `service: ${event}`} }\ndetection: { selection: ${what.startsWith('{') ? what : `{ ${what} }`}, condition: selection }\nresponse: block\n`)
  .join('---\n')

/** Ways to a file, a process, a connection, a library or code that are not the ones that anybody thinks of first. Each is refused, and leads nowhere. */
const everywhere = {
  'a builtin that nothing else asked for: node:sqlite': `new (await import('node:sqlite')).DatabaseSync('secret.db')`,
  'node:sqlite, opened later': `new (await import('node:sqlite')).DatabaseSync('secret.db', { open: false })`,
  'dns.resolve4': `await new Promise((done, fail) => dns.resolve4('way.invalid', (error) => (error ? fail(error) : done())))`,
  'dns.promises.resolveTxt': `await dns.promises.resolveTxt('way.invalid')`,
  'dns.Resolver': `await new Promise((done, fail) => new dns.Resolver().resolve('way.invalid', 'TXT', (error) => (error ? fail(error) : done())))`,
  'dns.lookupService': `await new Promise((done, fail) => dns.lookupService('127.0.0.9', 22, (error) => (error ? fail(error) : done())))`,
  WebSocket: `new WebSocket('ws://127.0.0.1:9/')`,
  'the class of WebSocket, by its prototype': `new (WebSocket.prototype.constructor)(new URL('ws://127.0.0.1:9/'))`,
  'require.extensions': `Module._extensions['.json'](new Module('x'), path('secret.json'))`,
  'require.extensions of a file that is no module': `Module._extensions['.js'](new Module('x'), path('secret.txt'))`,
  'import of a file that is no module': `await import('./secret.txt', { with: { type: 'text' } })`,
  'process.dlopen': `process.dlopen({ exports: {} }, path('none.node'))`,
  'require.extensions of an addon': `Module._extensions['.node'](new Module('x'), path('none.node'))`,
  'process.loadEnvFile': `process.loadEnvFile('secret.txt')`,
  'a port, with Number replaced': `const real = Number; globalThis.Number = () => 80; try { const { connect } = await import('node:net'); await new Promise((done, fail) => connect('9', '127.0.0.1').on('connect', done).on('error', fail)) } finally { globalThis.Number = real }`,
  'what writes texts, where there is none': `Object.prototype.utf8Write = function (text, at) { this.fill(97, at, at + text.length); return text.length }; try { fs.readFileSync('secret.txt') } finally { delete Object.prototype.utf8Write }`,
  'fetch, where something else says what it connects to': `Object.prototype.connection = { host: '127.0.0.2', port: 80, path: undefined }; try { await fetch('http://127.0.0.1:9/') } catch (error) { throw error.cause ?? error } finally { delete Object.prototype.connection }`,
  'an argument that there is not': `Object.prototype[1] = { open: false }; try { new (await import('node:sqlite')).DatabaseSync('secret.db') } finally { delete Object.prototype[1] }`,
  'what writes texts, replaced': `const { utf8Write } = Buffer.prototype, { encodeInto } = TextEncoder.prototype; Buffer.prototype.utf8Write = () => 0; TextEncoder.prototype.encodeInto = () => ({ read: 0, written: 0 }); try { fs.readFileSync('secret.txt') } finally { Object.assign(Buffer.prototype, { utf8Write }); Object.assign(TextEncoder.prototype, { encodeInto }) }`,
}

const onDeno = {
  'Deno.connect, with Number replaced': `const real = Number; globalThis.Number = () => 80; try { await Deno.connect({ port: 9 }) } finally { globalThis.Number = real }`,
  'fs.readFilePromise': `await fs.readFilePromise('secret.txt')`,
  'what only has the prototype of URL': `Deno.readTextFileSync(Object.setPrototypeOf({ protocol: 'file:', hostname: '', pathname: path('secret.txt') }, URL.prototype))`,
  'an accessor that says another path at its second reading': `let n = 0; Deno.readTextFileSync(Object.setPrototypeOf(Object.defineProperty({ protocol: 'file:', hostname: '' }, 'pathname', { get: () => (n++ ? '/etc/hostname' : path('secret.txt')) }), URL.prototype))`,
  'Deno.run': `await Deno.run({ cmd: ['echo', 'way'] }).status()`,
  'Deno.resolveDns': `await Deno.resolveDns('way.invalid', 'A')`,
  'Deno.resolveDns of an object': `await Deno.resolveDns({ toString: () => 'way.invalid' }, 'A')`,
  EventSource: `new EventSource('http://127.0.0.1:9/')`,
  'Deno.dlopen': `Deno.dlopen(path('none.so'), {})`,
  'a function by its address': `new Deno.UnsafeFnPointer(Deno.UnsafePointer.create(8n), { parameters: [], result: 'void' })`,
  'node:inspector': `new (await import('node:inspector')).Session().connect()`,
  'node:inspector/promises': `new (await import('node:inspector/promises')).Session().connect()`,
}

const onBun = {
  'Bun.connect, with Number replaced': `const real = Number; globalThis.Number = () => 80; try { await Bun.connect({ hostname: '127.0.0.1', port: 9, socket: { data() {} } }) } finally { globalThis.Number = real }`,
  'DataView as a path': `fs.readFileSync(new DataView(new TextEncoder().encode('secret.txt').buffer))`,
  'memory as a path': `fs.readFileSync(new TextEncoder().encode('secret.txt').buffer)`,
  'shared memory as a path': `const memory = new SharedArrayBuffer(10); new Uint8Array(memory).set(new TextEncoder().encode('secret.txt')); await Bun.file(memory).text()`,
  'an array with the prototype of DataView as a path': `await Bun.file(Object.setPrototypeOf(new TextEncoder().encode('secret.txt'), DataView.prototype)).text()`,
  'an object of String as a path': `fs.readFileSync(new String('secret.txt'))`,
  'an object of String that says something else': `await Bun.file(Object.assign(new String('secret.txt'), { toString: () => 'other', valueOf: () => 'other' })).text()`,
  'an object of String for Bun.write': `await Bun.write(new String('secret.txt'), 'x')`,
  'an object of String for Bun.mmap': `Bun.mmap(new String('secret.txt'))`,
  'process.execve': `process.execve('/bin/echo', ['echo', 'way'], {})`,
  'Bun.dns.lookup': `await Bun.dns.lookup('way.invalid')`,
  'Bun.dns.lookup of an object of String': `await Bun.dns.lookup(new String('way.invalid'))`,
  'Bun.dns.resolve': `await Bun.dns.resolve('way.invalid', 'A')`,
  ShadowRealm: `new ShadowRealm()`,
  'the class of ShadowRealm, by its prototype': `new (ShadowRealm.prototype.constructor)()`,
  'Bun.FFI.dlopen, which needs no import': `Bun.FFI.dlopen(path('none.so'), {})`,
  'a function by its address': `new (require('bun:ffi').CFunction)({ ptr: 8, args: [], returns: 'void' })`,
  'functions by their addresses': `require('bun:ffi').linkSymbols({ f: { ptr: 8, args: [], returns: 'void' } })`,
  'memory by its address': `require('bun:ffi').toArrayBuffer(8, 0, 1)`,
  'Bun.$': `await Bun.$\`echo way\``,
  'Bun.$ by its import': `await (await import('bun')).$\`echo \${['way']}\``,
  'a shell of its own': `await new Bun.$.Shell()\`echo \${{ raw: 'way' }}\``,
  'a shell whose lines say something else at their second reading': `let n = 0; await Bun.$({ get raw() { return n++ ? ['echo ok'] : ['echo way'] } })`,
  'a shell, and a value that says something else at its second reading': `let n = 0; await Bun.$\`echo \${{ toString: () => (n++ ? 'ok' : 'way') }}\``,
  'bun:jsc, an inspector': `require('bun:jsc').startRemoteDebugger('127.0.0.1', 9)`,
  'bun:jsc, bytes that become values': `const { serialize, deserialize } = require('bun:jsc'); deserialize(serialize(1))`,
  'Database.setCustomSQLite': `require('bun:sqlite').Database.setCustomSQLite(path('none.so'))`,
  'loadExtension of bun:sqlite': `new (require('bun:sqlite').Database)(':memory:').loadExtension(path('none.so'))`,
}

const program = (ways: Readonly<Record<string, string>>): string => `
import dns from 'node:dns'
import fs from 'node:fs'
import { createRequire } from 'node:module'
const require = createRequire(import.meta.url)
const Module = require('node:module')
const path = (name) => process.cwd() + '/' + name
const attempt = async (name, work) => {
  let said = 'NOT REFUSED'
  try { await work() } catch (error) { said = error.code ?? error.message; if (/OVERT_AUDIT|was refused by rule/.test(said + error.message)) said = 'refused' }
  console.log(name + ': ' + said)
}
${Object.entries(ways).map(([name, body]) => `await attempt(${JSON.stringify(name)}, async () => { ${body} })`).join('\n')}
process.exit(0)
`

const files = { 'secret.txt': 's', 'secret.json': '{}', 'none.node': '', 'none.so': '' }

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  test(`${name}: no way that was tried leads past a rule`, (t) => {
    const ways = { ...everywhere, ...(name === 'deno' ? onDeno : onBun) }
    const { stdout, stderr, status } = run(host, program(ways), { files, rules, mode: 'enforce' })
    t.is(status, 0, stderr)
    t.deepEqual(stdout.trim().split('\n'), Object.keys(ways).map((way) => `${way}: refused`))
  })
}

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const withBun = bun === undefined ? test.skip : test

withBun('bun: a text that a ShadowRealm evaluates is judged as one that eval is given; a realm that may be made is a gap', (t) => {
  if (bun === undefined) return
  const { lines, stdout, stderr } = run(bun, `const realm = new ShadowRealm(); console.log(realm.evaluate('1 + 1')); try { realm.evaluate('"way"') } catch ({ code }) { console.log(code) }`, {
    mode: 'enforce',
    record: ['code.eval', 'worker.create'],
    rules: `title: no\nid: no\nlogsource: { category: code_eval }\ndetection: { selection: { Code|contains: way }, condition: selection }\nresponse: block\n`,
  })
  t.is(stdout, '2\nOVERT_AUDIT\n', stderr)
  t.deepEqual(lines.filter(({ event }) => event === 'code.eval').map(({ fields }) => [fields['code'], fields['kind']]), [['1 + 1', 'eval'], ['"way"', 'eval']])
  t.is(lines.filter(({ event }) => event === 'worker.create').length, 1)
  t.true(lines.some(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'worker.create' && fields['reason'] === 'unaudited_child'))
})

withBun('bun: what process.execve becomes is audited, with the configuration of this process', (t) => {
  if (bun === undefined) return
  const { lines, stdout, stderr } = run(bun, `process.execve(process.execPath, [process.execPath, 'other.mjs'], { OVERT_CONFIG: '/nowhere' })`, { record: ['process.execve'], files: { 'other.mjs': `console.log('other')` } })
  t.is(stdout, 'other\n', stderr)
  t.is(lines.filter(({ event }) => event === 'process.execve').length, 1)
  t.is(lines.filter(({ event }) => event === 'overt.start').length, 2)
})

/** Look-ups that end in one another in one runtime or the other. */
const lookups = {
  'dns.lookup': `dns.lookup('localhost', done)`,
  'dns.promises.lookup': `dns.promises.lookup('localhost').then(done, done)`,
  'dns.resolve4': `dns.resolve4('way.invalid', done)`,
  'dns.promises.resolve': `dns.promises.resolve('way.invalid', 'MX').then(done, done)`,
  'a Resolver': `new dns.Resolver().resolve4('way.invalid', done)`,
  'a Resolver of promises': `new dns.promises.Resolver().resolve4('way.invalid').then(done, done)`,
  'dns.reverse': `dns.reverse('127.0.0.1', done)`,
  'dns.lookupService': `dns.lookupService('127.0.0.1', 22, done)`,
  'dns.promises.lookupService': `dns.promises.lookupService('127.0.0.1', 22).then(done, done)`,
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  test(`${host.runtime.name}: a look-up is told once, in every form`, (t) => {
    // Where no name server answers, the event was there before.
    const program = `import dns from 'node:dns'
for (const ask of [${Object.values(lookups).map((ask) => `(done) => ${ask}`).join(', ')}]) { process.env.NEXT; await new Promise((done) => { setTimeout(done, 3000).unref?.(); ask(done) }) }
process.exit(0)`
    const { lines, stderr } = run(host, program, { record: ['dns.lookup', 'dns.resolve', 'dns.reverse', 'env.read'] })
    const told = lines.map(({ event, fields }) => (event === 'env.read' && fields['name'] === 'NEXT' ? 'next' : event)).filter((event) => event === 'next' || event.startsWith('dns.'))
    t.deepEqual(told.join(' ').split('next').slice(1).map((events) => events.trim().split(' ').length), Object.keys(lookups).map(() => 1), stderr)
    t.false(told.join(' ').includes('next next'))
  })
}

withBun('bun: a worker of a `blob:` or a `data:` URL is told by its URL, and audited', (t) => {
  if (bun === undefined) return
  const code = `import fs from 'node:fs'; fs.readFileSync('in-the-worker.txt'); postMessage('done')`
  const { lines, stdout, stderr } = run(
    bun,
    `const code = ${JSON.stringify(code)}
for (const url of [URL.createObjectURL(new Blob([code])), 'data:text/javascript,' + encodeURIComponent(code)]) {
  const worker = new Worker(url)
  console.log(await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data); worker.onerror = ({ message }) => resolve(message) }))
  worker.terminate()
}`,
    { files: { 'in-the-worker.txt': '' }, record: ['worker.create', 'fs.open'] },
  )
  t.is(stdout, 'done\ndone\n', stderr)
  t.deepEqual(lines.filter(({ event }) => event === 'worker.create').map(({ fields }) => String(fields['path']).split(':')[0]), ['blob', 'data'])
  t.is(lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-worker.txt')).length, 2)
})
