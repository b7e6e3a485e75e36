import test from 'ava'
import fc from 'fast-check'
import { nodes } from '../../support/runtimes.ts'
import { run } from '../support/run.ts'

/** Operations whose path shows in the folder afterwards: what came to be there, or what is gone. `P` is the odd path. */
const operations = {
  mkdir: { event: 'fs.mkdir', given: 'P', field: 'path' },
  'mkdir all': { event: 'fs.mkdir', name: 'mkdir', given: 'P, { recursive: true }', field: 'path' },
  copyFile: { event: 'fs.copy', given: "D + '/source', P", field: 'target' },
  cp: { event: 'fs.copy', given: "D + '/source', P, {}", field: 'target' },
  'cp all': { event: 'fs.copy', name: 'cp', given: "D + '/source', P, { get recursive() { return true } }", field: 'target' },
  rename: { event: 'fs.rename', given: "D + '/source', P", field: 'target' },
  link: { event: 'fs.link', given: "D + '/source', P", field: 'target' },
  symlink: { event: 'fs.link', given: "'source', P", field: 'target' },
  unlink: { event: 'fs.remove', given: 'P', field: 'path' },
  rm: { event: 'fs.remove', given: 'P, {}', field: 'path' },
  writeFile: { event: 'fs.open', given: "P, 'x'", field: 'path' },
} as const satisfies Readonly<Record<string, { readonly event: string; readonly name?: string; readonly given: string; readonly field: string }>>

/** Ways to write one path; `N` is its name in the folder `D`, and `evil` what the hook makes of it when it has been judged. */
const sources = {
  text: '`${D}/${N}`',
  'text with dots': '`${D}/./x/..//${N}`',
  rope: "[...(D + '/' + N)].reduce((all, one) => all + one, '')",
  'text from the root': 'process.cwd() + `/${D}/${N}`',
  buffer: 'changing(Buffer.from(`${D}/${N}`))',
  'part of an array': 'changing(new Uint8Array(Buffer.from(`__${D}/${N}__`)).subarray(2, -2))',
  'data view': '((bytes) => (changing(bytes), new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)))(Buffer.from(`${D}/${N}`))',
  'shared memory': '((bytes) => (bytes.set(Buffer.from(`${D}/${N}`)), changing(bytes)))(new Uint8Array(new SharedArrayBuffer(Buffer.byteLength(`${D}/${N}`))))',
  'bytes with a constructor of their own': '((bytes) => (Object.defineProperty(bytes, "constructor", { value: function () { return Buffer.from(`${D}/evil`) } }), Object.defineProperty(bytes, "length", { value: 1 }), changing(bytes)))(Buffer.from(`${D}/${N}`))',
  url: "((url) => (later.push(() => { url.pathname = url.pathname.replace(/[^/]*$/, 'evil') }), url))(new URL('file://' + process.cwd() + '/' + D + '/' + encodeURIComponent(N)))",
  'like a url': "((turns) => ({ protocol: 'file:', hostname: '', get href() { return 'file://' + process.cwd() + '/' + D + '/' + (turns++ ? 'evil' : N) }, get pathname() { return process.cwd() + '/' + D + '/' + (turns++ ? 'evil' : N) } }))(0)",
  'proxy of a url': "new Proxy(new URL('file://' + process.cwd() + '/' + D + '/' + encodeURIComponent(N)), { get: (url, name) => { const value = Reflect.get(url, name); return typeof value === 'function' ? value.bind(url) : value } })",
  'object with toString': "((turns) => ({ toString: () => D + '/' + (turns++ ? 'evil' : N) }))(0)",
  'object with toPrimitive': "((turns) => ({ [Symbol.toPrimitive]: () => D + '/' + (turns++ ? 'evil' : N) }))(0)",
  'String object': 'new String(`${D}/${N}`)',
  'cut by NUL': '`${D}/${N}\\0/evil`',
} as const

