'use strict'
// The addon in a real runtime: `node crates/binding/tests/smoke.cjs FILE.node`. Each case runs in a process of its own, since the exports are given
// once per isolate, and fails the run if it does not end with its last line. Cases: ./cases/*.cjs; each exports `(binding, context) => void | Promise`.
const { spawnSync } = require('node:child_process')
const fs = require('node:fs')
const path = require('node:path')

const cases = path.join(__dirname, 'cases')
const [addon, only] = process.argv.slice(2)
if (addon === undefined) {
  console.error('usage: node smoke.cjs FILE.node [CASE]')
  process.exit(2)
}

const load = () => {
  const holder = { exports: {} }
  process.dlopen(holder, path.resolve(addon))
  return holder.exports
}

if (only !== undefined && !only.startsWith('--')) {
  Promise.resolve(require(path.join(cases, `${only}.cjs`))(load(), { load, addon: path.resolve(addon) })).then(
    () => console.log('done'),
    (error) => {
      console.error(error)
      process.exit(1)
    },
  )
} else {
  let failed = 0
  for (const file of fs.readdirSync(cases).filter((name) => name.endsWith('.cjs')).sort()) {
    const name = path.basename(file, '.cjs')
    const run = spawnSync(process.execPath, [...process.execArgv, __filename, addon, name], { encoding: 'utf8', timeout: 120_000 })
    const ok = run.status === 0 && run.stdout.endsWith('done\n')
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${process.version} ${name}`)
    if (!ok) {
      failed += 1
      console.log(`${run.stdout}${run.stderr}status ${run.status}, signal ${run.signal}`)
    }
  }
  process.exitCode = failed === 0 ? 0 : 1
}
