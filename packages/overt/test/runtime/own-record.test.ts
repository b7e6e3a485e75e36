import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { monitor, onEachNode, run } from './support/preloaded.ts'

const record = 'record: [application.event]\n'
const inFolder = `rules: rules.yml\nlog: logs/log.jsonl\n${record}`
const events = ({ lines }: { readonly lines: readonly { readonly event: string }[] }): string[] => lines.map(({ event }) => event)
const linux = process.platform === 'linux'

onEachNode(test, 'no form of writing, copying, moving or removing, of the record or of a folder above it, reaches the record', (t, node) => {
  const app = `process.noDeprecation = true
const fs = require('fs'), cp = require('child_process'), { resolve } = require('path'), { pathToFileURL } = require('url')
const { audit } = require(process.env.PRELOAD)
const log = resolve('logs/log.jsonl')
fs.symlinkSync(log, 'link')
fs.mkdirSync('deep/inner', { recursive: true })
fs.symlinkSync(resolve('deep/inner'), 'inner')
fs.symlinkSync(resolve('logs'), 'deep/logs')
fs.mkdirSync('source/logs', { recursive: true })
fs.writeFileSync('source/logs/log.jsonl', 'forged')
fs.mkdirSync('harmless')
fs.writeFileSync('harmless/other', 'x')
const own = Number(fs.readdirSync('/proc/self/fd').find((fd) => { try { return fs.readlinkSync('/proc/self/fd/' + fd) === log } catch { return false } }))
const called = (body) => new Promise((done, failed) => body((error) => error ? failed(error) : done()))
const forms = {
  write: () => fs.promises.writeFile(log, 'x'), append: () => fs.promises.appendFile(log, 'x'), bytes: () => fs.promises.writeFile(Buffer.from(log), 'x'),
  link: () => fs.promises.writeFile('link', 'x'), 'dots after a link': () => fs.writeFileSync('inner/../logs/log.jsonl', 'x'),
  callback: () => called((done) => fs.writeFile(log, 'x', done)), 'callback, link': () => called((done) => fs.writeFile('link', 'x', done)),
  'callback, append': () => called((done) => fs.appendFile(log, 'x', done)),
  'read that truncates': () => called((done) => fs.readFile(log, { flag: 'w+' }, done)), 'promise that truncates': () => fs.promises.readFile(log, { flag: 'w+' }),
  rmSync: () => fs.rmSync('logs', { recursive: true }), rm: () => fs.promises.rm('logs', { recursive: true }),
  cpSync: () => fs.cpSync('source', '.', { recursive: true, force: true }), cp: () => fs.promises.cp('source', '.', { recursive: true, force: true }),
  'cp callback': () => called((done) => fs.cp('source/logs', 'logs', { recursive: true, force: true }, done)),
  renameSync: () => fs.renameSync('logs', 'other'), rename: () => fs.promises.rename('logs', 'other'),
  report: () => process.report.writeReport(log), heap: () => require('v8').writeHeapSnapshot(log), 'heap, URL': () => require('v8').writeHeapSnapshot(pathToFileURL(log)),
  'mode, by a descriptor that reads': () => { const descriptor = fs.openSync(log); try { fs.fchmodSync(descriptor, 0) } finally { fs.closeSync(descriptor) } },
  'log of V8': () => require('v8').setFlagsFromString('--logfile=' + log), 'log of V8, a word of its own': () => require('v8').setFlagsFromString('--prof  --logfile\t' + log + ' --log'),
  'log of V8, the process in its name': () => { fs.symlinkSync(log, 'link-' + process.pid); require('v8').setFlagsFromString('--logfile=link-%p') },
  ...(Number(process.versions.node.split('.')[0]) > 22 ? {} : { 'log of V8, by its binding': () => process.binding('v8').setFlagsFromString('--logfile=' + log) }),
  'unlink callback': () => called((done) => fs.unlink(log, done)),
  pipe: () => { const { Pipe, constants } = process.binding('pipe_wrap'); return new Pipe(constants.SOCKET).open(own) },
  tcp: () => { const { TCP, constants } = process.binding('tcp_wrap'); return new TCP(constants.SOCKET).open(own) },
  spawn: () => cp.spawn('echo', ['forged'], { stdio: ['ignore', own, 2] }), spawnSync: () => cp.spawnSync('echo', ['forged'], { stdio: ['ignore', own, 2] }),
}
const harmless = {
  write: () => fs.promises.writeFile('a', 'x'), callback: () => called((done) => fs.writeFile('b', 'x', done)), read: () => fs.promises.readFile(log),
  cpSync: () => fs.cpSync('harmless', '.', { recursive: true }), cp: () => fs.promises.cp('harmless', 'logs', { recursive: true }),
  renameSync: () => fs.renameSync('harmless', 'renamed'), rmSync: () => fs.rmSync('renamed', { recursive: true }),
  spawnSync: () => { if (cp.spawnSync('echo', ['said'], { stdio: ['ignore', 'pipe', 2] }).stdout.toString() !== 'said\\n') throw new Error('nothing said') },
  'flags of V8': () => require('v8').setFlagsFromString('--logfile=v8-%p-%t.log --no-log'),
  'read by a descriptor': () => fs.readFileSync(log), 'read, callback': () => called((done) => fs.readFile(log, done)), 'opened and closed': () => fs.closeSync(fs.openSync(log)),
  'read as a stream': () => new Promise((done, failed) => { fs.createReadStream(log).on('error', failed).on('close', done).resume() }),
  'read by a child': () => {
    const descriptor = fs.openSync(log)
    if (!cp.spawnSync('cat', { stdio: [descriptor, 'pipe', 2] }).stdout.includes('overt.start')) throw new Error('nothing read')
    fs.closeSync(descriptor)
  },
  input: () => { if (cp.spawnSync('cat', { input: 'in' }).stdout.toString() !== 'in') throw new Error('nothing read') },
}
const outcome = async (form) => { try { await form(); return 'done' } catch (error) { return error.code || error.message } }
;(async () => {
  audit('a.b')
  const said = { refused: {}, harmless: {} }
  for (const name in forms) said.refused[name] = await outcome(forms[name])
  for (const name in harmless) said.harmless[name] = await outcome(harmless[name])
  audit('c.d')
  console.log(JSON.stringify(said))
})()
`
  if (!linux) return void t.pass()
  const ran = run(t, node, { files: { 'app.cjs': app, 'logs/keep': '' }, configuration: inFolder })
  t.is(ran.status, 0, ran.stderr)
  const said = JSON.parse(ran.stdout) as { refused: Record<string, string>; harmless: Record<string, string> }
  t.deepEqual([...new Set(Object.values(said.refused))], ['OVERT_OWN_FILE'], JSON.stringify(said.refused))
  t.deepEqual([...new Set(Object.values(said.harmless))], ['done'], JSON.stringify(said.harmless))
  const [stream] = [...streamsOf(t, readFileSync(join(ran.folder, 'logs/log.jsonl'), 'utf8')).values()]
  t.deepEqual(stream?.filter((event) => event !== 'overt.gap').slice(0, 3), ['overt.start', 'a.b', 'c.d'])
})

