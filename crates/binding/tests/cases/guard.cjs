'use strict'
// The guard against re-entry is cleared by native code: after a throw, a vm timeout, a stack overflow.
const assert = require('node:assert')
const vm = require('node:vm')

module.exports = ({ enter, inside }) => {
  let ran = 0
  assert.strictEqual(inside(), false)
  assert.strictEqual(enter(() => {
    ran += 1
    assert.strictEqual(inside(), true)
    assert.strictEqual(enter(() => { ran += 100 }), false)
    assert.strictEqual(inside(), true)
  }), true)
  assert.deepStrictEqual([ran, inside()], [1, false])

  const thrown = { any: 'value' }
  let caught
  try {
    enter(() => { throw thrown })
  } catch (error) {
    caught = error
  }
  assert.strictEqual(caught, thrown)
  assert.strictEqual(inside(), false)
  assert.throws(() => enter(5), TypeError)
  assert.throws(() => enter(), TypeError)
  assert.strictEqual(inside(), false)

  const loop = () => enter(() => { for (;;); })
  assert.throws(() => vm.runInNewContext('loop()', { loop }, { timeout: 50 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })
  assert.strictEqual(inside(), false)

  const deep = () => deep() + 1
  assert.throws(() => enter(deep), RangeError)
  assert.strictEqual(inside(), false)
  assert.strictEqual(enter(() => { ran += 1 }), true)
  assert.strictEqual(ran, 2)
}
