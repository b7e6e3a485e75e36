// SPDX-License-Identifier: MIT OR Apache-2.0
import { AuditError, createApplicationAudit, createAudit, createHookChain, createRecorder, createWasmCompiler, createWasmEngine } from './core/index.js'
import { rules } from './rules.js'

const list = document.querySelector('#events')

/** Shows one line. */
function show(text) {
  const item = document.createElement('li')
  item.textContent = text
  list.append(item)
}

const [compiling, judging] = await Promise.all(['/overt.compile.wasm', '/overt.wasm'].map((path) => WebAssembly.instantiateStreaming(fetch(path))))
const compiler = createWasmCompiler(compiling.instance.exports)
const { diagnostics } = compiler.compile([{ name: 'rules.js', text: rules }], { products: ['browser'] })
if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
const engine = createWasmEngine(judging.instance.exports)
engine.load(compiler.build())

const platform = {
  runtime: 'browser 1',
  pid: 0,
  thread: 0,
  enter: (body) => (body(), true),
  caller: () => '{"name":null,"reason":"unavailable"}',
  kill: () => { throw new Error('a page cannot end its process') },
  fatal: (message) => { throw new Error(message) },
  alert: (line) => show(line),
}
const output = { delay: 0, write: () => 0, flush: () => 0, sync() {} }
const hooks = createHookChain(platform, () => {})
const policy = { mode: 'enforce', outputFailure: 'continue', records: () => false }
const audit = createApplicationAudit(createAudit({ engine, hooks, policy, platform, recorder: createRecorder('page', platform, engine, output) }))

const { fetch: fetchOf } = globalThis
globalThis.fetch = function fetch(input, init) {
  const request = new Request(input, init)
  try {
    audit('page.fetch', { method: request.method, url: request.url })
  } catch (error) {
    return Promise.reject(error)
  }
  return fetchOf(request)
}
const { setItem } = Storage.prototype
Storage.prototype.setItem = function (key, value) {
  audit('page.storage', { key: String(key) })
  return setItem.call(this, key, value)
}

// From here on: the page as it would be without overt.
show(`own origin: ${(await fetch('/hello.txt')).status}`)
await fetch('https://collect.example/?who=you').catch((error) => show(error instanceof AuditError ? `refused: ${error.rule}` : `not refused: ${error}`))
localStorage.setItem('theme', 'dark')
localStorage.setItem('session-token', 'abc')
show(`kept: ${Object.keys(localStorage).sort().join(', ')}`)

// For `run.mjs`, which prints what stands here.
if (location.search === '?report') await fetchOf('/shown', { method: 'POST', body: list.innerText })
