import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, run } from './support/run.ts'
import { files, of, opened, gaps, record, deno, bun, natively, started, byShell } from './support/other-runtimes.ts'

// What an application could try, so that a child of another runtime is not audited and no gap says so.

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  const node = of('node')?.runtime.path ?? ''
  const program = started([node, 'child.mjs'], natively(name), byShell[0] ?? '')

  test(`${name}: the packages of other runtimes are those beside this one, in a folder of any name; where there is none, each child is a gap`, (t) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt "beside" it-')))
    try {
      const place = join(folder, 'node_modules')
      const own = join(place, '@overt', name)
      cpSync(fileURLToPath(new URL(`packages/${name}/dist`, root)), join(own, 'dist'), { recursive: true })
      const moved = { ...host, preload: [...host.preload.slice(0, -1), join(own, 'dist', name === 'deno' ? 'register.js' : 'register.cjs')] }
      const without = run(moved, program, { files, record })
      t.is(opened(without), 0, without.stderr)
      t.deepEqual(gaps(without), Array.from({ length: 2 }, () => `\`${node}\` without a preload: it will not load overt`))
      // What the application has in its own folder is not asked.
      const planted = run(moved, `import { mkdirSync, writeFileSync } from 'node:fs'\nmkdirSync('node_modules/overt/dist', { recursive: true })\nwriteFileSync('node_modules/overt/dist/register.cjs', '')\n${program}`, { files, record })
      t.is(gaps(planted).length, 2, planted.stderr)
      symlinkSync(fileURLToPath(new URL('packages/overt', root)), join(place, 'overt'))
      const beside = run(moved, program, { files, record })
      t.is(opened(beside), 2, beside.stderr)
      t.deepEqual(gaps(beside), [])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test(`${name}: what the application replaces, or puts there by another name, changes nothing`, (t) => {
    const ran = run(host, started([node, 'child.mjs'], `for (const name of ['node', 'bun', 'deno', 'preload', 'preloads', 'runtime', 'NODE_OPTIONS', 'OVERT_CONFIG', 'isFile', 'mode']) Object.defineProperty(Object.prototype, name, { value: '--title=replaced', configurable: true, writable: true })
for (const { prototype } of [String, Array, RegExp, Map, WeakMap, Set]) for (const name of Object.getOwnPropertyNames(prototype)) if (['endsWith', 'indexOf', 'lastIndexOf', 'slice', 'startsWith', 'replace', 'test', 'push', 'includes'].includes(name)) prototype[name] = new Proxy(prototype[name], { apply: (method, self, args) => (args.some((arg) => /overt|OPTIONS|preload/.exec(String(arg)) !== null) || /overt|OPTIONS|preload/.exec(String(self)) !== null ? '' : Reflect.apply(method, self, args)) })
JSON.parse = Object.keys = () => []`, natively(name), name === 'deno' ? "new Deno.Command(list[0], { args: list.slice(1), clearEnv: true, env: { 'NODE_OPTIONS=--title': 'x' } }).outputSync()" : "Bun.spawnSync({ cmd: list, env: { 'NODE_OPTIONS=--title': 'x' } })"), { files, record })
    t.is(opened(ran), 2, ran.stderr)
    t.deepEqual(gaps(ran), [])
  })

  test(`${name}: a worker hands its children what the process started with`, (t) => {
    const worker = `process.env.OVERT_LAUNCH = '{"mode":"monitor","log":"/dev/null"}'\nprocess.env.OVERT_CONFIG = 'none.yml'\n${program}\npostMessage('done')`
    const ran = run(host, `process.env.OVERT_LAUNCH = '{"mode":"monitor","log":"/dev/null"}'\nconst worker = new Worker(new URL('./worker.mjs', import.meta.url), { type: 'module' })\nawait new Promise((done) => { worker.onmessage = done; worker.onerror = done })\nworker.terminate()`, { files: { ...files, 'worker.mjs': worker }, record })
    t.is(opened(ran), 2, ran.stderr)
    t.deepEqual(gaps(ran), [])
  })
}

for (const host of deno === undefined ? [] : [deno]) {
  const node = of('node')?.runtime.path ?? ''
  for (const permissions of [['--allow-run', '--allow-read', '--allow-write', '--allow-env=OVERT_CONFIG'], ['--allow-run', '--allow-read=.', '--allow-write=.', '--allow-env']]) {
    test(`deno: what may not be read is a gap, and nobody is asked for it: ${permissions.join(' ')}`, (t) => {
      const ran = run(host, started([node, 'child.mjs'], natively('deno'), `console.log('done')`), { files, record, permissions })
      t.is(ran.stdout, 'done\n', ran.stderr)
      t.is(opened(ran), 0)
      t.deepEqual(gaps(ran), [`\`${node}\` without a preload: it will not load overt`])
    })
  }
}


for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  const { name } = host.runtime
  test(`${name}: its own program by another name is known as what it is`, (t) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'overt-renamed-')))
    try {
      const path = join(folder, 'runs-scripts')
      cpSync(realpathSync(host.runtime.path), path)
      const list = [path, ...(name === 'deno' ? ['run', '-A', '--no-config'] : []), 'child.mjs']
      const ran = run({ ...host, runtime: { ...host.runtime, path } }, started(list, natively(name), "spawnSync('env', ['-i', ...list])", "execSync(['env', '-i', ...list].join(' '))"), { files, record })
      t.is(opened(ran), 1, ran.stderr)
      t.is(gaps(ran).length, 2)
      for (const detail of gaps(ran)) t.true(String(detail).includes(path), String(detail))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

for (const { host, last } of [{ host: deno, last: bun }, { host: bun, last: of('node') }].flatMap(({ host, last }) => (host === undefined || last === undefined ? [] : [{ host, last }]))) {
  test(`${host.runtime.name}: what is below a node below a shell is audited: ${last.runtime.name}`, (t) => {
    const between = `import { execSync } from 'node:child_process'\nexecSync('${last.runtime.path} child.mjs', { env: { PATH: process.env.PATH, BUN_OPTIONS: process.env.BUN_OPTIONS ?? '', OVERT_CONFIG: process.env.OVERT_CONFIG } })\n`
    const ran = run(host, started([], `execSync('cd . && exec ${of('node')?.runtime.path ?? ''} between.mjs')`), { files: { ...files, 'between.mjs': between }, record })
    t.is(opened(ran), 1, ran.stderr)
    t.deepEqual(gaps(ran), [])
    const starts = ran.lines.filter(({ event }) => event === 'overt.start')
    // Each names the one above it.
    t.deepEqual(starts.map(({ fields }) => fields['parent']), [undefined, starts[0]?.stream, starts[1]?.stream])
  })
}
