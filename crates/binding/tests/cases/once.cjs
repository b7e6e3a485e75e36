'use strict'
// The exports are given once per isolate; who loads the addon again sees nothing, not even a property being set.
const assert = require('node:assert')
const path = require('node:path')

module.exports = (binding, { addon }) => {
  assert.strictEqual(typeof binding.evaluate, 'function')
  assert.throws(() => {
    binding.evaluate = () => {}
  }, TypeError)
  const seen = []
  const note = (trap) => (...all) => (seen.push([trap, all[1]]), Reflect[trap](...all))
  const exports = new Proxy({}, { set: note('set'), defineProperty: note('defineProperty') })
  process.dlopen({ exports }, path.resolve(addon))
  assert.deepStrictEqual(seen, [])
  assert.deepStrictEqual(Reflect.ownKeys(exports), [])
  const copy = { exports: {} }
  process.dlopen(copy, path.resolve(addon))
  assert.deepStrictEqual(Reflect.ownKeys(copy.exports), [])
}
