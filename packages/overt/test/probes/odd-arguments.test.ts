import test from 'ava'
import fc from 'fast-check'
import { nodes } from '../support/runtimes.ts'
import { run } from './support/run.ts'

/*
 * Arguments that say one thing when they are checked and another when they are used, given to what connects, asks, requests and starts. `G` is what is good, `E` what is
 * evil; `turning(a, b)` answers `a` once and `b` from then on; `later` is done by the hook, when all has been judged. What a server, a child or a thread saw is told by
 * `saw`, and has to be what the hook was told last.
 */

/** Of a kind of operation: the ways to ask for it, what it can be asked for with (`X`), and what of the event tells what was done. */
interface Kind {
  readonly event: string
  readonly ways: readonly string[]
  readonly sources: Readonly<Record<string, string>>
  readonly judged: string
}

const kinds = {
  net: {
    event: 'net.connect',
    ways: ['net.connect(X)', 'net.createConnection(X)', 'new net.Socket().connect(X)', "(() => { const socket = new net.Socket(); socket._host = 'safe.example'; return socket.connect(X) })()"],
    sources: {
      number: 'G.port',
      text: 'String(G.port)',
      'text in another base': "'0x' + G.port.toString(16)",
      'text with spaces': '` ${G.port} `',
      'text with a NUL': '`${G.port}\\0`',
      'a fraction': 'G.port + 0.5',
      'a number as an object': 'new Number(G.port)',
      'an object that is a number': '{ valueOf: turning(G.port, E.port), toString: turning(String(G.port), String(E.port)) }',
      options: '{ port: G.port }',
      'options with accessors': "({ get port() { return this.next() }, next: turning(G.port, E.port), host: '127.0.0.1' })",
      'options that change': 'changing({ port: G.port }, { port: E.port, path: E.path })',
      'options of a prototype': 'Object.create({ port: G.port })',
      'options of a proxy': 'new Proxy({}, { get: (_, name) => (name === "port" ? G.port : undefined), has: () => true, ownKeys: () => [] })',
      'a port that is an object': '{ port: { valueOf: turning(G.port, E.port), [Symbol.toPrimitive]: turning(G.port, E.port) } }',
      'a name that is looked up': "{ port: G.port, host: 'safe.example', lookup: (name, options, done) => done(null, options.all ? [{ address: '127.0.0.1', family: 4 }] : '127.0.0.1', 4) }",
      'an address that is an object': "{ port: G.port, host: 'safe.example', lookup: (name, options, done) => done(null, { toString: turning('127.0.0.1', '127.0.0.2') }, 4) }",
      'a path': 'G.path',
      'a path in options': '{ path: G.path, port: E.port }',
      'a path with a NUL': "G.path + '\\0.safe'",
      'a path by an accessor': '({ get path() { return this.next() }, next: turning(G.path, E.path) })',
      'bytes as a path': '{ path: Buffer.from(G.path) }',
    },
    judged: "port === undefined ? basename(path, '.sock') : nameOf(port)",
  },
  http: {
    event: 'http.request',
    ways: ['http.request(X).end()', 'http.get(X)', 'new http.ClientRequest(X).end()', "((request) => (request.path = { toString: turning('/evil', '/other') }, request.end()))(http.request(X))"],
    sources: {
      text: '`${G.url}good`',
      url: 'new URL(`${G.url}good`)',
      'a url that changes': '((url) => (later.push(() => { url.port = E.port; url.pathname = "/evil" }), url))(new URL(`${G.url}good`))',
      'a url with accessors': '((url, next) => Object.defineProperty(url, "pathname", { get: next }))(new URL(`${G.url}good`), turning("/good", "/evil"))',
      'like a url': '({ href: `${G.url}good`, protocol: "http:", hostname: "127.0.0.1", get port() { return this.next() }, next: turning(String(G.port), String(E.port)), pathname: "/good", search: "", hash: "" })',
      options: '{ port: G.port, path: "/good" }',
      'options with accessors': '({ get port() { return this.next() }, next: turning(G.port, E.port), get path() { return this.nextPath() }, nextPath: turning("/good", "/evil"), get method() { return this.nextMethod() }, nextMethod: turning("GET", "PUT") })',
      'options that change': 'changing({ port: G.port, path: "/good" }, { port: E.port, path: "/evil", method: "PUT" })',
      'options of a prototype': 'Object.assign(Object.create({ path: "/evil" }), { port: G.port })',
      'a path that is an object': '{ port: G.port, path: { toString: turning("/good", "/evil") } }',
      'a path that is bytes': '{ port: G.port, path: Buffer.from("/good") }',
      'a String object': '{ port: G.port, path: new String("/good") }',
      'a lone surrogate': '{ port: G.port, path: "/\\ud800" }',
      'a method that is an object': '{ port: G.port, method: { toString: turning("GET", "PUT") } }',
      'a method in small letters': '{ port: G.port, method: "put" }',
      'the port of an agent': '{ agent: Object.assign(new http.Agent(), { defaultPort: G.port }), path: "/good" }',
      'headers that change': '{ port: G.port, headers: { get host() { return this.next() }, next: turning("safe.example", "evil.example") } }',
    },
    judged: 'nameOf(port) + " " + method + " " + path',
  },
  dns: {
    event: 'dns.resolve',
    ways: ["resolver.resolve4(X, done)", "resolver.resolve(X, 'A', done)", "promised.resolve4(X).then(done, done)"],
    sources: {
      name: '"good.example"',
      'large letters': '"GOOD.example"',
      'a NUL': '"good.example\\0.safe.example"',
      'a dot at the end': '"good.example."',
      'a String object': 'new String("good.example")',
      'an object': '{ toString: turning("good.example", "evil.example") }',
      rope: '[..."good.example"].reduce((all, one) => all + one, "")',
    },
    judged: 'host.toLowerCase().replace(/[.]$/, "")',
  },
  child: {
    event: 'process.spawn',
    ways: ["printed(child.spawnSync('/bin/echo', X))", "printing(child.spawn('/bin/echo', X))", "printing(child.execFile('/bin/echo', X))", "printing(child.spawn('/bin/echo', X, changing({ argv0: 'echo' }, { argv0: 'evil', shell: true })))"],
    sources: {
      list: "['good']",
      'a list that changes': "((list) => (later.push(() => { list[0] = 'evil' }), list))(['good'])",
      'a list with accessors': "Object.defineProperty([], 0, { get: turning('good', 'evil'), enumerable: true })",
      'a list of a proxy': "new Proxy(['good'], { get: (list, name) => (name === '0' ? next() : list[name]) })",
      'a list with an iterator of its own': "Object.assign(['good'], { [Symbol.iterator]: function* () { yield 'evil' } })",
      'a list with holes': '[, "good"]',
      'a lone surrogate': "['a\\ud800b']",
      'a String object': "[new String('good')]",
      'an object that is text': "[{ toString: turning('good', 'evil') }]",
      'a list of another class': "new (class extends Array { static get [Symbol.species]() { return function () { return ['evil'] } } })('good', 'more')",
      'something like a list': "{ 0: 'good', length: 1 }",
    },
    judged: 'args.slice(1).join(" ").toWellFormed?.() ?? args.slice(1).join(" ").replace(/[\\ud800-\\udfff]/g, "\\ufffd")',
  },
  worker: {
    event: 'worker.create',
    ways: ['thread(new Worker(X))', 'thread(new Worker(X, ((next) => ({ get eval() { return next() } }))(turning(false, true))))', 'thread(new Worker(X, changing({ argv: [] }, { eval: true })))'],
    sources: {
      path: 'G.worker',
      'a relative path': '"./good.cjs"',
      'a url': 'pathToFileURL(G.worker)',
      'a url that changes': '((url) => (later.push(() => { url.href = pathToFileURL(E.worker).href }), url))(pathToFileURL(G.worker))',
      'a url with accessors': '((url, next, path) => Object.defineProperties(url, { href: { get: next }, pathname: { get: path } }))(pathToFileURL(G.worker), turning(pathToFileURL(G.worker).href, pathToFileURL(E.worker).href), turning(G.worker, E.worker))',
      'a proxy of a url': 'new Proxy(pathToFileURL(G.worker), { get: (url, name) => { const value = Reflect.get(url, name); return typeof value === "function" ? value.bind(url) : value } })',
      'like a url': '({ get href() { return this.next() }, next: turning(pathToFileURL(G.worker).href, pathToFileURL(E.worker).href), protocol: "file:", hostname: "", pathname: E.worker })',
      'an object that is text': '{ toString: turning(G.worker, E.worker) }',
      'a String object': 'new String(G.worker)',
    },
    judged: "basename(decodeURIComponent(path), '.cjs')",
  },
} as const satisfies Readonly<Record<string, Kind>>

