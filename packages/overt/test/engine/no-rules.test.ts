import test from 'ava'
import { createWasmEngine, OvertError } from '@overt/core'
import { compile, engines, wasmExports } from './support/engines.ts'
import { frameOf, judge, spawnEvent } from './support/judging.ts'

const shell = frameOf(spawnEvent, [[0, 0, '/bin/sh']])

for (const engine of engines) {
  test(`${engine.kind}: before it has rules it has none: it judges, lists and builds`, (t) => {
    t.deepEqual(engine.rules(), [])
    t.false(engine.interest().judged.some(Boolean))
    for (const large of [false, true]) t.deepEqual(judge(engine, shell, large).rules, [])
    t.true(engine.build().length > 0)
    t.throws(() => engine.load(new Uint8Array(100)), { instanceOf: OvertError, code: 'OVERT_IMAGE' })
    compile(engine)
    t.deepEqual(judge(engine, shell).rules, [0])
  })
}

test('wasm: an image that cannot be used leaves an engine without rules, and its frame can be had first', (t) => {
  for (const first of ['load', 'frame', 'large'] as const) {
    const engine = createWasmEngine(wasmExports())
    if (first === 'load') t.throws(() => engine.load(new Uint8Array(100)), { code: 'OVERT_IMAGE' })
    if (first === 'frame') t.is(engine.frame().length, 65_536)
    t.deepEqual(judge(engine, shell, first === 'large').rules, [])
    compile(engine)
    t.deepEqual(judge(engine, shell).rules, [0])
  }
})
