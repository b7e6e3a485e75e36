import test from 'ava'
import { hosts, run } from './support/run.ts'

const rules = 'title: no way\nid: way\nlogsource: { product: linux, service: process.spawn }\ndetection: { selection: { command_line|contains: \' way\' }, condition: selection }\nresponse: block\n---\ntitle: no port\nid: port\nlogsource: { product: linux, service: net.connect }\ndetection: { selection: { port: 2 }, condition: selection }\nresponse: block\n'

/** Ways to have something else run than what was judged, and what is to come of each. */
type Ways = Readonly<Record<string, readonly [string, string]>>

const everywhere: Ways = {
  'a folder that an accessor names': [`cp.spawnSync('pwd', [], accessor('cwd', twice('/', '/tmp'), text)).stdout`, '/'],
  'a folder of the prototype is none': [`cp.spawnSync('pwd', [], Object.create({ cwd: '/tmp' }, { encoding: { value: 'utf8', enumerable: true } })).stdout === process.cwd() + '\\n'`, 'true'],
  'a folder that is a URL': [`cp.spawnSync('pwd', [], { cwd: new URL('file:///usr/../tmp'), ...text }).stdout`, '/tmp'],
  'variables that an accessor names': [`cp.spawnSync('/bin/sh', ['-c', 'echo $A'], accessor('env', twice({ A: 'no' }, { A: 'way' }), text)).stdout`, 'no'],
  'a shell that an accessor names': [`cp.spawnSync('echo no', [], accessor('shell', twice(false, true), text)).error.code`, 'ENOENT'],
  'options beside variables of its own': [`cp.execSync('pwd; echo $A', { cwd: '/tmp', env: { A: 'b' }, ...text })`, '/tmp\nb'],
  'variables without arguments': [`cp.spawnSync('/usr/bin/env', { env: { A: 'b' }, ...text }).stdout.split('\\n').includes('A=b')`, 'true'],
}

const onDeno: Ways = {
  'Deno.Command, of a list that is joined by the application': [`replaced(Array.prototype, { concat: instead(['echo', 'no']) }, () => textOf(new Deno.Command('echo', { args: ['way'] }).outputSync()))`, 'refused'],
  'Deno.Command, a folder that an accessor names': [`textOf(new Deno.Command('pwd', accessor('cwd', twice('/', '/tmp'))).outputSync())`, '/'],
  'Deno.Command, a folder of the prototype': [`textOf(new Deno.Command('pwd', Object.create({ cwd: '/tmp' })).outputSync())`, '/tmp'],
  'Deno.Command, a folder that is a URL': [`textOf(new Deno.Command('pwd', { cwd: new URL('file:///%74mp') }).outputSync())`, '/tmp'],
  'Deno.Command, variables that an accessor names': [`textOf(new Deno.Command('/bin/sh', accessor('env', twice({ A: 'no' }, { A: 'way' }), { args: ['-c', 'echo $A'] })).outputSync())`, 'no'],
  'Deno.Command, whether all variables are taken away': [`textOf(new Deno.Command('/bin/sh', accessor('clearEnv', twice(false, true), { args: ['-c', 'echo $OVERT_CONFIG'] })).outputSync()).endsWith('overt.yml\\n')`, 'true'],
  'a worker, with the answers about permissions replaced': [`replaced(Object.getPrototypeOf(Deno.permissions), { querySync: () => ({ state: 'denied' }) }, () => told(new Worker(ofItsOwn, { type: 'module' })))`, 'undefined'],
  'a worker, with the parts of URLs replaced': [`accessorReplaced(URL.prototype, 'href', () => 'blob:way', () => told(new Worker(ofItsOwn, { type: 'module' })))`, 'undefined'],
}

