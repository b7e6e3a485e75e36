// npm run bench: see bench/README.md.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compare, compareStartup } from '../bench/compare.mjs'
import { prepare, shippedRules } from '../bench/prepare.mjs'

const root = fileURLToPath(new URL('../', import.meta.url))
const { values } = parseArgs({
  options: {
    node: { type: 'string', multiple: true, default: [process.execPath] },
    case: { type: 'string', default: 'startup,open,read,function,require,http' },
    rounds: { type: 'string', default: '31' },
    json: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const wanted = new Set(values.case.split(','))
const folder = prepare(rounds)
const register = join(root, 'packages/overt/dist/register.cjs')
const worker = join(root, 'bench/worker.cjs')
const args = ['--require', register]
const shipped = shippedRules(join(root, 'rules'))

const image = join(folder, 'shipped.image')
const built = spawnSync(process.execPath, [join(root, 'packages/overt/dist/overt.js'), 'rules', 'build', '-o', image, join(root, 'rules')], { stdio: ['ignore', 'ignore', 'inherit'] })
if (built.status !== 0) throw new Error('the shipped rules could not be built: run `npm run build` first')
writeFileSync(join(folder, 'shipped.config.yaml'), 'mode: monitor\nrules: [shipped.image]\n')

const config = (name) => ({ OVERT_CONFIG: join(folder, `${name}.config.yaml`) })
const cases = [
  { case: 'startup', setup: 'one rule', startup: true, env: config('unwanted') },
  { case: 'startup', setup: `${shipped} shipped rules, image`, startup: true, env: config('shipped') },
  { case: 'open', setup: 'unwanted', variant: 'repeated', env: config('unwanted') },
  { case: 'open', setup: '100 rules, repeated paths', variant: 'repeated', env: config('hundred') },
  { case: 'open', setup: '100 rules, distinct paths', variant: 'distinct', env: config('hundred') },
  { case: 'open', setup: 'recorded', variant: 'repeated', env: config('recorded') },
  { case: 'read', setup: 'unwanted', env: config('unwanted') },
  { case: 'read', setup: '100 rules', env: config('hundred') },
  { case: 'function', setup: 'unwanted', env: config('unwanted') },
  { case: 'function', setup: `${shipped} shipped rules`, env: config('shipped') },
  { case: 'require', setup: 'unwanted', env: config('unwanted') },
  { case: 'require', setup: `${shipped} shipped rules`, env: config('shipped') },
  { case: 'http', setup: 'unwanted', env: config('unwanted') },
  { case: 'http', setup: `${shipped} shipped rules, monitor`, env: config('shipped') },
].filter((one) => wanted.has(one.case))

const results = []
const say = (text) => {
  if (!values.json) process.stdout.write(`${text}\n`)
}
say(`${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores; ${rounds} rounds each, in turn; medians; ratio = overt / plain Node`)
try {
  for (const node of values.node) {
    const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()
    say(`\nNode ${version}\n  ${'case'.padEnd(10)}${'set-up'.padEnd(34)}${'plain'.padStart(11)}${'overt'.padStart(11)}${'ratio'.padStart(8)}`)
    for (const one of cases) {
      const file = join(root, `bench/cases/${one.case}.cjs`)
      const common = { node, file, rounds, args, env: one.env }
      const { operations } = one.startup ? { operations: 1 } : await import(`../bench/cases/${one.case}.cjs`)
      const found = one.startup
        ? compareStartup(common)
        : await compare({ ...common, worker, operations, options: { folder, variant: one.variant, plainNode: node } })
      results.push({ node: version, case: one.case, setup: one.setup, ...found })
      const unit = (value) => (one.startup ? `${value.toFixed(1)} ms` : value > 10_000 ? `${(value / 1000).toFixed(1)} us` : `${value.toFixed(0)} ns`)
      const added = found.added === undefined ? '' : `  (+${found.added.toFixed(1)} ms)`
      say(`  ${one.case.padEnd(10)}${one.setup.padEnd(34)}${unit(found.plain).padStart(11)}${unit(found.overt).padStart(11)}${found.ratio.toFixed(3).padStart(8)}${added}`)
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ rounds, results }, null, 2)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
