import test from 'ava'
import { hosts, type Line, run } from './support/run.ts'

/** Forms of an operation by a name: what it raises, and what it does. `F` is a file, `S` a folder with a file and a folder in it, `fd` its descriptor, `handle` its handle. */
const inNode: Readonly<Record<string, string>> = {
  'mkdirSync: fs.mkdir m 511 false': `fs.mkdirSync('m')`,
  'mkdir: fs.mkdir m 448 false': `await call(fs.mkdir, 'm', 0o700)`,
  'promises.mkdir: fs.mkdir m/a 448 true': `await p.mkdir('m/a', { recursive: true, mode: 0o700 })`,
  'mkdtempSync: fs.temp x-': `fs.mkdtempSync('x-')`,
  'mkdtemp: fs.temp x-': `await call(fs.mkdtemp, 'x-')`,
  'promises.mkdtemp: fs.temp x-': `await p.mkdtemp('x-')`,
  'readdirSync: fs.list S false': `fs.readdirSync('S')`,
  'readdir: fs.list S true': `await call(fs.readdir, 'S', { recursive: true })`,
  'promises.readdir: fs.list S false': `await p.readdir(Buffer.from('S'), 'utf8')`,
  'opendirSync: fs.list S false': `const folder = fs.opendirSync('S'); while (folder.readSync()); folder.closeSync()`,
  'opendir: fs.list S false': `for await (const one of await call(fs.opendir, 'S')) one.name`,
  'promises.opendir: fs.list S false': `for await (const one of await p.opendir('S')) one.name`,
  'chmodSync: fs.chmod F 384': `fs.chmodSync('F', '600')`,
  'chmod: fs.chmod F 384': `await call(fs.chmod, 'F', 0o600)`,
  'promises.chmod: fs.chmod F 384': `await p.chmod('F', 0o600)`,
  'fchmodSync: fs.chmod F 384': `fs.fchmodSync(fd, 0o600)`,
  'fchmod: fs.chmod F 384': `await call(fs.fchmod, fd, 0o600)`,
  'FileHandle.chmod: fs.chmod F 384': `await handle.chmod(0o600)`,
  'truncateSync: fs.truncate F': `fs.truncateSync('F', 1)`,
  'truncate: fs.truncate F': `await call(fs.truncate, 'F', 1)`,
  'promises.truncate: fs.truncate F': `await p.truncate('F', 1)`,
  'ftruncateSync: fs.truncate F': `fs.ftruncateSync(fd, 1)`,
  'ftruncate: fs.truncate F': `await call(fs.ftruncate, fd, 1)`,
  'FileHandle.truncate: fs.truncate F': `await handle.truncate(1)`,
  'chownSync: fs.chown F 7 8': `fs.chownSync('F', 7, 8)`,
  'chown: fs.chown F 7 8': `await call(fs.chown, 'F', 7, 8)`,
  'promises.chown: fs.chown F 7 8': `await p.chown('F', 7, 8)`,
  'fchownSync: fs.chown F 7 8': `fs.fchownSync(fd, 7, 8)`,
  'fchown: fs.chown F 7 8': `await call(fs.fchown, fd, 7, 8)`,
  'FileHandle.chown: fs.chown F 7 8': `await handle.chown(7, 8)`,
  'lchownSync: fs.chown F 7 8': `fs.lchownSync('F', 7, 8)`,
  'lchown: fs.chown F 7 8': `await call(fs.lchown, 'F', 7, 8)`,
  'promises.lchown: fs.chown F 7 8': `await p.lchown('F', 7, 8)`,
  'utimesSync: fs.utime F': `fs.utimesSync('F', 1, 1)`,
  'utimes: fs.utime F': `await call(fs.utimes, 'F', 1, 1)`,
  'promises.utimes: fs.utime F': `await p.utimes('F', 1, 1)`,
  'futimesSync: fs.utime F': `fs.futimesSync(fd, 1, 1)`,
  'futimes: fs.utime F': `await call(fs.futimes, fd, 1, 1)`,
  'FileHandle.utimes: fs.utime F': `await handle.utimes(1, 1)`,
  'lutimesSync: fs.utime F': `fs.lutimesSync('F', 1, 1)`,
  'promises.lutimes: fs.utime F': `await p.lutimes('F', 1, 1)`,
  'statSync: fs.stat F': `fs.statSync('F')`,
  'stat: fs.stat F': `await call(fs.stat, 'F')`,
  'promises.stat: fs.stat F': `await p.stat('F')`,
  'lstatSync: fs.stat F': `fs.lstatSync('F')`,
  'accessSync: fs.stat F': `fs.accessSync('F')`,
  'promises.access: fs.stat F': `await p.access('F')`,
  'statfsSync: fs.stat F': `fs.statfsSync('F')`,
  'readlinkSync: fs.stat L': `fs.readlinkSync('L')`,
  'realpathSync: fs.stat F': `fs.realpathSync('F')`,
  'realpathSync.native: fs.stat F': `fs.realpathSync.native('F')`,
  'realpath.native: fs.stat F': `await call(fs.realpath.native, 'F')`,
  'promises.rmdir: fs.remove S/sub false': `await p.rmdir('S/sub')`,
}