const cases = fc.constantFrom(...(Object.keys(kinds) as (keyof typeof kinds)[])).chain((name) => {
  const { ways, sources }: Kind = kinds[name]
  return fc.record({ kind: fc.constant(name), way: fc.constantFrom(...ways), source: fc.constantFrom(...Object.keys(sources)) })
})
const runs = 150

const prelude = `
const { basename } = require('node:path')
const { pathToFileURL } = require('node:url')
const net = require('node:net'), http = require('node:http'), child = require('node:child_process'), dgram = require('node:dgram'), dns = require('node:dns')
const { Worker } = require('node:worker_threads')
const G = { path: './good.sock', worker: process.cwd() + '/good.cjs' }, E = { path: './evil.sock', worker: process.cwd() + '/evil.cjs' }
// Or two addresses of one name are tried at once.
net.setDefaultAutoSelectFamily(false)
const nameOf = (port) => (port === G.port ? 'good' : port === E.port ? 'evil' : String(port))
let later = [], told, saw, ended, kind, resolver, promised, next
const kinds = { ${Object.values(kinds).map(({ event, judged }) => `'${event}': ({ port, path, method, host, args }) => ${judged}`).join(', ')} }
const events = { ${Object.entries(kinds).map(([name, { event }]) => `${name}: '${event}'`).join(', ')} }
overt.addAuditHook((name, fields) => {
  if (told === undefined || name !== events[kind]) return
  told.push(kinds[name](fields))
  for (const change of later) change()
})
const turning = (first, then) => { let turn = 0; return () => (turn++ === 0 ? first : then) }
const changing = (object, evil) => (later.push(() => { Object.assign(object, evil) }), object)
const done = () => { ended() }
const printed = ({ stdout, error }) => { if (!error) saw.push(String(stdout).trim()); done() }
const printing = (process, mine = saw) => { let text = ''; process.stdout.on('data', (chunk) => { text += chunk }); process.on('error', () => undefined); process.on('close', () => { if (process.pid) mine.push(text.trim()); done() }) }
const thread = (worker, mine = saw) => { worker.on('message', (name) => { mine.push(name) }); worker.on('error', () => undefined); worker.on('exit', done) }
const listening = (server, ...at) => new Promise((ok) => { server.listen(...at, () => { ok(server) }) })
// Servers of one case alone: what comes late is none of the next one's.
const serve = async (name, place, mine) => {
  const tell = (what) => (socket) => { mine.push(what); socket.destroy() }
  if (kind === 'net') return [await listening(net.createServer(tell(name)), 0), await listening(net.createServer(tell(name)), place.path)]
  if (kind === 'http') return [await listening(http.createServer((request, response) => { mine.push(name + ' ' + request.method + ' ' + request.url); response.end() }), 0)]
  return []
}
/** Knows no name, and says so at once. */
const nameServer = async (mine) => {
  const udp = dgram.createSocket('udp4')
  udp.on('message', (message, { port, address }) => {
    const labels = []
    for (let at = 12; message[at] > 0; at += message[at] + 1) labels.push(message.toString('latin1', at + 1, at + 1 + message[at]).toLowerCase())
    if (mine.length === 0) mine.push(labels.join('.'))
    const answer = Buffer.from(message)
    answer.writeUInt16BE(0x8183, 2)
    udp.send(answer, port, address)
  })
  await new Promise((ok) => { udp.bind(0, '127.0.0.1', ok) })
  for (const [name, make] of [['resolver', dns.Resolver], ['promised', dns.promises.Resolver]]) {
    const one = new make({ timeout: 5000, tries: 2 })
    one.setServers(['127.0.0.1:' + udp.address().port])
    if (name === 'resolver') resolver = one
    else promised = one
  }
  return udp
}
`

