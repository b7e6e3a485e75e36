// Node's own tests as the oracle: what passes on plain Node passes under overt, in monitor, with every event recorded.
//   node scripts/node-suite.mjs [--node PATH] [--sample N] [--jobs N] [--part K/N] [--only PATTERN] [--source LINE] [--quick] [--write FILE]
// Without --sample all of them (some 4,000; half an hour on two cores); `--part 3/20` every twentieth, from the third on. Tests come from Debian's source package of Node;
// where it has none of this line, `--source 24` takes another line's, of which those count that pass on plain Node here. `--quick` asks plain Node only about what fails under overt.
// What fails for a known reason stands in scripts/node-suite/known.json (`*` is any text); anything else fails this run. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { compareTests } from './node-suite/compare.mjs'
import { nodeSource } from './node-suite/source.mjs'
import { sampleOf, testsOf } from './node-suite/tests.mjs'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'

await entry(async () => {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: process.execPath },
      sample: { type: 'string' },
      jobs: { type: 'string', default: String(availableParallelism()) },
      part: { type: 'string', default: '1/1' },
      only: { type: 'string' },
      source: { type: 'string' },
      quick: { type: 'boolean', default: false },
      write: { type: 'string' },
    },
  })
  const node = resolve(values.node)
  const running = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim().slice(1)
  const major = running.split('.')[0] ?? ''
  const source = await nodeSource(values.source ?? major)
  if (typeof source === 'string') {
    console.log(`skipped: ${source}`)
    return
  }
  /** @type {Record<string, Record<string, string>>} */
  const known = JSON.parse(readFileSync(join(root, 'scripts/node-suite/known.json'), 'utf8'))
  const explained = Object.entries({ ...known['all'], ...known[major] }).map(([name]) => new RegExp(`^${name.replaceAll(/[.+]/g, '\\$&').replaceAll('*', '.*')}$`))
  const isKnown = (/** @type {string} */ name) => explained.some((pattern) => pattern.test(name))
  const all = testsOf(source.folder)
  const pattern = values.only === undefined ? undefined : new RegExp(values.only)
  const [part = 1, parts = 1] = values.part.split('/').map(Number)
  const asked = (values.sample === undefined ? all : sampleOf(all, Number(values.sample))).filter(({ name }) => pattern === undefined || pattern.test(name))
  const tests = asked.filter((_, index) => index % parts === part - 1)
  console.log(`Node ${running}, the tests of ${source.version}: ${tests.length} of ${all.length}`)
  const compared = await compareTests({
    node,
    folder: source.folder,
    register: join(root, 'packages/overt/dist/register.cjs'),
    tests,
    jobs: Number(values.jobs),
    isQuick: values.quick,
    done: ({ test, verdict }) => { if (verdict === 'failed') console.log(`  ${isKnown(test.name) ? 'known' : '✗'} ${test.name}`) },
  })
  const failed = compared.filter(({ verdict, test }) => verdict === 'failed' && !isKnown(test.name))
  const expected = compared.filter(({ verdict, test }) => verdict === 'failed' && isKnown(test.name))
  const passed = compared.filter(({ verdict }) => verdict === 'passed').length
  for (const { test, output } of failed) console.log(`\n--- ${test.name}\n${output.trim().split('\n').slice(0, 25).join('\n')}`)
  if (values.write !== undefined) writeFileSync(values.write, JSON.stringify(failed.map(({ test, output }) => ({ name: test.name, output })), null, 2))
  console.log(`\n${compared.length - passed - failed.length - expected.length} not counted (they do not pass on this plain Node, or with an empty preload), ${expected.length} failed for a known reason`)
  console.log(`${passed} passed, ${failed.length} failed`)
  if (failed.length > 0) process.exitCode = 1
})
