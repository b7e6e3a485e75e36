import test from 'ava'
import { avaCounts, caseCounts, cargoCounts, checkCounts, totalCounts } from './counts.mjs'

test('cargo: all test programs are summed, ignored ones are skipped', (t) => {
  const output = 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\nx\ntest result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured'
  t.like(cargoCounts({ status: 101, output }), { passed: 7, failed: 2, skipped: 1 })
})

test('ava: with and without colour, exceptions are failures', (t) => {
  t.like(avaCounts({ status: 0, output: '\n  ─\n\n  \u001b[32m12 tests passed\u001b[39m\n  1 test skipped\n' }), { passed: 12, failed: 0, skipped: 1 })
  t.like(avaCounts({ status: 1, output: '  ✔ a › one (1.2s)\n  ✘ [fail]: a › two\n  1 test failed\n  1 uncaught exception\n' }), { passed: 1, failed: 2 })
})

test('cases: ok and FAIL', (t) => {
  t.like(caseCounts({ status: 1, output: 'ok   v20.1.0 once\nFAIL v20.1.0 guard\nstatus 1\n' }), { passed: 1, failed: 1 })
})

test('checks: ticks and crosses', (t) => {
  t.like(checkCounts({ status: 1, output: 'title\n  \u001b[32m✓\u001b[39m one\n  ✗ two; found: 3\n' }), { passed: 1, failed: 1 })
  t.like(checkCounts({ status: 0, output: 'nothing was checked\n' }), { passed: 0, failed: 1 })
})

test('what failed is named, each once', (t) => {
  const ava = '  ✘ [fail]: a › two Rejected promise\n\n  ─\n\n  \u001b[31m✘\u001b[39m [fail]: a › two Rejected promise\n  1 test failed\n'
  t.deepEqual(avaCounts({ status: 1, output: ava }).reasons, ['failed: [fail]: a › two Rejected promise'])
  t.deepEqual(cargoCounts({ status: 101, output: 'test a::b ... FAILED\ntest result: FAILED. 4 passed; 1 failed; 0 ignored' }).reasons, ['failed: a::b'])
  t.deepEqual(checkCounts({ status: 1, output: '  ✗ two; found: 3\n' }).reasons, ['failed: two; found: 3'])
  t.deepEqual(totalCounts({ status: 1, output: 'ok     one\nFAILED two: it has 2\n1 passed, 1 failed\n' }).reasons, ['failed: two: it has 2'])
  t.deepEqual(avaCounts({ status: 1, output: '  1 uncaught exception\n' }).reasons, ['1 failed, see above'])
})

test('a total: the last line counts', (t) => {
  t.like(totalCounts({ status: 0, output: 'deno: 5 passed, 0 failed\nbun: 5 passed, 0 failed\n10 passed, 0 failed\n' }), { passed: 10, failed: 0 })
})

test('a failure is never lost: another status, or nothing counted', (t) => {
  t.like(cargoCounts({ status: 101, output: 'error: could not compile' }), { passed: 0, failed: 1 })
  t.like(avaCounts({ status: 1, output: '  2 tests passed\n  1 test file failed to compile' }), { passed: 2, failed: 1 })
  t.like(totalCounts({ status: 0, output: '' }), { passed: 0, failed: 1 })
})
