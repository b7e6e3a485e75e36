'use strict'
// Manifests and verified open.
const assert = require('node:assert')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { spawnSync } = require('node:child_process')

module.exports = async (given) => {
  const binding = { ...given, ...given.verified(), ...given.commands() }
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'overt-manifest-')))
  const file = (name) => path.join(root, name)
  try {
    fs.writeFileSync(file('a.js'), 'let a')
    fs.writeFileSync(file('é.js'), 'let é = "\u2028"')
    fs.writeFileSync(file('bad.js'), Buffer.from([0x41, 0xff, 0x42]))
    assert.deepStrictEqual([binding.verifiedRead(file('a.js')).allowed, binding.verifiedRead(file('a.js')).reason], [false, 'OVERT_MANIFEST'])
    const made = JSON.parse(await binding.lock(root, '{}'))
    assert.deepStrictEqual([made.serial, made.count], [1, 3])
    assert.strictEqual(JSON.parse(await binding.lock(root, '{"key":"k"}')).error.code, 'OVERT_KEY')
    assert.strictEqual(JSON.parse(await binding.verify(root, '')).ok, true)
    for (const [options, code] of [['{"pubkey":"RWQ"}', 'OVERT_KEY'], ['{"minSerial":2}', 'OVERT_SERIAL'], ['[]', 'OVERT_MANIFEST'], ['{', 'OVERT_MANIFEST']]) {
      assert.strictEqual(JSON.parse(binding.openManifest(file('overt.lock'), options)).error.code, code, options)
    }
    assert.strictEqual(JSON.parse(binding.openManifest(file('overt.lock'), '{"minSerial":1}')).root, root)
    assert.strictEqual(JSON.parse(binding.openManifest(file('other.lock'), '')).error.code, 'OVERT_MANIFEST')

    // Nothing that the application did to prototypes sees or changes what is handed out.
    let set = 0
    Object.defineProperty(Object.prototype, 'digest', { configurable: true, set() { set += 1 } })
    const read = binding.verifiedRead(file('a.js'))
    delete Object.prototype.digest
    assert.strictEqual(set, 0)
    const digest = binding.digest(Buffer.from('let a'))
    assert.deepStrictEqual(read, { allowed: true, reason: null, message: null, digest, expected: digest, size: 5, text: 'let a', bytes: null, verity: null })
    assert.strictEqual(binding.verifiedRead(file('é.js')).text, fs.readFileSync(file('é.js'), 'utf8'))
    assert.strictEqual(binding.verifiedRead(file('bad.js')).text, fs.readFileSync(file('bad.js'), 'utf8'))
    assert.deepStrictEqual(binding.verifiedRead(file('bad.js'), true).bytes, fs.readFileSync(file('bad.js')))

    fs.writeFileSync(file('a.js'), 'let x')
    const changed = binding.verifiedRead(file('a.js'))
    assert.deepStrictEqual([changed.allowed, changed.reason, changed.text, changed.bytes], [false, 'OVERT_DIGEST', null, null])
    assert.deepStrictEqual([changed.expected, changed.digest], [digest, binding.digest(Buffer.from('let x'))])
    fs.writeFileSync(file('new.js'), '')
    assert.strictEqual(binding.verifiedRead(file('new.js')).reason, 'OVERT_NOT_LISTED')
    assert.strictEqual(binding.verifiedRead('/etc/passwd').reason, 'OVERT_NOT_LISTED')
    fs.rmSync(file('é.js'))
    assert.strictEqual(binding.verifiedRead(file('é.js')).reason, 'OVERT_READ')
    const found = JSON.parse(await binding.verify(root, '{}'))
    const paths = [found.added, found.removed, found.changed].map((some) => some.map(({ path }) => path))
    assert.deepStrictEqual([found.ok, ...paths], [false, ['new.js'], ['é.js'], ['a.js']])

    if (process.platform !== 'win32') {
      fs.rmSync(file('a.js'))
      assert.strictEqual(spawnSync('mkfifo', [file('a.js')]).status, 0)
      assert.strictEqual(binding.verifiedRead(file('a.js')).reason, 'OVERT_NOT_REGULAR')
    }
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}
