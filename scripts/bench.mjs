// npm run bench: see bench/README.md.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { compare, compareStartup } from '../bench/compare.mjs'
import { prepare, shippedRules } from '../bench/prepare.mjs'
import { must } from './run/command.mjs'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'

const register = join(root, 'packages/overt/dist/register.cjs')

/** @typedef {{ name: string, setup: string, config: string, variant?: string }} Case `config` names a configuration in the folder that `prepare` made */

/** @param {number} shipped how many rules ship @returns {readonly Case[]} */
const cases = (shipped) => [
  { name: 'startup', setup: 'one rule', config: 'unwanted' },
  { name: 'startup', setup: `${shipped} shipped rules, image`, config: 'shipped' },
  { name: 'open', setup: 'unwanted', variant: 'repeated', config: 'unwanted' },
  { name: 'open', setup: '100 rules, repeated paths', variant: 'repeated', config: 'hundred' },
  { name: 'open', setup: '100 rules, distinct paths', variant: 'distinct', config: 'hundred' },
  { name: 'open', setup: 'recorded', variant: 'repeated', config: 'recorded' },
  { name: 'read', setup: 'unwanted', config: 'unwanted' },
  { name: 'read', setup: '100 rules', config: 'hundred' },
  { name: 'function', setup: 'unwanted', config: 'unwanted' },
  { name: 'function', setup: `${shipped} shipped rules`, config: 'shipped' },
  { name: 'require', setup: 'unwanted', config: 'unwanted' },
  { name: 'require', setup: `${shipped} shipped rules`, config: 'shipped' },
  { name: 'http', setup: 'unwanted', config: 'unwanted' },
  { name: 'http', setup: `${shipped} shipped rules, monitor`, config: 'shipped' },
  { name: 'http', setup: 'a rule reads request.*', config: 'request' },
  { name: 'http', setup: 'a rule reads phase', config: 'phase' },
  { name: 'await', setup: 'a rule reads request.*', config: 'request' },
]

/** @param {Case} one @param {string} node @param {number} rounds @param {string} folder */
async function measured({ name, variant, config }, node, rounds, folder) {
  const file = join(root, `bench/cases/${name}.cjs`)
  const sides = { node, file, rounds, args: ['--require', register], env: { OVERT_CONFIG: join(folder, `${config}.config.yaml`) } }
  if (name === 'startup') return compareStartup(sides)
  const { operations, times = 1 } = await import(`../bench/cases/${name}.cjs`)
  return compare({ ...sides, rounds: rounds * times, worker: join(root, 'bench/worker.cjs'), operations, options: { folder, variant, plainNode: node } })
}

/** @param {string} name @param {number} value */
const shown = (name, value) => (name === 'startup' ? `${value.toFixed(1)} ms` : value > 10_000 ? `${(value / 1000).toFixed(1)} us` : `${value.toFixed(0)} ns`)

await entry(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', multiple: true, default: [process.execPath] },
      case: { type: 'string', default: 'startup,open,read,function,require,http,await' },
      rounds: { type: 'string', default: '31' },
      json: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const wanted = new Set(values.case.split(','))
  const shipped = shippedRules(join(root, 'rules'))
  const folder = prepare(rounds)
  const say = (/** @type {string} */ text) => {
    if (!values.json) console.log(text)
  }
  const results = []
  try {
    await must(process.execPath, [join(root, 'packages/overt/dist/overt.cjs'), 'rules', 'build', '-o', join(folder, 'shipped.image'), join(root, 'rules')])
    writeFileSync(join(folder, 'shipped.config.yaml'), 'mode: monitor\nrules: [shipped.image]\n')
    say(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; ${rounds} rounds each, in turn; medians; ratio = overt / plain Node; least = the same of the least disturbed tenth`)
    for (const node of values.node) {
      const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
      say(`\nNode ${version}\n  ${'case'.padEnd(10)}${'set-up'.padEnd(34)}${'plain'.padStart(11)}${'overt'.padStart(11)}${'ratio'.padStart(8)}${'least'.padStart(8)}`)
      for (const one of cases(shipped).filter(({ name }) => wanted.has(name))) {
        const found = await measured(one, node, rounds, folder)
        results.push({ node: version, case: one.name, setup: one.setup, ...found })
        const added = found.added === undefined ? '' : `  (+${found.added.toFixed(1)} ms, +${found.least.added?.toFixed(1) ?? ''})`
        say(`  ${one.name.padEnd(10)}${one.setup.padEnd(34)}${shown(one.name, found.plain).padStart(11)}${shown(one.name, found.overt).padStart(11)}${found.ratio.toFixed(3).padStart(8)}${found.least.ratio.toFixed(3).padStart(8)}${added}`)
      }
    }
    if (values.json) console.log(JSON.stringify({ rounds, results }, null, 2))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
