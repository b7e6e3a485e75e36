// Runs every example as a user would: the packages as npm would publish them, installed into a copy of the example, `npm start`, a request, the end, the record.
// The examples that are one program are run by the command that their README begins with. `-- NAME...` runs some. Prints `N passed, N failed`.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { packed } from './examples/packed.mjs'
import { programNames, runProgram } from './examples/programs.mjs'
import { must } from './run/command.mjs'
import { entry } from './run/progress.mjs'
import { root } from './run/root.mjs'

const npm = 'npm'

/** Starts an example; answers the address that it prints. @param {string} folder @param {Record<string, string>} env */
async function started(folder, env) {
  const child = spawn(npm, ['start', '--silent'], { cwd: folder, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = new Promise((resolve) => child.once('close', resolve))
  let output = ''
  const address = await new Promise((resolve, reject) => {
    const look = (/** @type {string} */ text) => {
      output += text
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(output)
      if (found !== null) resolve(found[0])
    }
    child.stdout.setEncoding('utf8').on('data', look)
    child.stderr.setEncoding('utf8').on('data', look)
    child.once('close', () => reject(new Error(`it ended before it listened: ${output}`)))
  })
  const stop = async () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM')
    await ended
  }
  return { address: String(address), stop }
}

/** @param {string} name @param {readonly string[]} tarballs @param {string} temporary @returns {Promise<string | undefined>} what is wrong */
async function wrong(name, tarballs, temporary) {
  const folder = join(temporary, name)
  cpSync(join(root, 'examples', name), folder, { recursive: true })
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // overt itself comes from the tarballs.
  delete manifest.dependencies.overt
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await must(npm, ['install', '--no-audit', '--no-fund', '--silent', ...tarballs], { cwd: folder })
  const { address, stop } = await started(folder, { PORT: '0' })
  const response = await fetch(address)
  const text = await response.text()
  await stop()
  if (response.status !== 200 || text !== 'hello') return `it answered ${response.status} ${text}`
  const record = readFileSync(join(folder, 'overt.jsonl'), 'utf8')
  if (!record.includes('"event":"overt.start"') || !record.includes('"engine":"native"')) return `its record does not begin as it should: ${record.slice(0, 400)}`
  await must(process.execPath, [join(folder, 'node_modules/overt/dist/overt.js'), 'log', 'verify', 'overt.jsonl'], { cwd: folder })
  return undefined
}

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
      const reason = await wrong(name, tarballs, temporary).catch((error) => String(error))
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