const ways = ['sync', 'callback', 'promise'] as const
const name = fc.constantFrom('good', 'good', 'a b', 'é', '😀', 'a\\ud800b', '...', '.x', '-rf', '$HOME', 'ａ')
const cases = fc.tuple(fc.constantFrom(...(Object.keys(operations) as (keyof typeof operations)[])), fc.constantFrom(...(Object.keys(sources) as (keyof typeof sources)[])), fc.constantFrom(...ways), name)
const runs = 400

/** What is under way when the hook is called may change its arguments: it does, each time. */
const prelude = `
const fs = require('node:fs')
let later = []
let seen
const events = ${JSON.stringify([...new Set(Object.values(operations).map(({ event }) => event))])}
const changing = (bytes) => (later.push(() => { bytes.fill(0x2f); bytes.set(Buffer.from('evil'), bytes.length - 4) }), bytes)
overt.addAuditHook((name, fields) => { if (seen && events.includes(name)) { seen.push([name, fields]); for (const change of later) change() } })
const list = (folder) => fs.readdirSync(folder).sort()
`

for (const node of nodes) {
  test(`node ${node.version}: what was judged is what is done, whatever the path is made of`, (t) => {
    const seed = Date.now() | 0
    const drawn = fc.sample(cases, { numRuns: runs, seed })
    const program = drawn.map(([operation, source, way, called], at) => {
      const { given, ...rest } = operations[operation]
      const method = 'name' in rest ? rest.name : operation
      const args = given.replace('P', sources[source])
      const code = way === 'sync' ? `fs.${method}Sync(${args})` : way === 'promise' ? `fs.promises.${method}(${args})` : `new Promise((resolve, reject) => { fs.${method}(${args}, (error) => { if (error) reject(error); else resolve() }) })`
      return `[${String(at)}, '${called}', async (D, N) => ${code}]`
    })
    const { reported } = run(node, [], `${prelude}
;(async () => {
  for (const [at, N, body] of [${program.join(',\n')}]) {
    const D = 'd' + at
    fs.mkdirSync(D + '/x', { recursive: true }); fs.writeFileSync(D + '/source', ''); fs.mkdirSync(D + '/y')
    if (/unlink|rm/.test(String(body)) && !/mkdir/.test(String(body))) { fs.writeFileSync(D + '/' + N, ''); fs.writeFileSync(D + '/evil', '') }
    const before = list(D)
    later = []
    seen = []
    let ended = 'done'
    try { await body(D, N) } catch (error) { ended = error.code || String(error) }
    const events = seen
    seen = undefined
    const after = list(D)
    report(at, [ended, events, after.filter((one) => !before.includes(one)), before.filter((one) => !after.includes(one) && one !== 'source')])
  }
})().catch((error) => { report('failed', String(error.stack)) })`, { loads: false })
    t.is(reported['failed'], undefined)
    let done = 0
    drawn.forEach(([operation, source, way, called], at) => {
      const [ended, events, made, gone] = reported[String(at)] as [string, [string, Record<string, string>][], string[], string[]]
      const { event, field } = operations[operation]
      const said = `seed ${String(seed)}: ${operation} ${way}, ${source}, ${called}: ${JSON.stringify([ended, events, made, gone])}`
      const changed = [...made, ...gone]
      if (ended !== 'done') t.deepEqual(changed, [], said)
      else {
        done++
        const folder = `/d${String(at)}/`
        t.deepEqual(events.map(([one, fields]) => [one, fields[field]?.slice(fields[field].indexOf(folder) + folder.length)]), changed.map((one) => [event, one]), said)
        t.is(changed.length, 1, said)
        // The runtime itself reads such an object more than once, before anything is judged.
        if (source !== 'like a url') t.not(changed[0], 'evil', said)
      }
    })
    // Half of them are paths that the runtime takes.
    t.true(done > runs / 4, `seed ${String(seed)}: ${String(done)} were done`)
  })
}