const bodies = `
;(async () => {
  for (const at of Object.keys(cases)) {
    const body = cases[at].body
    kind = cases[at].kind
    later = []
    told = undefined
    saw = []
    const servers = []
    for (const [name, place] of [['good', G], ['evil', E]]) {
      const made = await serve(name, place, saw)
      servers.push(...made)
      place.port = made[0]?.address().port
      place.url = 'http://127.0.0.1:' + place.port + '/'
    }
    const udp = kind === 'dns' ? await nameServer(saw) : undefined
    told = []
    next = turning('good', 'evil')
    let error
    await new Promise((ok) => {
      ended = ok
      const slow = setTimeout(ok, 20_000)
      slow.unref()
      try {
        const made = body()
        // What a server saw, it saw before the connection was closed.
        if (made && typeof made.on === 'function') made.on('error', () => undefined).on('close', ok)
      } catch (thrown) { error = String(thrown.code ?? thrown); ok() }
    })
    report(at, [saw, told, error])
    told = undefined
    udp?.close()
    for (const server of servers) { server.close(); server.closeAllConnections?.() }
  }
  process.exit()
})().catch((error) => { report('failed', String(error.stack)); process.exit() })
process.on('uncaughtException', () => { ended?.() })
`

const worker = "require('node:worker_threads').parentPort.postMessage(require('node:path').basename(__filename, '.cjs'))"

for (const node of nodes) {
  test(`node ${node.version}: who is asked and what is started is what was judged, whatever the arguments are made of`, (t) => {
    const seed = Date.now() | 0
    const drawn = fc.sample(cases, { numRuns: runs, seed })
    const program = drawn.map(({ kind, way, source }) => `{ kind: '${kind}', body: () => ${way.replace('X', () => (kinds[kind].sources as Readonly<Record<string, string>>)[source] ?? '')} }`)
    const { reported } = run(node, Object.values(kinds).map(({ event }) => event), `${prelude}const cases = [${program.join(',\n')}]${bodies}`, { loads: false, files: { 'good.cjs': worker, 'evil.cjs': worker } })
    t.is(reported['failed'], undefined)
    let done = 0
    drawn.forEach(({ kind, way, source }, at) => {
      const [saw, told, error] = reported[String(at)] as [readonly string[], readonly string[], string | undefined]
      const said = `seed ${String(seed)}: ${kind} ${way}, ${source}: ${JSON.stringify([saw, told, error])}`
      t.true(saw.length <= 1, said)
      if (saw.length === 0) return
      done++
      t.is(told.at(-1), saw[0], said)
    })
    t.true(done > runs / 2, `seed ${String(seed)}: ${String(done)} were done`)
  })
}
