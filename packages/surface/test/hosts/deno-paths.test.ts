import test from 'ava'
import { hosts, run } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const bun = hosts.find(({ runtime }) => runtime.name === 'bun')
const [withDeno, withBun] = [deno === undefined ? test.skip : test, bun === undefined ? test.skip : test]

/** Calls with a path, by the event that each is; `p` makes a path of a name, and `a` is a file, `d` a folder. */
const calls: Readonly<Record<string, readonly string[]>> = {
  'fs.open': ['Deno.readTextFileSync(p("a"))', 'Deno.readFileSync(p("a"))', 'Deno.openSync(p("a")).close()', 'Deno.createSync(p("b")).close()', 'Deno.writeFileSync(p("b"), new Uint8Array(1))', 'Deno.writeTextFileSync(p("b"), "x")', 'fs.writeFileSync(p("b"), "x")', 'fs.appendFileSync(p("b"), "x")'],
  'fs.stat': ['Deno.statSync(p("a"))', 'Deno.lstatSync(p("a"))', 'Deno.realPathSync(p("a"))', 'Deno.readLinkSync(p("l"))'],
  'fs.list': ['[...Deno.readDirSync(p("d"))]'],
  'fs.watch': ['Deno.watchFs(p("d")).close()', 'Deno.watchFs([p("d")]).close()'],
  'fs.mkdir': ['Deno.mkdirSync(p("c"))'],
  'fs.temp': ['Deno.makeTempDirSync({ dir: p("d") })', 'Deno.makeTempFileSync({ dir: p("d") })', 'await Deno.makeTempFile({ dir: p("d") })'],
  'fs.truncate': ['Deno.truncateSync(p("a"), 1)'],
  'fs.chmod': ['Deno.chmodSync(p("a"), 0o600)'],
  'fs.chown': ['Deno.chownSync(p("a"), null, null)'],
  'fs.utime': ['Deno.utimeSync(p("a"), 1, 1)'],
  'fs.rename': ['Deno.renameSync(p("a"), p("c"))'],
  'fs.copy': ['Deno.copyFileSync(p("a"), p("c"))'],
  'fs.link': ['Deno.linkSync(p("a"), p("c"))', 'Deno.symlinkSync(p("a"), p("c"))'],
  'fs.remove': ['Deno.removeSync(p("a"))'],
  'process.chdir': ['Deno.chdir(p("d"))'],
  'ffi.open': ['Deno.dlopen(p("./a"), {})'],
}

/** What becomes a text, and says another one when it is asked once more. */
const kinds: Readonly<Record<string, string>> = {
  'an object': `(name) => { let n = 0; return { toString: () => (n++ ? '/dev/null' : name) } }`,
  'a list': `(name) => [name]`,
  'a function': `(name) => Object.assign(() => 0, { toString: () => name })`,
  'a text as an object': `(name) => new String(name)`,
}

withDeno('deno: what becomes a path is judged as it is used, in every function that takes it', (t) => {
  if (deno === undefined) return
  for (const [kind, make] of Object.entries(kinds)) {
    const all = Object.entries(calls).flatMap(([event, list]) => list.map((call) => ({ event, call })))
    const program = `import fs from 'node:fs'
const p = ${make}
const root = Deno.cwd()
const begin = () => { Deno.chdir(root); for (const name of ['a', 'b', 'c', 'd', 'l']) try { Deno.removeSync(name, { recursive: true }) } catch {}; Deno.writeTextFileSync('a', 'AAA'); Deno.mkdirSync('d'); Deno.symlinkSync('a', 'l') }
${all.map(({ call }, at) => `begin(); Deno.env.get('BEGIN${String(at)}'); try { ${call} } catch (error) { if (!/ELF|header|too short/.test(error.message)) console.log(${JSON.stringify(call)}, error.message) }; Deno.env.get('END${String(at)}')`).join('\n')}
Deno.exit(0)`
    const { lines, stdout, stderr } = run(deno, program, { record: [...Object.keys(calls), 'env.read'] })
    t.is(stdout, '', `${kind}: ${stderr}`)
    const names = lines.map(({ event, fields }) => (event === 'env.read' ? String(fields['name']) : event))
    all.forEach(({ event, call }, at) => {
      const between = lines.slice(names.indexOf(`BEGIN${String(at)}`) + 1, names.indexOf(`END${String(at)}`))
      // Deno's `appendFile` has a mode, which it sets then.
      t.deepEqual(between.map((line) => line.event), call.startsWith('fs.append') ? [event, 'fs.chmod'] : [event], `${kind}: ${call}`)
      t.false(JSON.stringify(between[0]?.fields).includes('/dev/null'), `${kind}: ${call}`)
    })
  }
})

withDeno('deno: what is no path, and what becomes none, is refused as without overt', (t) => {
  if (deno === undefined) return
  const program = `import fs from 'node:fs'
const said = []
for (const path of [Symbol('a'), Object.create(null), { toString() { throw new Error('mine') } }]) for (const call of [Deno.readTextFileSync, Deno.statSync, Deno.removeSync, Deno.mkdirSync, Deno.chdir]) { try { call(path); said.push('done') } catch (error) { said.push(error.name) } }
for (const path of [{ toString: () => 'program.mjs' }, ['program.mjs'], 7]) for (const call of [Deno.readTextFile, Deno.stat, Deno.rename, Deno.mkdir]) said.push(await call(path, path).then(() => 'done', ({ name }) => name))
for (const call of [Deno.readTextFileSync, Deno.statSync, Deno.renameSync, Deno.chdir]) { try { call(); said.push('done') } catch (error) { said.push(error.name) } }
console.log(JSON.stringify(said))`
  const plain = run({ ...deno, preload: ['run', '--no-config'] }, program, { bare: true })
  t.is(plain.status, 0, plain.stderr)
  t.is(run(deno, program, { record: Object.keys(calls) }).stdout, plain.stdout)
})

withBun('bun: what looks like a URL is a path of node:sqlite, judged as it is used', (t) => {
  if (bun === undefined) return
  const program = `import { DatabaseSync } from 'node:sqlite'
let asked = 0
const like = { get href() { return 'file://' + process.cwd() + (asked++ ? '/unseen.db' : '/seen.db') }, protocol: 'file:', get pathname() { return process.cwd() + '/unseen.db' }, hostname: '' }
const database = new DatabaseSync(like)
database.exec('create table t (a)')
for (const wrong of [{ href: 'none' }, { href: 5 }, {}, { protocol: 'file:' }]) try { new DatabaseSync(wrong); console.log('done') } catch ({ code }) { console.log(code) }
console.log((await import('node:fs')).readdirSync('.').filter((name) => name.endsWith('seen.db')).join())`
  const { lines, folder, stdout, stderr } = run(bun, program, { record: ['sqlite.open'] })
  t.deepEqual(lines.filter(({ event }) => event === 'sqlite.open').map(({ fields }) => fields['path']), [`${folder}/seen.db`], stderr)
  t.true(stdout.endsWith('seen.db\n') && !stdout.includes('unseen') && !stdout.includes('done'), stdout)
})