const inDeno: Readonly<Record<string, string>> = {
  'Deno.mkdirSync: fs.mkdir m 511 false': `Deno.mkdirSync('m')`,
  'Deno.mkdir: fs.mkdir m/a 448 true': `await Deno.mkdir(new URL('m/a', 'file://' + process.cwd() + '/'), { recursive: true, mode: 0o700 })`,
  'Deno.readDirSync: fs.list S false': `[...Deno.readDirSync('S')]`,
  'Deno.readDir: fs.list S false': `for await (const one of Deno.readDir('S')) one.name`,
  'new fs.Dir: fs.list S false': `const folder = new fs.Dir('S'); while (folder.readSync()); folder.closeSync()`,
  'Deno.makeTempDirSync: fs.temp S/x': `Deno.makeTempDirSync({ dir: 'S', prefix: 'x' })`,
  'Deno.makeTempDir: fs.temp S/': `await Deno.makeTempDir({ dir: 'S' })`,
  'Deno.makeTempFileSync: fs.temp S/x': `Deno.makeTempFileSync({ dir: 'S', prefix: 'x' })`,
  'Deno.makeTempFile: fs.temp S/': `await Deno.makeTempFile({ dir: 'S' })`,
  'Deno.chmodSync: fs.chmod F 384': `Deno.chmodSync('F', 0o600)`,
  'Deno.chmod: fs.chmod F 384': `await Deno.chmod('F', 0o600)`,
  'Deno.truncateSync: fs.truncate F': `Deno.truncateSync('F', 1)`,
  'Deno.truncate: fs.truncate F': `await Deno.truncate('F', 1)`,
  'FsFile.truncateSync: fs.truncate F': `const file = Deno.openSync('F', { write: true }); try { file.truncateSync(1) } finally { file.close() }`,
  'FsFile.truncate: fs.truncate F': `const file = await Deno.open('F', { write: true }); try { await file.truncate(1) } finally { file.close() }`,
  'Deno.chownSync: fs.chown F 7 8': `Deno.chownSync('F', 7, 8)`,
  'Deno.chown: fs.chown F 7 8': `await Deno.chown('F', 7, 8)`,
  'Deno.utimeSync: fs.utime F': `Deno.utimeSync('F', 1, 1)`,
  'Deno.utime: fs.utime F': `await Deno.utime('F', 1, 1)`,
  'FsFile.utimeSync: fs.utime F': `const file = Deno.openSync('F', { write: true }); try { file.utimeSync(1, 1) } finally { file.close() }`,
  'FsFile.utime: fs.utime F': `const file = await Deno.open('F', { write: true }); try { await file.utime(1, 1) } finally { file.close() }`,
  'Deno.statSync: fs.stat F': `Deno.statSync('F')`,
  'Deno.lstat: fs.stat F': `await Deno.lstat('F')`,
  'Deno.realPath: fs.stat F': `await Deno.realPath('F')`,
  'Deno.readLinkSync: fs.stat L': `Deno.readLinkSync('L')`,
  'Deno.watchFs: fs.watch S true': `Deno.watchFs(['S']).close()`,
  'fs.watchFile: fs.watch F false': `fs.watchFile('F', () => {}); fs.unwatchFile('F')`,
}

