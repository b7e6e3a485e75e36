// node bench/cost/run.mjs: what events cost in instructions and bytes, against the snapshot that is committed: see bench/README.md.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { command, must } from '../../scripts/run/command.mjs'
import { entry } from '../../scripts/run/progress.mjs'
import { root } from '../../scripts/run/root.mjs'
import { prepare } from '../prepare.mjs'
import { costOf, startOf } from './measure.mjs'

/** @typedef {Record<string, { plain: number, overt: number, plainBytes?: number, overtBytes?: number }>} Costs */

const file = join(root, 'bench/cost/snapshot.json')
/** `warm`: operations before any is counted. After 20,000 opens V8 still compiles what an open goes through: a plain one takes 5,147 instructions there, and 4,453 after 80,000; a recorded one took 43,000 after 1,000 and 56,000 after 10,000, most of the difference V8's compiler, and 35,000 after 40,000 (Node 24). */
const cases = [
  { name: 'open', setup: 'nobody asks', config: 'unwanted', variant: 'repeated', warm: 80_000 },
  { name: 'open', setup: '100 rules, repeated paths', config: 'hundred', variant: 'repeated', warm: 80_000 },
  { name: 'open', setup: '100 rules, distinct paths', config: 'hundred', variant: 'distinct', warm: 80_000 },
  { name: 'open', setup: '100 rules that may be replaced, repeated paths', config: 'replaceable', variant: 'repeated', warm: 80_000 },
  { name: 'open', setup: '100 rules that may be replaced, distinct paths', config: 'replaceable', variant: 'distinct', warm: 80_000 },
  { name: 'open', setup: 'recorded', config: 'recorded', variant: 'repeated', warm: 40_000 },
  { name: 'read', setup: '100 rules', config: 'hundred', warm: 20_000 },
  { name: 'function', setup: 'the rules that ship', config: 'shipped', warm: 4000 },
]
/** What may differ between two builds of one source, as a part of what overt adds, and in instructions. */
const tolerance = { part: 0.03, instructions: 40 }

await entry(async () => {
  const { values } = parseArgs({ options: { node: { type: 'string', default: process.execPath }, only: { type: 'string' }, write: { type: 'boolean', default: false } } })
  const only = values.only === undefined ? undefined : new RegExp(values.only)
  const isAsked = (/** @type {string} */ name) => only?.test(name) ?? true
  const node = resolve(values.node)
  if ((await command('valgrind', ['--version'])).status !== 0) {
    console.log('skipped: valgrind is not installed')
    return
  }
  const version = (await must(node, ['-p', "process.version + ' ' + process.platform + '-' + process.arch"])).trim()
  const folder = prepare(1)
  try {
    const cli = (/** @type {readonly string[]} */ given) => must(process.execPath, [join(root, 'packages/overt/dist/overt.cjs'), ...given])
    await cli(['rules', 'build', '-o', join(folder, 'shipped.image'), join(root, 'rules')])
    await cli(['key', 'new', '-o', join(folder, 'k')])
    await cli(['rules', 'build', '-o', join(folder, 'replaceable.image'), '--key', join(folder, 'k.key'), join(folder, 'hundred.yml')])
    writeFileSync(join(folder, 'replaceable.config.yaml'), 'mode: monitor\nrules: [replaceable.image]\nhot_swap: { pubkey: k.pub, interval: 3600 }\n')
    writeFileSync(join(folder, 'shipped.config.yaml'), 'mode: monitor\nrules: [shipped.image]\n')
    const plain = { node, preload: [], env: {} }
    const overt = (/** @type {string} */ config) => ({ node, preload: ['--require', join(root, 'packages/overt/dist/register.cjs')], env: { OVERT_CONFIG: join(folder, `${config}.config.yaml`) } })
    /** @type {Costs} */
    const found = {}
    for (const [config, name] of /** @type {const} */ ([['unwanted', 'start-up, one rule (millions)'], ['shipped', 'start-up, the rules that ship (millions)']])) {
      if (isAsked(name)) found[name] = { plain: await startOf(plain), overt: await startOf(overt(config)) }
    }
    for (const { name, setup, config, variant, warm } of cases) {
      if (!isAsked(`${name}, ${setup}`)) continue
      const without = await costOf(plain, name, warm, { folder, variant })
      const under = await costOf(overt(config), name, warm, { folder, variant })
      found[`${name}, ${setup}`] = { plain: without.instructions, overt: under.instructions, plainBytes: without.bytes, overtBytes: under.bytes }
    }
    /** @type {Record<string, Costs>} */
    const snapshot = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
    const worse = said(version, found, snapshot[version])
    if (values.write) writeFileSync(file, `${JSON.stringify(Object.fromEntries(Object.entries({ ...snapshot, [version]: { ...snapshot[version], ...found } }).toSorted()), null, 2)}\n`)
    else if (worse > 0) process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

/** Prints the costs beside those of the snapshot; how many are more. @param {string} version @param {Costs} found @param {Costs | undefined} before */
function said(version, found, before) {
  console.log(`Node ${version}: instructions of one operation, and bytes that it allocates`)
  let worse = 0
  for (const [name, { plain, overt, plainBytes, overtBytes }] of Object.entries(found)) {
    const then = before?.[name]
    const added = overt - plain
    const allowed = then === undefined ? Number.POSITIVE_INFINITY : (then.overt - then.plain) * (1 + tolerance.part) + (name.startsWith('start') ? 1 : tolerance.instructions)
    if (added > allowed) worse++
    const bytes = plainBytes === undefined ? '' : `   bytes ${plainBytes} -> ${overtBytes}`
    console.log(`  ${name.padEnd(46)} ${plain} -> ${overt} (+${Math.round(added * 10) / 10}${then === undefined ? '' : `; snapshot +${Math.round((then.overt - then.plain) * 10) / 10}`})${bytes}${added > allowed ? '   MORE' : ''}`)
  }
  return worse
}
