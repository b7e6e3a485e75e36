'use strict'
// Who is calling, where code went and other code came to its addresses: what was kept for a stack is not what is said of another with the same addresses.
const assert = require('node:assert')
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const v8 = require('node:v8')
const vm = require('node:vm')

const [packages, rounds, each] = [5, 80, 200]
/** The same text in each, so that it takes the same place. */
const text = `module.exports = [${'(f) => f(),'.repeat(each)}]`

module.exports = async (binding) => {
  v8.setFlagsFromString('--expose-gc')
  // It would hold on to functions that are gone.
  v8.setFlagsFromString('--no-compilation-cache')
  const gc = vm.runInNewContext('gc')
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'overt-kept-')))
  const ask = () => binding.caller()
  const kept = []
  try {
    assert.strictEqual(binding.ownScript(__filename), true)
    fs.writeFileSync(path.join(root, 'package.json'), '{"name":"shop","version":"1.0.0"}')
    binding.root(root)
    for (let round = 0; round < rounds; round++) {
      const name = `p${round % packages}`
      const folder = path.join(root, 'node_modules', name)
      fs.mkdirSync(folder, { recursive: true })
      fs.writeFileSync(path.join(folder, 'package.json'), '{}')
      const file = path.join(folder, `made-${String(round).padStart(2, '0')}.cjs`)
      fs.writeFileSync(file, text)
      const made = require(file)
      for (let at = 0; at < 2 * each; at++) assert.strictEqual(JSON.parse(made[at % each](ask)).name, name, `round ${round}, function ${at % each}`)
      // A few stay, so that V8 keeps the pages that the others were on.
      for (let at = 0; at < each; at += 20) kept.push(made[at])
      delete require.cache[file]
      module.children.length = 0
      for (let times = 0; times < 4; times++) gc()
      await new Promise((resolve) => { setTimeout(resolve, 3) })
    }
    // They are there to the end.
    assert.strictEqual(kept.length, (rounds * each) / 20)
  } finally {
    fs.rmSync(root, { recursive: true, force: true })
  }
}