const inBun: Readonly<Record<string, string>> = {
  'promises.ftruncate: fs.truncate F': `await p.ftruncate(fd, 1)`,
  'truncateSync of a descriptor: fs.truncate F': `fs.truncateSync(fd, 1)`,
  'mkdir of an object of String: fs.mkdir m 511 false': `fs.mkdirSync(new String('m'))`,
  'new fs.Dir: fs.list S false': `const folder = new fs.Dir(1, 'S'); while (folder.readSync()); folder.closeSync()`,
  'Bun.Glob.scanSync: fs.list S true': `[...new Bun.Glob('S/**').scanSync()]`,
  'Bun.Glob.scan: fs.list S false': `for await (const one of new Bun.Glob('*').scan({ cwd: 'S' })) one`,
  'Bun.FileSystemRouter: fs.list S true': `new Bun.FileSystemRouter({ dir: process.cwd() + '/S', style: 'nextjs' })`,
  'Bun.file().delete: fs.remove F false': `await Bun.file('F').delete()`,
  'Bun.file().unlink: fs.remove F false': `await Bun.file('F').unlink()`,
  'Bun.file().stat: fs.stat F': `await Bun.file('F').stat()`,
  'fs.watch: fs.watch S true': `fs.watch('S', { recursive: true }).close()`,
}

const told = ['fs.list', 'fs.mkdir', 'fs.temp', 'fs.truncate', 'fs.chmod', 'fs.chown', 'fs.utime', 'fs.stat', 'fs.watch', 'fs.remove'] as const

/** A shell line that tells what an operation may have changed. */
const state = `stat -c '%s %a %Y %u %g' F; ls . S`

const program = (forms: Readonly<Record<string, string>>): string => `
import childProcess from 'node:child_process'
import fs from 'node:fs'
import p from 'node:fs/promises'
const state = ${JSON.stringify(state)}
const call = (work, ...given) => new Promise((done, fail) => work(...given, (error, value) => (error ? fail(error) : done(value))))
const shell = (line) => childProcess.execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' })
const attempt = async (name, work) => {
  shell('rm -rf m S F L x-*; mkdir -p S/sub; touch S/one; printf abcdef > F; ln -s F L')
  const fd = fs.openSync('F', 'r+'), handle = await p.open('F', 'r+')
  const before = shell(state)
  process.env['FORM ' + name]
  let said = 'done'
  try { await work(fd, handle) } catch (error) { said = /OVERT_AUDIT|was refused by rule/.test(error.code + error.message) ? 'refused' : String(error) }
  process.env.AFTER
  if (shell(state) === before) said += ', nothing changed'
  await handle.close(); fs.closeSync(fd)
  console.log(name + ': ' + said)
}
${Object.entries(forms).map(([name, body]) => `await attempt(${JSON.stringify(name)}, async (fd, handle) => { ${body} })`).join('\n')}
process.exit(0)
`

