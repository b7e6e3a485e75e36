import { readFileSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { asNodeNames, isAtLeast, run, write } from './support/application.ts'
import { matrix, matrixOfLaterNodes } from './support/matrix.ts'
import { lockWithAddon } from './support/native.ts'

const emptyWasm = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)

for (const node of nodes) {
  const later = isAtLeast(node, 22)

  test(`node ${node.version}: verified in native code, an untouched application prints what it prints without`, (t) => {
    const folder = write({ ...matrix, ...(later ? { ...matrixOfLaterNodes, 'empty.wasm': emptyWasm } : {}) }, { 'node_modules/linked': '../packages/linked' })
    const setup = lockWithAddon(folder)
    for (const entry of later ? ['main.cjs', 'main.mjs'] : ['main.cjs']) {
      const plain = run(node, folder, entry)
      const under = run(node, folder, entry, setup)
      t.is(plain.status, 0, plain.stderr)
      t.is(asNodeNames(under.stdout), plain.stdout, under.stderr)
      const { raised } = run(node, folder, entry, { ...setup, listen: true })
      t.true(raised.length > 10)
      for (const { allowed, reason } of raised) t.true(allowed !== false && (reason ?? 'listed') === 'listed')
    }
  })

  test(`node ${node.version}: verified in native code, a changed file is refused with what was expected and what was found`, (t) => {
    const folder = write({ 'main.cjs': "try { console.log(require('./a.cjs')) } catch (e) { console.log(e.code, e.message) }", 'a.cjs': "module.exports = 'good'" })
    const setup = lockWithAddon(folder)
    const path = join(folder, 'a.cjs')
    const { atime, mtime } = statSync(path)
    t.is(run(node, folder, 'main.cjs', setup).stdout, 'good\n')
    for (const text of ["module.exports = 'evil'", "module.exports = 'longer'"]) {
      writeFileSync(path, text)
      utimesSync(path, atime, mtime)
      const { stdout } = run(node, folder, 'main.cjs', setup)
      t.regex(stdout, /^OVERT_DIGEST `.*a\.cjs` is refused: .*expected BLAKE3 [0-9a-f]{64}, found [0-9a-f]{64}/)
      t.is(run(node, folder, 'main.cjs', { ...setup, mode: 'monitor' }).stdout, `${text.split("'")[1] ?? ''}\n`)
    }
    writeFileSync(join(folder, 'good.txt'), "module.exports = 'good'")
    unlinkSync(path)
    symlinkSync('good.txt', path)
    t.true(run(node, folder, 'main.cjs', setup).stdout.startsWith('OVERT_NOT_LISTED'))
    t.true(run(node, folder, 'main.cjs', { ...setup, nodeOptions: ['--preserve-symlinks'] }).stdout.startsWith('OVERT_READ'))
    t.true(readFileSync(join(folder, 'overt.lock'), 'utf8').includes('a.cjs'))
  })

  test(`node ${node.version}: an application that replaces what it can reach changes no verdict`, (t) => {
    const load = "try { console.log(require('./a.cjs')) } catch (e) { console.log(e.code) } import('./b.mjs').then((m) => console.log(m.default), (e) => console.log(e.code))"
    const folder = write({
      'functions.cjs': `const path = require('path'), url = require('url'), util = require('util')
for (const [of, names] of [[String.prototype, ['startsWith', 'endsWith', 'slice', 'indexOf', 'lastIndexOf', 'charCodeAt']], [Set.prototype, ['has', 'add', 'delete']], [Reflect, ['apply', 'deleteProperty']], [util, ['getCallSites']], [url, ['fileURLToPath']], [path, ['resolve']], [Buffer, ['from']], [Buffer.prototype, ['utf8Slice', 'toString']]]) for (const name of names) {
  const original = of[name]
  if (original !== undefined) of[name] = function (...given) { if (new Error().stack.split('\\n')[2].includes('preload.cjs')) console.log('called', name); return original === Reflect.apply ? original(...given) : original.apply(this, given) }
}
Object.defineProperty(Array.prototype, 0, { configurable: true, set(value) { if (new Error().stack.split('\\n')[2].includes('preload.cjs')) console.log('set'); Object.defineProperty(this, 0, { value, writable: true, enumerable: true, configurable: true }) } })
${load}`,
      // On Node 20 `source` of the prototype is what Node's own loader runs, in place of any file (docs/threat-model.md).
      'objects.cjs': `for (const name of ['allowed', 'text', 'shortCircuit', 'bytes', 'digest', 'expected', 'file', ...(process.versions.node.startsWith('20.') ? [] : ['source'])]) Object.prototype[name] = 'module.exports = 1'
Error.prepareStackTrace = () => 'node:internal/modules/esm/load'; Error.stackTraceLimit = 0
${load}`,
      'a.cjs': "module.exports = 'good'",
      'b.mjs': "export default 'good'",
    })
    const setup = lockWithAddon(folder)
    for (const entry of ['functions.cjs', 'objects.cjs']) t.is(run(node, folder, entry, setup).stdout, 'good\ngood\n', entry)
    writeFileSync(join(folder, 'a.cjs'), "module.exports = 'evil'")
    writeFileSync(join(folder, 'b.mjs'), "export default 'evil'")
    for (const entry of ['functions.cjs', 'objects.cjs']) t.is(run(node, folder, entry, setup).stdout, 'OVERT_DIGEST\nOVERT_DIGEST\n', entry)
  })
}
