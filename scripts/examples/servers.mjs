// The examples that are servers: installed with the packages as npm would publish them, built, started, asked, ended, and what they recorded.
import { spawn } from 'node:child_process'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { must } from '../run/command.mjs'
import { root } from '../run/root.mjs'

const npm = 'npm'

/** What is asked of a server besides `/`, and what its record holds then. */
const asked = /** @type {Record<string, { path: string, recorded: RegExp }>} */ ({
  next: { path: '/run', recorded: /"event":"process\.spawn".*"package":\{"name":"overt-example-next".*"response":"alert"/ },
})

/** No example says to others that it runs. */
const quiet = { NEXT_TELEMETRY_DISABLED: '1' }

/** A port that nobody uses now: not every server takes 0 and says what it got. @returns {Promise<string>} */
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => { resolve(String(address !== null && typeof address === 'object' ? address.port : 0)) })
    })
  })

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

/**
 * @param {string} name
 * @param {readonly string[]} tarballs of overt's packages
 * @param {string} temporary where the example is copied to
 * @returns {Promise<string | undefined>} what is wrong
 */
export async function runServer(name, tarballs, temporary) {
  const folder = join(temporary, name)
  cpSync(join(root, 'examples', name), folder, { recursive: true })
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  // overt itself comes from the tarballs.
  delete manifest.dependencies.overt
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await must(npm, ['install', '--no-audit', '--no-fund', '--silent', ...tarballs], { cwd: folder })
  if (manifest.scripts.build !== undefined) await must(npm, ['run', 'build', '--silent'], { cwd: folder, env: quiet })
  const { address, stop } = await started(folder, { ...quiet, PORT: await freePort() })
  const response = await fetch(address)
  const text = await response.text()
  const { path, recorded } = asked[name] ?? { path: '/', recorded: /"event":"overt\.start"/ }
  const second = await fetch(new URL(path, address))
  await second.text()
  await stop()
  if (response.status !== 200 || !/(?:^|>)hello(?:<|$)/.test(text)) return `it answered ${response.status} ${text}`
  if (second.status !== 200) return `it answered ${second.status} for ${path}`
  const record = readFileSync(join(folder, 'overt.jsonl'), 'utf8')
  if (!recorded.test(record)) return `its record has no ${String(recorded)}: ${record.slice(-1000)}`
  if (!record.includes('"event":"overt.start"') || !record.includes('"engine":"native"')) return `its record does not begin as it should: ${record.slice(0, 400)}`
  await must(process.execPath, [join(folder, 'node_modules/overt/dist/overt.cjs'), 'log', 'verify', 'overt.jsonl'], { cwd: folder })
  return undefined
}
