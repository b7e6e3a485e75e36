// SPDX-License-Identifier: MIT OR Apache-2.0
// Serves the page on loopback, opens it in headless Chromium, and prints what it shows. `--serve` only serves it.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import process from 'node:process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.txt': 'text/plain' }
const file = (path) => readFileSync(fileURLToPath(new URL(path, import.meta.url)))

/** What the server has: the page, the packages' JavaScript, the engine. */
function content(path) {
  if (path === '/hello.txt') return 'hello'
  if (path.endsWith('.wasm')) return file(`../../packages/overt/dist${path}`)
  if (path.startsWith('/core/')) return file(`../../packages/core/dist/${path.slice('/core/'.length)}`)
  return file(path === '/' ? 'index.html' : `.${path}`)
}

let tell
const shown = new Promise((resolve) => { tell = resolve })
const server = createServer(async (request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  if (request.method === 'POST') tell(await text(request))
  try {
    const body = request.method === 'POST' ? '' : content(pathname)
    response.writeHead(200, { 'content-type': types[extname(pathname)] ?? 'text/html' }).end(body)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = `http://127.0.0.1:${server.address().port}/`

if (process.argv.includes('--serve')) {
  console.log(`open ${address}`)
} else {
  const profile = mkdtempSync(join(tmpdir(), 'overt-browser-'))
  // Chromium's own sandbox cannot be set up by root; nothing but this page is loaded.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = spawn(process.env.CHROMIUM ?? 'chromium', ['--headless', '--disable-gpu', '--no-first-run', '--no-proxy-server', '--remote-debugging-port=0', ...sandbox, `--user-data-dir=${profile}`, `${address}?report`], { stdio: ['ignore', 'ignore', 'pipe'] })
  const said = text(browser.stderr)
  // A page that fails shows nothing.
  const late = setTimeout(() => browser.kill(), 60_000)
  const ended = new Promise((resolve, reject) => browser.once('error', reject).once('close', resolve))
  const events = await Promise.race([shown, ended.then(async () => { throw new Error(`Chromium ended before the page had shown anything: ${await said}`) })])
  clearTimeout(late)
  console.log(events)
  browser.kill()
  await ended
  server.closeAllConnections()
  server.close()
  rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}
