/** A kind of file that runs, or decides what runs: its target says `good`, and whoever tampers with it has it say `evil`. */
export interface Kind {
  /** As the table in docs/verified-open.md has it. */
  readonly name: string
  /** The oldest line of Node that has it. */
  readonly since: 20 | 22 | 24
  /** The file that is tampered with. */
  readonly target: string
  readonly files: Readonly<Record<string, string>>
  /** Node reads it by itself, at another moment than overt: what is exchanged between the two can lead to another file, which must be a listed one (docs/threat-model.md). */
  readonly readByNode?: true
}

/** What one process loads as often as it likes. */
export interface Loaded extends Kind {
  /** An expression for what was loaded, or for a promise of it; `n` is another number each time. */
  readonly load: string
  /** Not each time: it takes long, or the runtime loads it once only. */
  readonly rarely?: boolean
}

/** What a process is started with. */
export interface Started extends Kind {
  /** Arguments of Node. */
  readonly args: readonly string[]
  /** What stands in NODE_OPTIONS behind overt's preload. */
  readonly options?: string
}

/** A module without imports that exports one function, `good`: the WebAssembly binary format, one byte a character. */
const wasm = '\0asm\u0001\0\0\0\u0001\u0004\u0001\u0060\0\0\u0003\u0002\u0001\0\u0007\u0008\u0001\u0004good\0\0\u000a\u0004\u0001\u0002\0\u000b'

export const loaded: readonly Loaded[] = [
  { name: 'CommonJS, by `require`', since: 20, target: 'a.cjs', files: { 'a.cjs': "module.exports = 'good'" }, load: "fresh('./a.cjs')" },
  { name: 'CommonJS, by `import`', since: 20, target: 'b.cjs', files: { 'b.cjs': "module.exports = 'good'" }, load: "import('./b.cjs?' + n).then((m) => m.default)" },
  { name: 'CommonJS, by a path with `..`', since: 20, target: 'c.cjs', files: { 'c.cjs': "module.exports = 'good'" }, load: "fresh('./node_modules/../c.cjs')" },
  { name: 'a package behind a symbolic link', since: 20, target: 'packages/linked/index.js', files: { 'packages/linked/index.js': "module.exports = 'good'" }, load: "fresh('linked')" },
  { name: 'ES module, by `import`, with `?query` and `#hash`', since: 20, target: 'd.mjs', files: { 'd.mjs': "export default 'good'" }, load: "import('./d.mjs?' + n + '#h').then((m) => m.default)" },
  { name: 'ES module, by `require`', since: 22, target: 'e.mjs', files: { 'e.mjs': "export default 'good'" }, load: "fresh('./e.mjs').default" },
  { name: 'JSON, by `require`', since: 20, target: 'f.json', files: { 'f.json': '"good"' }, load: "fresh('./f.json')" },
  { name: 'JSON, by `import`', since: 20, target: 'g.json', files: { 'g.json': '"good"' }, load: "import('./g.json?' + n, { with: { type: 'json' } }).then((m) => m.default)" },
  { name: 'WebAssembly, by `import`', since: 24, target: 'h.wasm', files: { 'h.wasm': wasm }, load: "import('./h.wasm?' + n).then((m) => Object.keys(m)[0])" },
  // What is no addon gets as far as the system's loader; real ones, and the libraries beside them: sealed.test.ts.
  { name: 'native addon', since: 20, target: 'i.node', files: { 'i.node': 'good, but no addon' }, load: "(() => { try { process.dlopen({ exports: {} }, __dirname + '/i.node') } catch (e) { if (e.code === 'ERR_DLOPEN_FAILED') return 'good'; throw e } })()" },
  { name: 'TypeScript, by `require`', since: 22, target: 'j.cts', files: { 'j.cts': "const said: string = 'good'; module.exports = said" }, load: "fresh('./j.cts')" },
  { name: 'TypeScript, by `import`', since: 22, target: 'k.mts', files: { 'k.mts': "const said: string = 'good'; export default said" }, load: "import('./k.mts?' + n).then((m) => m.default)" },
  { name: '`package.json` with `main`', since: 20, target: 'node_modules/l/package.json', files: { 'node_modules/l/package.json': '{"name":"l","main":"./good.js"}', 'node_modules/l/good.js': "module.exports = 'good'", 'node_modules/l/evil.js': "module.exports = 'evil'" }, load: "fresh('l')", rarely: true, readByNode: true },
  { name: '`package.json` with `exports`', since: 20, target: 'node_modules/m/package.json', files: { 'node_modules/m/package.json': '{"name":"m","exports":"./good.js"}', 'node_modules/m/good.js': "module.exports = 'good'", 'node_modules/m/evil.js': "module.exports = 'evil'" }, load: "import('m').then((m) => m.default)", rarely: true, readByNode: true },
  { name: 'worker, CommonJS', since: 20, target: 'n.cjs', files: { 'n.cjs': "require('worker_threads').parentPort.postMessage('good')" }, load: "work('./n.cjs')", rarely: true },
  { name: 'worker, ES module', since: 20, target: 'o.mjs', files: { 'o.mjs': "import { parentPort } from 'node:worker_threads'; parentPort.postMessage('good')" }, load: "work('./o.mjs')", rarely: true },
  { name: 'child process (`fork`)', since: 20, target: 'p.cjs', files: { 'p.cjs': "process.send('good')" }, load: "child('./p.cjs')", rarely: true },
]

