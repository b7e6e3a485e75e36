// `node bench/runtimes/run.mjs [--starts]`: what overt costs on Deno and Bun, against Node and against the runtime alone, in one run and in turn; or starts alone. See bench/README.md.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { root } from '../../scripts/run/root.mjs'
import { denoAndBun, nodes } from '../../scripts/setup/runtimes.mjs'
import { median } from '../compare.mjs'
import { inPairs } from './pairs.mjs'

const here = join(root, 'bench/runtimes')
const processes = 5
const starts = 21
const startsOnly = process.argv.includes('--starts')
const newest = nodes().at(-1)
const [deno, bun] = denoAndBun()
if (newest === undefined || deno === undefined || bun === undefined) throw new Error('`npm run setup` installs the runtimes')
const folder = mkdtempSync(join(tmpdir(), 'overt-bench-'))
const rule = 'title: other\nid: 5d2f7c1a-0000-4000-8000-000000000009\nlogsource: { category: dns_query }\ndetection:\n  one: { QueryName: nowhere.example }\n  condition: one\n'
writeFileSync(join(folder, 'rule.yml'), rule)
writeFileSync(join(folder, 'overt.yml'), 'rules: [rule.yml]\n')
writeFileSync(join(folder, 'kind.rule.yml'), 'title: kind\nid: 5d2f7c1a-0000-4000-8000-000000000010\nlogsource: { category: file_access }\ndetection:\n  one: { TargetFilename: /nowhere }\n  condition: one\n')
writeFileSync(join(folder, 'kind.yml'), 'rules: [kind.rule.yml]\n')
writeFileSync(join(folder, 'hello.mjs'), `console.log('hello')\n`)
writeFileSync(join(folder, 'read.mjs'), `import fs from 'node:fs'\nfs.readFileSync(new URL('a.txt', import.meta.url))\nconsole.log('hello')\n`)
writeFileSync(join(folder, 'monitor.yml'), 'mode: monitor\n')
writeFileSync(join(folder, 'a.txt'), 'a')

/** How each runtime runs a script, with the preload or without. */
const hosts = [
  // What imports a name of a builtin on Deno has the function that it found, so all are replaced before anybody has one.
  { name: 'deno', replaced: true, program: deno.path, plain: ['run', '-A', '--no-config'], preload: ['--preload', join(root, 'packages/deno/dist/register.js')], engine: 'wasm' },
  { name: 'bun', replaced: false, program: bun.path, plain: [], preload: ['--preload', join(root, 'packages/bun/dist/register.cjs')], engine: 'wasm' },
]

/** @param {string} program @param {readonly string[]} given @param {Record<string, string>} [env] */
function run(program, given, env = {}) {
  const { status, stdout, stderr } = spawnSync(program, given, { encoding: 'utf8', cwd: folder, env: { ...process.env, ...env } })
  if (status !== 0) throw new Error(`\`${[program, ...given].join(' ')}\` ended with status ${status}: ${stderr}`)
  return stdout
}

/** @typedef {{ replaced: boolean, ratio: number, plain: number }} Opened */

/** What `unwanted.mjs` said, and that the function is the one that it should be. @param {boolean} replaced @param {string} said */
function measured(replaced, said) {
  const opened = /** @type {Opened} */ (JSON.parse(said))
  if (opened.replaced !== replaced) throw new Error(`\`openSync\` is ${opened.replaced ? 'not ' : ''}the runtime's own`)
  return opened
}

/** @param {readonly number[]} [ratios] */
const spread = (ratios = []) => ratios.map((ratio) => ratio.toFixed(4)).join(', ')

/** @param {string} name @param {boolean} replaced @param {Record<'unwanted' | 'asked' | 'kind' | 'same', Opened[]>} opened */
function sayOpened(name, replaced, opened) {
  const [unwanted, asked, kind, same] = [opened.unwanted, opened.asked, opened.kind, opened.same].map((all) => all.map(({ ratio }) => ratio).toSorted((one, other) => one - other))
  console.log(`${name.padEnd(5)} an event that nobody wants: ${median(unwanted ?? []).toFixed(4)}x of openSync and closeSync, ${median(opened.same.map(({ plain }) => plain)).toFixed(0)} ns, by ${replaced ? 'a function of overt\'s' : 'the runtime\'s own function'} (processes: ${spread(unwanted)}; the runtime's own against itself: ${spread(same)})`)
  if (!replaced) console.log(`${name.padEnd(5)} the same where the program asks for overt, and so may add a hook: ${median(asked ?? []).toFixed(4)}x (processes: ${spread(asked)})`)
  console.log(`${name.padEnd(5)} an event of a kind that a rule asks for, which this one cannot match: ${median(kind ?? []).toFixed(4)}x (processes: ${spread(kind)})`)
}

