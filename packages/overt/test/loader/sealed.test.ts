import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { run, write } from './support/application.ts'
import { lockWithAddon } from './support/native.ts'

// An addon of the oldest Node-API, which needs no header: `value()` of a library beside it is its export. `WORD` is compiled in.
const addonSource = `typedef void *env; typedef void *value; int napi_create_string_utf8(env, const char *, unsigned long, value *);
const char *beside(void);
value napi_register_module_v1(env e, value exports) { value v; napi_create_string_utf8(e, beside(), (unsigned long)-1, &v); return v; }`
const besideSource = (word: string): string => `const char *deeper(void); const char *beside(void) { return deeper() ? "${word}" : ""; }`
const deeperSource = 'const char *deeper(void) { return "deeper"; }'

const compiler = process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0
const when = compiler ? test : test.skip

/** `addon.node` needs `lib/libbeside.so`, which needs `lib/libdeeper.so`, each by `$ORIGIN`; `evil/libbeside.so` says something else; `nameless.node` needs a library without a name. */
function build(): string {
  const folder = write({
    'main.cjs': "try { console.log(require('./addon.node')) } catch (e) { console.log(e.code, e.message.replaceAll(__dirname, '<root>')) }",
    'addon.c': addonSource, 'beside.c': besideSource('good'), 'evil.c': besideSource('evil'), 'deeper.c': deeperSource,
  })
  for (const name of ['lib', 'evil', 'plain']) mkdirSync(join(folder, name))
  const cc = (...given: readonly string[]): void => void execFileSync('cc', ['-shared', '-fPIC', ...given], { cwd: folder })
  cc('-o', 'lib/libdeeper.so', 'deeper.c', '-Wl,-soname,libdeeper.so')
  cc('-o', 'lib/libbeside.so', 'beside.c', '-Llib', '-ldeeper', '-Wl,-soname,libbeside.so', '-Wl,-rpath,$ORIGIN')
  cc('-o', 'evil/libbeside.so', 'evil.c', '-Llib', '-ldeeper', '-Wl,-soname,libbeside.so', '-Wl,-rpath,$ORIGIN')
  cc('-o', 'addon.node', 'addon.c', '-Llib', '-lbeside', '-Wl,-rpath,$ORIGIN/lib', '-Wl,-rpath-link,lib')
  cc('-o', 'plain/libnameless.so', 'beside.c', '-Llib', '-ldeeper', '-Wl,-rpath,$ORIGIN/../lib')
  cc('-o', 'nameless.node', 'addon.c', '-Lplain', '-lnameless', '-Wl,-rpath,$ORIGIN/plain', '-Wl,-rpath-link,lib')
  return folder
}

