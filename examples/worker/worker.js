// SPDX-License-Identifier: MIT OR Apache-2.0
import { AuditError, createApplicationAudit, createAudit, createHookChain, createRecorder, createWasmEngine } from './core/index.js'
import image from './rules.image'
import module from './overt.wasm'

const engine = createWasmEngine(new WebAssembly.Instance(module).exports)
engine.load(new Uint8Array(image))

const platform = {
  runtime: 'workerd 1',
  pid: 0,
  thread: 0,
  enter: (body) => (body(), true),
  caller: () => '{"name":null,"reason":"unavailable"}',
  kill: () => { throw new Error('a worker cannot end its process') },
  fatal: (message) => { throw new Error(message) },
  alert: (line) => console.log(`overt: ${line}`),
}
const output = { delay: 0, write: (line) => (console.log(line.trimEnd()), 0), flush: () => 0, sync() {} }
const hooks = createHookChain(platform, () => {})
const policy = { mode: 'enforce', outputFailure: 'continue', records: () => false }
const audit = createApplicationAudit(createAudit({ engine, hooks, policy, platform, recorder: createRecorder('worker', platform, engine, output) }))

export default {
  fetch(request) {
    try {
      audit('http.received', { method: request.method, path: new URL(request.url).pathname })
    } catch (error) {
      if (error instanceof AuditError) return new Response(`refused by rule ${error.rule}`, { status: 403 })
      throw error
    }
    return new Response('hello')
  },
}
