'use strict'
// Workers: each gets the exports once, shares the rules, watches for itself; many come and go, some in mid-call.
const assert = require('node:assert')
const { Worker } = require('node:worker_threads')

const rules = `
title: Bad code
logsource: { category: code_eval }
detection: { selection: { Code|contains: BAD }, condition: selection }
response: block
`
const body = `
const { parentPort, workerData } = require('node:worker_threads')
const holder = { exports: {} }
process.dlopen(holder, workerData.addon)
const binding = holder.exports
const again = { exports: {} }
process.dlopen(again, workerData.addon)
const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
binding.pin(memory.buffer)
binding.root('/')
const missing = binding.watchCode((source) => {
  // A termination nearly always comes in here; the worker catches what it can, and must end all the same.
  if (source.includes('SLOW')) for (const end = Date.now() + 3; Date.now() < end;);
  return 'no'
})
let message
try { (0, eval)('"BAD"') } catch (error) { message = error.message }
parentPort.postMessage({ again: Object.keys(again.exports).length, rules: JSON.parse(binding.rules()).length, shared: binding.shared(), missing, message })
const words = new Uint32Array(memory.buffer)
const call = () => { words.set([20, 0, 0, 1]); binding.evaluate() }
if (workerData.mode === 'call') for (;;) call()
if (workerData.mode === 'eval') for (;;) try { (0, eval)('"BAD"') } catch {}
if (workerData.mode === 'slow') for (;;) try { (0, eval)('"BAD", "SLOW"') } catch {}
if (workerData.mode === 'caught') for (;;) try { binding.enter(() => { for (;;) binding.caller() }) } catch {}
if (workerData.mode === 'enter') binding.enter(() => { for (;;) binding.caller() })
if (workerData.mode === 'throw') throw new Error('the worker ends')
if (workerData.mode === 'process.exit') process.exit(3)
`

const terminated = ['call', 'eval', 'slow', 'enter', 'caught']

module.exports = async (binding, { addon }) => {
  binding.compile([{ name: 'bad.yml', text: rules }], '{}')
  assert.strictEqual(binding.shared(), null)
  assert.strictEqual(binding.share('{"mode":"enforce"}'), true)
  assert.strictEqual(binding.share('{"mode":"monitor"}'), false)
  const one = (mode) => new Promise((resolve, reject) => {
    const worker = new Worker(body, { eval: true, workerData: { addon, mode } })
    worker.on('message', (message) => {
      try {
        assert.deepStrictEqual(message, { again: 0, rules: 1, shared: '{"mode":"enforce"}', missing: null, message: 'no' })
      } catch (error) {
        reject(error)
      }
      if (terminated.includes(mode)) setTimeout(() => worker.terminate(), 20)
    })
    worker.on('error', (error) => { if (mode !== 'throw') reject(error) })
    worker.on('exit', resolve)
  })
  const modes = [...terminated, 'end', 'throw', 'process.exit']
  const sizes = []
  for (let round = 0; round < 13; round += 1) {
    await Promise.all(modes.map(one))
    sizes.push(Math.round(process.memoryUsage().rss / 1048576))
  }
  console.log(`${13 * modes.length} workers, resident MiB: ${sizes.join(' ')}`)
  assert.strictEqual((0, eval)('"BAD"'), 'BAD', 'the main thread does not watch')
  assert.strictEqual(binding.watchCode(() => 'main'), null)
  assert.throws(() => (0, eval)('"BAD"'), { message: 'main' })
}
