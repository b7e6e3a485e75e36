'use strict'
// The pinned frame: both steps of a judgement in one call.
const assert = require('node:assert')

const rules = `
title: Reads the password file
id: 6a9e6a0e-2b3c-4c55-9c2f-0d8e2f5f0a02
logsource: { category: file_access }
detection:
  selection: { TargetFilename: /etc/passwd }
  condition: selection
response: block
---
title: A package that may not
id: 6a9e6a0e-2b3c-4c55-9c2f-0d8e2f5f0a03
logsource: { category: file_access }
detection:
  selection: { package.name: evil, TargetFilename|startswith: /srv }
  condition: selection
response: alert
`

module.exports = (binding) => {
  const image = binding.build()
  assert.throws(() => binding.evaluateLarge(new Uint8Array(4096)), /no frame/)
  const broken = JSON.parse(binding.compile([{ name: 'x.yml', text: 'title: [' }], '{}'))
  assert.strictEqual(broken.rules, 0)
  assert.ok(broken.diagnostics.length > 0)
  const report = JSON.parse(binding.compile([{ name: 'r.yml', text: rules }], JSON.stringify({ products: ['linux', 'nodejs'], responses: { high: 'block' } })))
  assert.strictEqual(report.rules, 2, JSON.stringify(report))
  assert.strictEqual(JSON.parse(binding.compile([], '{"no json')).error.code, 'OVERT_CONFIG')
  assert.deepStrictEqual(JSON.parse(binding.rules()).map((rule) => rule.response), ['block', 'alert'])

  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 })
  assert.throws(() => binding.pin(new ArrayBuffer(100)), /a frame has 65536 bytes/)
  binding.pin(memory.buffer)
  assert.throws(() => binding.pin(memory.buffer), /frame already/)
  const words = new Uint32Array(memory.buffer)
  const bytes = new Uint8Array(memory.buffer)
  const judged = binding.interestJudged()
  const id = [...judged].findIndex((one, index) => one === 1 && index >= 30 && index < 80)
  const write = (into, path, flags) => {
    const view = new Uint32Array(into.buffer, into.byteOffset, 1024)
    const text = Buffer.from(`${path}false`)
    view.set([id, 2, text.length, flags, 0, path.length, 3, 5])
    into.set(text, 4096)
  }
  const answer = () => ({ response: words[0] & 0xff, flags: words[0] >>> 8, rules: [...words.subarray(4, 4 + words[1])], json: Buffer.from(bytes.subarray(4096, 4096 + words[2])).toString() })
  const evaluate = (path, flags = 0) => (write(bytes, path, flags), binding.evaluate(), answer())

  assert.strictEqual(binding.interestFields()[id] & 1, 1)
  assert.deepStrictEqual(evaluate('/tmp/x'), { response: 0, flags: 1, rules: [], json: '' })
  const refused = evaluate('/etc/passwd')
  assert.deepStrictEqual([refused.response, refused.rules, JSON.parse(refused.json).name], [3, [0], null])
  const open = evaluate('/srv/x')
  assert.deepStrictEqual([open.response, JSON.parse(open.json).name], [0, null])
  assert.strictEqual(JSON.parse(evaluate('/tmp/x', 1).json).name, null)

  const large = new Uint8Array(200_000)
  const long = `/etc/${'x'.repeat(100_000)}`
  write(large, long, 1)
  binding.evaluateLarge(large.subarray(0, 4096 + long.length + 5))
  assert.deepStrictEqual([words[0] & 0xff, words[0] & (1 << 9)], [0, 0])

  words.set([60_000, 1, 1, 0])
  binding.evaluate()
  assert.strictEqual(words[0] & (1 << 9), 1 << 9)

  // An image is loaded again; a damaged one changes nothing.
  const made = binding.build()
  assert.strictEqual(JSON.parse(binding.load(image)).rules, 0)
  assert.strictEqual(evaluate('/etc/passwd').response, 0)
  assert.strictEqual(JSON.parse(binding.load(made)).rules, 2)
  made[50] ^= 1
  assert.strictEqual(JSON.parse(binding.load(made)).error.code, 'OVERT_IMAGE')
  assert.strictEqual(evaluate('/etc/passwd').response, 3)

  assert.strictEqual(binding.digest(Buffer.alloc(0)), 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
  assert.strictEqual(JSON.parse(binding.configuration('c.yml', 'mode: enforce')).mode, 'enforce')
  const error = JSON.parse(binding.configuration('c.yml', 'moed: enforce')).error
  assert.deepStrictEqual([error.code, error.diagnostics[0].line], ['OVERT_CONFIG', 1])
  assert.strictEqual(binding.redact('x'), null)
  assert.strictEqual(binding.redact('\ud800'), '\ufffd')
  assert.strictEqual(binding.redact('--token=x'), '--token=[redacted]')
  assert.strictEqual(binding.digestText('é\ud800'), binding.digest(new TextEncoder().encode('é\ud800')))
  assert.match(binding.commands().version(), /^\d+\.\d+\.\d+$/)
}