export const started: readonly Started[] = [
  { name: 'main entry, CommonJS', since: 20, target: 'main.cjs', files: { 'main.cjs': "console.log('good')" }, args: ['main.cjs'] },
  { name: 'main entry, ES module', since: 20, target: 'main.mjs', files: { 'main.mjs': "console.log('good')" }, args: ['main.mjs'] },
  { name: 'main entry, TypeScript', since: 22, target: 'main.mts', files: { 'main.mts': "const said: string = 'good'; console.log(said)" }, args: ['main.mts'] },
  { name: 'preload by `--require`', since: 20, target: 'pre.cjs', files: { 'pre.cjs': "console.log('good')", 'empty.cjs': '' }, args: ['--require', './pre.cjs', 'empty.cjs'] },
  { name: 'preload by `--import`', since: 20, target: 'pre.mjs', files: { 'pre.mjs': "console.log('good')" }, args: ['--import', './pre.mjs', 'empty.cjs'] },
  { name: 'preload in `NODE_OPTIONS`', since: 20, target: 'options.cjs', files: { 'options.cjs': "console.log('good')" }, args: ['empty.cjs'], options: '--require ./options.cjs' },
]

/** Loads each kind `rounds` times, and prints how often it said what. */
export const loader = (kinds: readonly Loaded[]): string => `const { Worker } = require('worker_threads'), { fork } = require('child_process')
const fresh = (name) => { delete require.cache[require.resolve(name)]; return require(name) }
const ended = (it) => new Promise((resolve, reject) => { it.on('message', resolve).on('error', reject).on('exit', (code) => reject({ code: 'exit ' + code })) })
const work = (name) => ended(new Worker(require.resolve(name)))
const child = (name) => ended(fork(require.resolve(name), { silent: true }))
const kinds = [${kinds.map(({ target, load, rarely = false }) => `[${JSON.stringify(target)}, (n) => ${load}, ${String(rarely)}]`).join(',\n')}]
const rounds = Number(process.argv[2])
const said = {}
const go = async () => {
  for (let n = 0; n < rounds; n++) for (const [target, load, rarely] of kinds) {
    if (rarely && n > 0) continue
    let word
    try { word = await load(n) } catch (e) { word = e.code ?? String(e) }
    const words = said[target] ??= {}
    words[word] = (words[word] ?? 0) + 1
  }
  console.log(JSON.stringify(said))
}
go()
`
