// The test suites of widely used packages as the oracle: what passes on plain Node passes under overt, in monitor, with every event recorded.
//   node scripts/package-suites.mjs [--node PATH] [--only NAME,NAME] [--jobs N] [--files N] [--clone NAME=PATH]
// `--files N`: of each package N test files at most, those that come first in the order of a digest of their names.
// `--clone NAME=PATH`: the package's repository on this machine, where GitHub cannot be reached; may be given several times.
// Packages whose tarballs on the registry, sources in Debian or repositories on GitHub hold their tests (scripts/package-suites/packages.json; most tarballs leave them out), and
// tools that build: what they write has to be the same. They are unpacked into .runtimes with what they need, once. What cannot be had is skipped with a message. The last line is `N passed, N failed`, of tests.
import { resolve } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { packages, unpacked } from './package-suites/package.mjs'
import { runSuite } from './package-suites/suite.mjs'
import { entry, seconds } from './run/progress.mjs'

await entry(async () => {
  const { values } = parseArgs({ options: { node: { type: 'string', default: process.execPath }, only: { type: 'string' }, jobs: { type: 'string', default: '2' }, files: { type: 'string' }, clone: { type: 'string', multiple: true, default: [] } } })
  const only = values.only?.split(',')
  const node = resolve(values.node)
  let passed = 0
  let failed = 0
  for (const wanted of packages.filter(({ name }) => only?.includes(name) ?? true)) {
    const folder = await unpacked(wanted, values.clone.find((one) => one.startsWith(`${wanted.name}=`))?.slice(wanted.name.length + 1))
    if (typeof folder === 'object') {
      console.log(`skipped: ${wanted.name}: ${folder.reason}`)
      continue
    }
    const start = performance.now()
    const run = (/** @type {boolean} */ audited) => runSuite(node, wanted, folder, { jobs: Number(values.jobs), files: values.files === undefined ? Number.POSITIVE_INFINITY : Number(values.files), audited })
    const plain = await run(false)
    const overt = await run(true)
    let lost = [...plain.passed].filter((name) => !overt.passed.has(name))
    // A test that fails now and then does so on plain Node too.
    if (lost.length > 0) {
      const again = await run(true)
      const plainAgain = await run(false)
      lost = lost.filter((name) => !again.passed.has(name) && plainAgain.passed.has(name))
    }
    if (plain.passed.size === 0) lost = ['no test passes on plain Node']
    if (overt.events === 0) lost = ['nothing was recorded']
    passed += plain.passed.size - lost.length
    failed += lost.length
    console.log(`${wanted.name} ${wanted.version}: ${plain.passed.size} tests pass on plain Node (${plain.failed} do not), ${lost.length} of them not under overt; ${overt.events} events recorded; ${seconds(start)}`)
    for (const name of lost) console.log(`  ✗ ${name}`)
  }
  console.log(`${passed} passed, ${failed} failed`)
  if (failed > 0) process.exitCode = 1
})