const onBun: Ways = {
  'Bun.spawnSync, a folder that an accessor names': [`Bun.spawnSync(['pwd'], accessor('cwd', twice('/', '/tmp'))).stdout`, '/'],
  'Bun.spawnSync, variables that an accessor names': [`Bun.spawnSync(['/bin/sh', '-c', 'echo $A'], accessor('env', twice({ A: 'no' }, { A: 'way' }))).stdout`, 'no'],
  'Bun.spawnSync, a folder of the prototype': [`Bun.spawnSync(['pwd'], Object.create({ cwd: '/tmp' })).stdout`, '/tmp'],
  'Bun.connect, a port that is another number each time': [`connected((port) => Bun.connect({ hostname: '127.0.0.1', port: { valueOf: twice(1, port) }, socket: { data() {} } }))`, 'ECONNREFUSED'],
  'Bun.connect, a proxy that has nothing and says another port each time': [`connected((port) => { const ports = twice(1, port); return Bun.connect(new Proxy({ hostname: '127.0.0.1', socket: { data() {} } }, { has: () => false, ownKeys: () => [], get: (target, name) => (name === 'port' ? ports() : target[name]) })) })`, 'ECONNREFUSED'],
  'a worker of a URL, with the class replaced': [`replaced(globalThis, { URL: class { constructor() { return real('data:text/javascript,postMessage("way")') } } }, () => told(new Worker(real('data:text/javascript,postMessage("no")'))))`, 'no'],
}

/** `twice` says `one` when it is first asked, and `other` afterwards; `instead` joins lists, and gives another where the first begins with `echo`. */
const beginning = `import cp from 'node:child_process'
const twice = (one, other) => { let n = 0; return () => (n++ === 0 ? one : other) }
const accessor = (name, get, rest) => Object.defineProperty({ ...rest }, name, { get, enumerable: true })
const text = { encoding: 'utf8' }
const Real = URL
const real = (href) => new Real(href)
const { concat } = Array.prototype
const instead = (list) => function (...given) { return this[0] === 'echo' ? list : Reflect.apply(concat, this, given) }
const replaced = async (holder, methods, work) => { const were = Object.fromEntries(Object.keys(methods).map((name) => [name, holder[name]])); Object.assign(holder, methods); let made; try { made = work() } finally { Object.assign(holder, were) } return made }
const accessorReplaced = async (holder, name, get, work) => { const was = Object.getOwnPropertyDescriptor(holder, name); Object.defineProperty(holder, name, { get, configurable: true }); let made; try { made = work() } finally { Object.defineProperty(holder, name, was) } return made }
const output = (child) => new Promise((done, fail) => { let all = ''; child.stdout.on('data', (part) => { all += part }); child.on('close', () => done(all)).on('error', fail) })
const textOf = ({ stdout }) => new TextDecoder().decode(stdout)
const told = (worker) => new Promise((done) => { worker.onmessage = ({ data }) => { worker.terminate(); done(data) } })
// What only a worker without overt has.
const ofItsOwn = 'data:text/javascript,postMessage(typeof Deno[Deno.internal].core)'
const connected = async (connect) => { const server = Bun.listen({ hostname: '127.0.0.1', port: 0, socket: { data() {} } }); try { await connect(server.port); return 'connected' } catch ({ code }) { return code } finally { server.stop(true) } }
const said = []
const say = async (work) => { try { said.push(String(await work()).trim()) } catch (error) { said.push(/OVERT_AUDIT|refused by rule/.test(error.code + error.message) ? 'refused' : error.stack) } }
`

for (const host of hosts) {
  const { name } = host.runtime
  test(`${name}: what runs is what was judged, whatever the application has put in the place of methods and options`, (t) => {
    const ways = { ...everywhere, ...(name === 'deno' ? onDeno : name === 'bun' ? onBun : {}) }
    const program = Object.values(ways).map(([code]) => `await say(() => ${code})\n`).join('')
    const { stdout, stderr } = run(host, `${beginning}${program}console.log(JSON.stringify(said))\nprocess.exit(0)`, { mode: 'enforce', rules })
    const answers = JSON.parse(stdout === '' ? '[]' : stdout) as readonly string[]
    t.deepEqual(Object.fromEntries(Object.keys(ways).map((way, at) => [way, answers[at]])), Object.fromEntries(Object.entries(ways).map(([way, [, expected]]) => [way, expected])), stderr)
  })
}