/** @param {() => unknown} work */
function timed(work) {
  const start = performance.now()
  work()
  return performance.now() - start
}

const config = { OVERT_CONFIG: join(folder, 'overt.yml') }
try {
  for (const { name, replaced, program, plain, preload, engine } of hosts) {
    /** @type {Record<'start' | 'startUnder' | 'read' | 'readUnder' | 'configured', number[]>} */
    const times = { start: [], startUnder: [], read: [], readUnder: [], configured: [] }
    /** @type {Record<'unwanted' | 'asked' | 'kind' | 'same', Opened[]>} */
    const opened = { unwanted: [], asked: [], kind: [], same: [] }
    const keep = ['--preload', join(here, 'keep.mjs')]
    const open = [join(here, 'unwanted.mjs'), join(folder, 'a.txt')]
    for (let turn = 0; turn < processes && !startsOnly; turn++) {
      opened.unwanted.push(measured(replaced, run(program, [...plain, ...keep, ...preload, ...open], config)))
      opened.asked.push(measured(true, run(program, [...plain, ...keep, ...preload, ...open, 'asked', preload[1] ?? ''], config)))
      opened.kind.push(measured(true, run(program, [...plain, ...keep, ...preload, ...open], { OVERT_CONFIG: join(folder, 'kind.yml') })))
      opened.same.push(measured(false, run(program, [...plain, ...keep, ...open, 'same'])))
    }
    const hello = join(folder, 'hello.mjs')
    const read = join(folder, 'read.mjs')
    for (let round = 0; round < starts; round++) {
      const said = (/** @type {string} */ text) => { if (text !== 'hello\n') throw new Error(`it said ${text}`) }
      times.start.push(timed(() => said(run(program, [...plain, hello]))))
      times.startUnder.push(timed(() => said(run(program, [...plain, ...preload, hello]))))
      times.read.push(timed(() => said(run(program, [...plain, read]))))
      times.readUnder.push(timed(() => said(run(program, [...plain, ...preload, read]))))
      times.configured.push(timed(() => said(run(program, [...plain, ...preload, hello], { OVERT_CONFIG: join(folder, 'monitor.yml') }))))
    }
    const { start, startUnder, readUnder, configured } = times
    for (const how of startsOnly ? [] : ['written', 'raised']) {
      const { ratio, ratios, least } = await inPairs([newest.path, join(here, 'evaluate.mjs'), 'native', how], [program, ...plain, join(here, 'evaluate.mjs'), engine, how])
      const [most, ours] = [ratios.map((one) => one.toFixed(2)).join(', '), least.map((one) => one.toFixed(0))]
      console.log(`${name.padEnd(5)} an event, ${how === 'written' ? 'its text in one piece' : 'as the core raises it'}: ${ratio.toFixed(2)}x of the native engine on Node (pairs of processes: ${most}; least ${ours[1]} ns and ${ours[0]})`)
    }
    if (!startsOnly) sayOpened(name, replaced, opened)
    console.log(`${name.padEnd(5)} start-up: ${(median(startUnder) - median(start)).toFixed(1)} ms more than ${median(start).toFixed(1)} ms`)
    console.log(`${name.padEnd(5)} start-up and the first event that a rule asks for: ${(median(readUnder) - median(times.read)).toFixed(1)} ms more than ${median(times.read).toFixed(1)} ms`)
    console.log(`${name.padEnd(5)} start-up under a configuration: ${(median(configured) - median(start)).toFixed(1)} ms more than ${median(start).toFixed(1)} ms`)
  }
  for (const module of ['overt.wasm', 'overt.compile.wasm']) {
    const wasm = join(root, 'packages/overt/dist', module)
    console.log(`${module}: ${(statSync(wasm).size / 1e6).toFixed(2)} MB, ${(gzipSync(readFileSync(wasm), { level: 9 }).length / 1e6).toFixed(2)} MB gzipped`)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
