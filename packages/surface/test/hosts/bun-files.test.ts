import test from 'ava'
import { hosts, run } from './support/run.ts'

const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const withBun = bun === undefined ? test.skip : test

withBun('bun: a file is judged by the path that is opened, not by the name that the application gives it', (t) => {
  if (bun === undefined) return
  const program = `const file = (name) => Object.assign(Bun.file('real.txt'), { name })
await Bun.write(new File([Bun.file('real.txt')], 'other.txt'), 'x')
await Bun.write(file('other.txt'), 'x')
await Bun.write(file(''), 'x')
file('other.txt').writer().end()
await file('').write('x')
await file('other.txt').stat()
await file('other.txt').exists()
await Object.setPrototypeOf(file('other.txt'), File.prototype).delete()`
  const { lines: told, folder, stderr, status } = run(bun, program, { record: ['fs.open', 'fs.stat', 'fs.remove'], files: { 'real.txt': '' } })
  t.is(status, 0, stderr)
  const done = told.filter(({ event, fields }) => event.startsWith('fs.') && fields['access'] !== 'read')
  t.deepEqual(done.map(({ event }) => event), ['fs.open', 'fs.open', 'fs.open', 'fs.open', 'fs.open', 'fs.stat', 'fs.stat', 'fs.remove'])
  t.true(done.every(({ fields }) => fields['path'] === `${folder}/real.txt`), JSON.stringify(done))
})

/** Ways to an object that writes to a file or a pipe. */
const sinks = {
  'of a file': `Bun.file('given.txt').writer()`,
  'of a descriptor': `Bun.file(1).writer()`,
  'of standard output': `process.stdout[Object.getOwnPropertySymbols(process.stdout).find((symbol) => symbol.description.includes('FastPath'))]`,
  'of the input of a child': `Bun.spawn(['cat'], { stdin: 'pipe' }).stdin`,
  'of the input of a child of node:child_process': `(await (async () => { const { stdin } = require('node:child_process').spawn('cat'); return stdin[Object.getOwnPropertySymbols(stdin).find((symbol) => symbol.description.includes('FastPath'))] })())`,
}

withBun('bun: what writes to a file opens another one only where that is told, and is what it is without overt', (t) => {
  if (bun === undefined) return
  const shape = `(sink) => [Object.prototype.toString.call(sink), Object.getOwnPropertyNames(Object.getPrototypeOf(sink)), sink.constructor.name, sink.start.name, sink.start.length, sink instanceof Object]`
  for (const [way, sink] of Object.entries(sinks)) {
    const looks = `console.error(JSON.stringify((${shape})(${sink}))); process.exit()`
    const plain = run({ ...bun, preload: [] }, looks, { bare: true })
    t.is(plain.status, 0, plain.stderr)
    t.is(run(bun, looks, { record: ['fs.open'] }).stderr, plain.stderr, way)
    const program = `let asked = 0
const sink = ${sink}
sink.start({ get path() { return asked++ ? 'unseen.txt' : 'seen.txt' } })
try { Object.getPrototypeOf(sink).start.call(sink, { path: 'secret.txt' }) } catch ({ code }) { console.error(code) }
process.exit()`
    const rules = `title: no\nid: no\nlogsource: { product: linux, service: fs.open }\ndetection: { selection: { path|endswith: secret.txt }, condition: selection }\nresponse: block\n`
    const { lines, folder, stderr } = run(bun, program, { record: ['fs.open'], rules, mode: 'enforce' })
    t.deepEqual(lines.filter(({ event, fields }) => event === 'fs.open' && /(seen|secret).txt$/.test(String(fields['path']))).map(({ fields, outcome }) => [fields['path'], fields['access'], outcome]), [[`${folder}/seen.txt`, 'write', 'allowed'], [`${folder}/secret.txt`, 'write', 'refused']], `${way}: ${stderr}`)
    t.regex(stderr, /OVERT_AUDIT/)
  }
})

withBun('bun: the files that a child writes to are opened for writing', (t) => {
  if (bun === undefined) return
  const program = `Bun.spawnSync(['echo', 'a'], { stdout: Bun.file('1.txt'), stderr: Bun.file('2.txt') })
Bun.spawnSync({ cmd: ['echo', 'a'], stdio: [Bun.file('given.txt'), Bun.file('3.txt'), 'ignore'] })
await Bun.spawn(['echo', 'a'], Object.create({ stdout: Bun.file('4.txt') })).exited
let asked = 0
Bun.spawnSync(['echo', 'a'], { get stdout() { return Bun.file(asked++ ? 'unseen.txt' : '5.txt') } })
console.log(await Bun.file('1.txt').text(), await Bun.file('3.txt').text(), await Bun.file('5.txt').text(), await Bun.file('unseen.txt').exists())`
  const files = { 'given.txt': '' }
  const plain = run({ ...bun, preload: [] }, program.replace('asked++ ?', 'false ?'), { bare: true, files })
  const { lines, folder, stdout, stderr } = run(bun, program, { record: ['fs.open'], files })
  t.is(stdout, plain.stdout, stderr)
  const written = lines.filter(({ event, fields }) => event === 'fs.open' && fields['access'] === 'write').map(({ fields }) => fields['path'])
  t.deepEqual(written, [1, 2, 3, 4, 5].map((name) => `${folder}/${String(name)}.txt`))
})
