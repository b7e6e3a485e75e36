import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { root } from '../../../overt/test/support/project.ts'
import { hosts, type Options, run, type Run } from './support/run.ts'

const command = fileURLToPath(new URL('packages/overt/dist/overt.cjs', root))
const files = { 'child.mjs': `import fs from 'node:fs'\nfs.readFileSync('in-the-child.txt')\nconsole.log(process.title)\n`, 'in-the-child.txt': '' }
const of = (name: string): (typeof hosts)[number] | undefined => hosts.find(({ runtime }) => runtime.name === name)
const opened = ({ lines }: Run): number => lines.filter(({ event, fields }) => event === 'fs.open' && String(fields['path']).endsWith('/in-the-child.txt')).length
const gaps = ({ lines }: Run): unknown[] => lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child').map(({ fields }) => fields['detail'])
const record = ['fs.open', 'process.spawn']

const deno = of('deno')
const bun = of('bun')
/** Each host with the other runtimes, and the words that these run a file with. */
const pairs = [[deno, of('node')], [deno, bun], [bun, of('node')], [bun, deno]].flatMap(([host, child]) => (host === undefined || child === undefined ? [] : [{ host, child, words: child === deno ? ['run', '-A', '--no-config', 'child.mjs'] : ['child.mjs'] }]))

/** Starts `list`, a list of words, in an environment of its own, which has nothing. */
const alone = (name: string): string => (name === 'deno' ? 'new Deno.Command(list[0], { args: list.slice(1), clearEnv: true, env: {} }).outputSync()' : 'Bun.spawnSync({ cmd: list, env: {} })')
const natively = (name: string): string => (name === 'deno' ? 'new Deno.Command(list[0], { args: list.slice(1) }).outputSync()' : 'Bun.spawnSync(list)')
const started = (list: readonly string[], ...ways: readonly string[]): string => `import { exec, execFileSync, execSync, spawn, spawnSync } from 'node:child_process'\nconst list = ${JSON.stringify(list)}\n${ways.join('\n')}`
const direct = (name: string): readonly string[] => [
  natively(name),
  alone(name),
  'spawnSync(list[0], list.slice(1))',
  `execFileSync(list[0], list.slice(1), { env: { OVERT_CONFIG: 'none.yml', OVERT_LAUNCH: '{"mode":"monitor"}' } })`,
  'await new Promise((done) => spawn(list[0], list.slice(1)).on(\'close\', done))',
  `process.env.OVERT_LAUNCH = '{"mode":"monitor","log":"/dev/null"}'`,
  'await new Promise((done) => spawn(list[0], list.slice(1), { env: { ...process.env, MORE: \'1\' } }).on(\'close\', done))',
  `process.env.NODE_OPTIONS = process.env.BUN_OPTIONS = ''`,
  'spawnSync(list[0], list.slice(1))',
]
const byShell = ["execSync(list.join(' '))", "spawnSync('sh', ['-c', `cd . && ${list.join(' ')}`])", "await new Promise((done) => exec(list.join(' '), done))"]

for (const { host, child, words } of pairs) {
  const { name } = host.runtime
  const list = [child.runtime.path, ...words]
  const title = `${name}: a child that is ${child.runtime.name}`
  const options: Options = { files, record }

  test(`${title} is audited, whatever its environment is, and writes the same record`, (t) => {
    const ran = run(host, started(list, ...direct(name)), options)
    t.is(opened(ran), 7, ran.stderr)
    t.deepEqual(gaps(ran), [])
    // What overt hands over is no change of the application's.
    const changed = ran.lines.filter(({ event }) => event === 'process.spawn').flatMap(({ fields }) => fields['env_changed'] as string[])
    t.deepEqual(changed.filter((variable) => ['NODE_OPTIONS', 'BUN_OPTIONS', 'OVERT_PARENT'].includes(variable)), [])
    const starts = ran.lines.filter(({ event }) => event === 'overt.start')
    t.is(starts.length, 8)
    t.is(starts.filter(({ fields }) => fields['parent'] === ran.lines[0]?.stream).length, 7)
    verified(t, ran)
  })

  test(`${title} and loses what it was handed is a gap that names it`, (t) => {
    const ran = run(host, started(list, "spawnSync('env', ['-i', ...list])", "execSync(['env', '-i', ...list].join(' '))"), options)
    t.is(opened(ran), 0, ran.stderr)
    t.is(gaps(ran).length, 2)
    for (const detail of gaps(ran)) t.true(String(detail).includes(child.runtime.path), String(detail))
  })

  if (child === deno) {
    test(`${title}, by a shell, is a gap: Deno reads no option from the environment`, (t) => {
      const ran = run(host, started(list, ...byShell), options)
      t.is(opened(ran), 0, ran.stderr)
      t.deepEqual(gaps(ran), Array.from({ length: 3 }, () => `\`${child.runtime.path}\` without a preload: it will not load overt`))
    })
  } else {
    test(`${title}, by a shell, is audited`, (t) => {
      const ran = run(host, started(list, ...byShell), options)
      t.is(opened(ran), 3, ran.stderr)
      t.deepEqual(gaps(ran), [])
    })
  }
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  test(`${host.runtime.name}: options that a child has already are kept`, (t) => {
    const node = of('node')
    const ran = run(host, started([node?.runtime.path ?? '', 'child.mjs'], `console.log(execFileSync(list[0], list.slice(1), { env: { NODE_OPTIONS: '--title="a title"' } }).toString())`), { files, record })
    t.is(ran.stdout, 'a title\n\n', ran.stderr)
    t.is(opened(ran), 1)
  })
}

function verified(t: { is(actual: unknown, expected: unknown, message?: string): unknown }, { text }: Run): void {
  const folder = mkdtempSync(join(tmpdir(), 'overt-log-'))
  try {
    writeFileSync(join(folder, 'log.jsonl'), text)
    const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'log', 'verify', 'log.jsonl'], { cwd: folder, encoding: 'utf8' })
    t.is(status, 0, stdout + stderr)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

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

if (deno !== undefined) {
  const node = of('node')?.runtime.path ?? ''
  for (const permissions of [['--allow-run', '--allow-read', '--allow-write', '--allow-env=OVERT_CONFIG'], ['--allow-run', '--allow-read=.', '--allow-write=.', '--allow-env']]) {
    test(`deno: what may not be read is a gap, and nobody is asked for it: ${permissions.join(' ')}`, (t) => {
      const ran = run(deno, started([node, 'child.mjs'], natively('deno'), `console.log('done')`), { files, record, permissions })
      t.is(ran.stdout, 'done\n', ran.stderr)
      t.is(opened(ran), 0)
      t.deepEqual(gaps(ran), [`\`${node}\` without a preload: it will not load overt`])
    })
  }
}

