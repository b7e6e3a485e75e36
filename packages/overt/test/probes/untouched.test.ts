import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../support/project.ts'
import { nodes } from '../support/runtimes.ts'

const preload = fileURLToPath(new URL('packages/overt/dist/register.cjs', root))

/** Prints what stands in each place that a probe of the network, of native code or of the inside can patch; and the modules that are loaded before the program. */
const program = `
const loaded = process.moduleLoadList.filter((name) => /NativeModule (http|_http_|https|internal.http2|tls|net|dgram|inspector|sqlite|wasi|ffi|v8|crypto)/.test(name))
process.noDeprecation = true
const methods = (holder) => Object.getOwnPropertyNames(holder ?? {}).sort().map((name) => { const one = Object.getOwnPropertyDescriptor(holder, name); return name + ':' + (one.get ? 'get ' + one.get : typeof one.value === 'function' ? String(one.value) : typeof one.value) })
const of = (name) => process.getBuiltinModule(name)
// Not by \`process.binding\`: what that hands out is patched before.
const server = of('net').createServer().listen(0)
const socket = of('dgram').createSocket('udp4')
const handle = socket[Object.getOwnPropertySymbols(socket).find((symbol) => socket[symbol] && socket[symbol].handle)].handle
const places = {
  tcp: Object.getPrototypeOf(server._handle), udp: Object.getPrototypeOf(handle), channel: Object.getPrototypeOf(new (of('dns').Resolver)()._handle),
  server: of('net').Server.prototype, http: of('http'), request: of('http').ClientRequest.prototype, http2: of('http2'), diagnostics: of('diagnostics_channel'), undici: of('diagnostics_channel').channel('undici:request:create'),
  v8: of('v8'), wasi: of('wasi'), sqlite: of('sqlite'), database: of('sqlite') && of('sqlite').DatabaseSync.prototype, ffi: of('ffi'), assembly: WebAssembly, json: JSON, error: Error, object: Object, reflect: Reflect, module: of('module'), hash: of('crypto'), report: process.report,
}
const found = { loaded }
for (const name in places) found[name] = methods(places[name])
found.process = ['dlopen', '_debugProcess', '_fatalException', 'getBuiltinModule'].map((name) => String(process[name]))
console.log(JSON.stringify(found))
server.close()
socket.close()
`

/** Prints what each class that can be replaced has and inherits. */
const classes = `
process.noDeprecation = true
const of = (name) => process.getBuiltinModule(name) ?? {}
const found = {}
const list = { Module: WebAssembly.Module, Instance: WebAssembly.Instance, Script: of('vm').Script, SourceTextModule: of('vm').SourceTextModule, DatabaseSync: of('sqlite').DatabaseSync, Session: of('inspector').Session, ClientRequest: of('http').ClientRequest, DefaultDeserializer: of('v8').DefaultDeserializer, WASI: of('wasi').WASI, DynamicLibrary: of('ffi').DynamicLibrary, Worker: of('worker_threads').Worker }
for (const name in list) {
  const one = list[name]
  if (one === undefined) continue
  const own = Reflect.ownKeys(one).map((key) => { const { value, get, ...attributes } = Object.getOwnPropertyDescriptor(one, key); return [String(key), typeof value, typeof get, attributes] })
  found[name] = [own.sort((a, b) => a[0] < b[0] ? -1 : 1), Object.getPrototypeOf(one).name, one.prototype.constructor === one, one.length]
}
console.log(JSON.stringify(found))
`

for (const node of nodes) {
  test(`node ${node.version}: what nobody asks for keeps its original functions, and loads nothing`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-untouched-'))
    t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
    writeFileSync(join(folder, 'program.cjs'), program)
    writeFileSync(join(folder, 'overt.yml'), 'mode: monitor\nrules: []\n')
    const seen = (options: readonly string[]): Readonly<Record<string, readonly string[]>> => {
      const { stdout, stderr } = spawnSync(node.path, ['--no-warnings', ...options, 'program.cjs'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') } })
      if (stdout === '') throw new Error(stderr)
      return JSON.parse(stdout) as Readonly<Record<string, readonly string[]>>
    }
    const plain = seen([])
    const under = seen(['--require', preload])
    for (const [place, functions] of Object.entries(plain)) t.deepEqual(under[place], functions, place)
  })

  test(`node ${node.version}: a class that is replaced has and inherits what the original does`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overt-classes-'))
    t.teardown(() => { rmSync(folder, { recursive: true, force: true }) })
    writeFileSync(join(folder, 'program.cjs'), classes)
    writeFileSync(join(folder, 'overt.yml'), "mode: monitor\nrules: []\nrecord: ['*']\nlog: log.jsonl\n")
    const seen = (options: readonly string[]): string =>
      spawnSync(node.path, ['--no-warnings', '--experimental-vm-modules', ...options, 'program.cjs'], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], OVERT_CONFIG: join(folder, 'overt.yml') } }).stdout
    t.deepEqual(JSON.parse(seen(['--require', preload])), JSON.parse(seen([])))
  })
}