for (const node of nodes) {
  when(`node ${node.version}: an addon runs from sealed memory, and so do the libraries beside it`, (t) => {
    const folder = build()
    writeFileSync(join(folder, 'maps.cjs'), `const value = require('./addon.node')
const mapped = require('fs').readFileSync('/proc/self/maps', 'utf8')
const { Worker, isMainThread, parentPort } = require('worker_threads')
if (isMainThread) new Worker(__filename).on('message', (said) => console.log(value, said))
else parentPort.postMessage([...new Set(mapped.match(/\\S*(addon|libbeside|libdeeper)\\.\\S+.*/g))].sort().join(' '))`)
    const setup = lockWithAddon(folder)
    t.is(run(node, folder, 'main.cjs').stdout, 'good\n')
    const { stdout, raised } = run(node, folder, 'main.cjs', { ...setup, listen: true })
    t.is(stdout, 'good\n')
    const decided = raised.filter(({ name, path }) => name === 'open.verify' && /\.(so|node)$/.test(path))
    t.deepEqual(decided.map(({ path, allowed }) => [path.slice(folder.length + 1), allowed]), [['lib/libdeeper.so', true], ['lib/libbeside.so', true], ['addon.node', true]])
    t.is(run(node, folder, 'maps.cjs', setup).stdout, 'good /memfd:addon.node (deleted) /memfd:libbeside.so (deleted) /memfd:libdeeper.so (deleted)\n')
  })

  when(`node ${node.version}: an addon or a library beside it that was changed, exchanged, or has no name is refused`, (t) => {
    const folder = build()
    const setup = lockWithAddon(folder)
    const said = (): string => run(node, folder, 'main.cjs', setup).stdout
    for (const name of ['addon.node', 'lib/libbeside.so', 'lib/libdeeper.so']) {
      const bytes = readFileSync(join(folder, name))
      const last = bytes.length - 1
      writeFileSync(join(folder, name), Buffer.from(bytes).fill((bytes[last] ?? 0) ^ 1, last))
      t.true(said().startsWith(`OVERT_DIGEST \`<root>/${name}\` is refused`), said())
      writeFileSync(join(folder, name), bytes)
    }
    copyFileSync(join(folder, 'evil/libbeside.so'), join(folder, 'lib/libbeside.so'))
    t.true(said().startsWith('OVERT_DIGEST'))
    renameSync(join(folder, 'lib'), join(folder, 'elsewhere'))
    t.true(said().startsWith('ERR_DLOPEN_FAILED libbeside.so: cannot open shared object file'), said())
    writeFileSync(join(folder, 'main.cjs'), "try { require('./nameless.node') } catch (e) { console.log(e.code) }")
    renameSync(join(folder, 'elsewhere'), join(folder, 'lib'))
    t.is(run(node, folder, 'main.cjs', lockWithAddon(folder)).stdout, 'OVERT_READ\n')
  })

  when(`node ${node.version}: an addon that another process swaps in a loop, and whose descriptors the application closes, runs as listed or is refused`, async (t) => {
    const folder = build()
    writeFileSync(join(folder, 'main.cjs'), `const fs = require('fs')
const evil = fs.readFileSync('evil.bin')
let good = 0, refused = 0, other = 0
for (let i = 0; i < 200 || ((good === 0 || refused === 0) && i < 20000); i++) {
  delete require.cache[require.resolve('./addon.node')]
  const module = { get exports() { for (let fd = 20; fd < 60; fd++) try { if (fs.readlinkSync('/proc/self/fd/' + fd).includes('memfd:')) { fs.closeSync(fd); other++ } } catch {} return {} }, set exports(value) {} }
  try { process.dlopen(module, __dirname + '/addon.node') } catch (e) { if (e.code === 'OVERT_DIGEST') refused++; else if (e.code !== 'ERR_DLOPEN_FAILED') other++ }
  try { if (require('./addon.node') === 'good') good++; else other++ } catch (e) { if (e.code === 'OVERT_DIGEST') refused++; else other++ }
}
console.log(JSON.stringify({ good, refused, other }))`)
    copyFileSync(join(folder, 'addon.node'), join(folder, 'good.bin'))
    const bytes = readFileSync(join(folder, 'addon.node'))
    writeFileSync(join(folder, 'evil.bin'), Buffer.from(bytes).fill(1, bytes.length - 1))
    const setup = lockWithAddon(folder)
    const swap = "const fs = require('fs'); console.log('swapping'); for (;;) for (const name of ['evil', 'good']) { fs.copyFileSync(name + '.bin', 'next'); fs.renameSync('next', 'addon.node') }"
    const swapper = spawn(process.execPath, ['-e', swap], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      await new Promise((resolve) => swapper.stdout.once('data', resolve))
      const { stdout, stderr } = run(node, folder, 'main.cjs', setup)
      const { good, refused, other } = JSON.parse(stdout === '' ? '{}' : stdout) as Record<string, number>
      t.is(other, 0, stderr)
      t.true((good ?? 0) > 0 && (refused ?? 0) > 0, stdout)
    } finally {
      swapper.kill('SIGKILL')
    }
  })
}
