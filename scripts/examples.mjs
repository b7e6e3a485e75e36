// Runs every example as a user would: the packages as npm would publish them, installed into a copy of the example, `npm start`, a request, the end, the record.
// The examples that are one program are run by the command that their README begins with. `-- NAME...` runs some. Prints `N passed, N failed`.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { packed } from './examples/packed.mjs'
import { programNames, runProgram } from './examples/programs.mjs'
import { runServer } from './examples/servers.mjs'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'

await entry(async () => {
  const temporary = mkdtempSync(join(tmpdir(), 'overt-examples-'))
  let failed = 0
  const only = process.argv.slice(2)
  const wanted = (/** @type {string} */ name) => only.length === 0 || only.includes(name)
  const programs = programNames()
  const names = readdirSync(join(root, 'examples')).filter((name) => wanted(name) && !programs.includes(name))
  let passed = 0
  try {
    const tarballs = names.length === 0 ? [] : await packed(temporary, ['core', 'overt'])
    for (const name of names) {
      const reason = await runServer(name, tarballs, temporary).catch((error) => String(error))
      console.log(`${reason === undefined ? 'ok    ' : 'FAILED'} examples/${name}${reason === undefined ? '' : `: ${reason}`}`)
      if (reason === undefined) passed++
      else failed++
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  for (const name of programs.filter(wanted)) {
    const { skipped, failed: reason } = await runProgram(name)
    if (skipped !== undefined) {
      console.log(`skipped: examples/${name}: ${skipped}`)
      continue
    }
    console.log(`${reason === undefined ? 'ok    ' : 'FAILED'} examples/${name}${reason === undefined ? '' : `: ${reason}`}`)
    if (reason === undefined) passed++
    else failed++
  }
  console.log(`${passed} passed, ${failed} failed`)
  process.exitCode = failed > 0 ? 1 : 0
})