onEachNode(test, 'a record that another process moves or removes goes on in a new file at its path, and says so', (t, node) => {
  const app = `const { execFileSync } = require('child_process')
const { audit } = require(process.env.PRELOAD)
const alert = () => { try { eval('"forbidden"') } catch {} }
audit('a.b'); alert()
execFileSync('mv', ['log.jsonl', 'first.jsonl'])
alert(); audit('c.d')
execFileSync('mv', ['log.jsonl', 'second.jsonl'])
alert()
const open = require('fs').readdirSync('/proc/self/fd').filter((fd) => { try { return require('fs').readlinkSync('/proc/self/fd/' + fd).endsWith('.jsonl') } catch { return false } })
console.log(open.length)
`
  if (!linux) return void t.pass()
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  const text = ['first', 'second', 'log'].map((name) => readFileSync(join(ran.folder, `${name}.jsonl`), 'utf8'))
  streamsOf(t, text.join(''))
  t.is(ran.stdout, '1\n')
  t.deepEqual(events(ran).filter((event) => event === 'code.eval' || event === 'overt.stop'), ['code.eval', 'overt.stop'])
  t.regex(String(ran.lines.find(({ event }) => event === 'overt.gap')?.fields['detail']), /moved or removed/)
})

onEachNode(test, 'where the record can no longer be opened its open file is written on', (t, node) => {
  const app = `const { execFileSync } = require('child_process')
const { audit } = require(process.env.PRELOAD)
audit('a.b')
execFileSync('mv', ['logs', 'moved'])
for (let i = 0; i < 3; i++) try { eval('"forbidden"') } catch {}
`
  if (!linux) return void t.pass()
  const ran = run(t, node, { files: { 'app.cjs': app, 'logs/keep': '' }, configuration: inFolder })
  const text = readFileSync(join(ran.folder, 'moved/log.jsonl'), 'utf8')
  const [stream] = [...streamsOf(t, text).values()]
  t.is(stream?.filter((event) => event === 'code.eval').length, 3)
  t.is(text.split('cannot be opened').length, 2)
  t.false(existsSync(join(ran.folder, 'logs')))
})

onEachNode(test, 'lines that wait are written before the process signals itself', (t, node) => {
  const app = "require(process.env.PRELOAD).audit('a.b'); process.kill(process.pid, 'SIGKILL')"
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  t.is(ran.signal, 'SIGKILL')
  t.deepEqual(events(ran), ['overt.start', 'a.b'])
})

onEachNode(test, 'code that async_hooks runs for every new resource cannot come between a line and the chain', (t, node) => {
  const app = `const { audit } = require(process.env.PRELOAD)
const made = []
let inside = false
require('async_hooks').createHook({ init(id, type) { if (inside) return; inside = true; made.push(type); audit('x.y'); inside = false } }).enable()
const begun = Date.now()
const again = () => { audit('a.b'); if (Date.now() - begun < 2200) setImmediate(() => setTimeout(again, 300)); else console.log(made.filter((type) => type === 'Timeout').length === calls) }
let calls = 0
const { setTimeout: real } = globalThis
globalThis.setTimeout = (...given) => { calls++; return real(...given) }
again()
`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor + record })
  t.is(ran.stdout, 'true\n', ran.stderr)
  streamsOf(t, ran.text)
})