/** The events of each form, in the words of the tables above. */
function eventsOf(lines: readonly Line[], folder: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {}
  let current: string[] | undefined
  for (const { event, fields } of lines) {
    const name = event === 'env.read' ? String(fields['name']) : undefined
    if (name?.startsWith('FORM ') === true) current = found[name.slice(5)] = []
    else if (name === 'AFTER') current = undefined
    else if ((told as readonly string[]).includes(event)) current?.push([event, String(fields['path']).replace(`${folder}/`, ''), ...['mode', 'uid', 'gid', 'recursive'].flatMap((field) => (fields[field] === undefined ? [] : [JSON.stringify(fields[field])]))].join(' '))
  }
  return found
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  const forms = { ...inNode, ...(name === 'deno' ? inDeno : inBun) }
  // Deno looks up what it makes or polls, by functions of its own that are there for everybody.
  const looksUp = (form: string): boolean => name === 'deno' && /^(?:promises\.mkdir|fs\.watchFile):/.test(form)

  test(`${name}: each form of an operation on a file is told once, with what it is given`, (t) => {
    const { lines, stdout, stderr, status, folder } = run(host, program(forms), { record: [...told, 'env.read'] })
    t.is(status, 0, stderr)
    for (const line of stdout.trim().split('\n')) t.regex(line, /: done|: (?:Error: EPERM|.*Operation not permitted)/)
    const found = eventsOf(lines, folder)
    for (const form of Object.keys(forms)) {
      const events = (found[form] ?? []).filter((event) => !(looksUp(form) && event.startsWith('fs.stat ')))
      t.deepEqual(events, [form.slice(form.indexOf(': ') + 2)], form)
    }
  })

  test(`${name}: each form of an operation on a file is refused as the platform would, and does nothing then`, (t) => {
    const rules = told.map((event) => `title: no ${event}\nid: ${event}\nlogsource: { product: linux, service: ${event} }\ndetection: { selection: { path|re: '/(m|m/a|x-|S/|S/x|S|S/sub|F|L)$' }, condition: selection }\nresponse: block\n`)
    const { stdout, stderr } = run(host, program(forms), { mode: 'enforce', rules: rules.join('---\n') })
    t.deepEqual(stdout.trim().split('\n'), Object.keys(forms).map((form) => `${form}: refused, nothing changed`), stderr)
  })

  test(`${name}: copying a folder is one operation, whatever lies below`, (t) => {
    const copies = { cpSync: `fs.cpSync('S', 'm', options)`, cp: `await call(fs.cp, 'S', 'm', options)`, 'promises.cp': `await p.cp('S', 'm', options)` }
    const forms = Object.fromEntries(Object.entries(copies).flatMap(([form, body]) => ['{ recursive: true }', '{ recursive: true, filter: () => true, preserveTimestamps: true }'].map((options) => [`${form} ${options}`, `const options = ${options}; ${body}; fs.closeSync(fs.openSync('m/one'))`])))
    const { lines, stderr, folder } = run(host, program(forms), { record: [...told, 'fs.copy', 'fs.open', 'env.read'] })
    const found = eventsOf(lines.map((line) => (line.event === 'fs.copy' ? { ...line, event: 'fs.list', fields: { ...line.fields, path: 'copy' } } : line)), folder)
    // Deno itself makes and lists folders by `Deno.*` there, as anybody may.
    const steps = (form: string): boolean => name === 'deno' && form.includes('filter') && !form.startsWith('cpSync')
    const expected = Object.fromEntries(Object.keys(forms).map((form) => [form, ['fs.list copy true']]))
    t.deepEqual(Object.fromEntries(Object.entries(found).map(([form, events]) => [form, steps(form) ? events.filter((event) => event.startsWith('fs.list copy')) : events])), expected, stderr)
  })

  test(`${name}: options that say something else at their second reading do what was judged`, (t) => {
    const { lines, stdout, stderr } = run(host, `import fs from 'node:fs'
const turning = () => { let asked = 0; return { get recursive() { return asked++ > 0 }, force: true } }
fs.mkdirSync('a/b', { recursive: true })
const { mkdirSync, rmSync } = globalThis.Deno ? { mkdirSync: Deno.mkdirSync, rmSync: Deno.removeSync } : fs
for (const work of [() => mkdirSync('c/d', turning()), () => rmSync('a', turning()), () => fs.readdirSync('a', turning()).join()]) {
  try { console.log(work()) } catch ({ code }) { console.log(code) }
}
console.log(fs.existsSync('a/b'), fs.existsSync('c'))`, { record: ['fs.mkdir', 'fs.remove', 'fs.list'] })
    t.deepEqual(lines.filter(({ event }) => event.startsWith('fs.')).map(({ event, fields }) => [event, fields['recursive']]), [['fs.mkdir', true], ['fs.mkdir', false], ['fs.remove', false], ['fs.list', false]], stderr)
    t.regex(stdout, /^ENOENT\n(?!undefined).+\nb\ntrue false\n$/)
  })
}
