import test from 'ava'
import { runInNewContext } from 'node:vm'
import { createWasmCompiler, createWasmEngine, type WasmExports } from '@overt/core'
import { compile, compilerExports, engines, wasmEngine, wasmExports } from './support/engines.ts'
import { frameOf, judge, spawner, spawnEvent } from './support/judging.ts'

const shell = frameOf(spawnEvent, [[0, 0, '/bin/sh'], [2, 0, 'aaaaaaaaaaaaaaa']])
const malformed = 1 << 9

for (const engine of engines) compile(engine)

/** Goes down until the stack is exhausted, and on the way back up judges at every depth that is left. */
function atTheLimit(work: () => void): number {
  let failed = 0
  const descend = (): void => {
    try {
      descend()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
    }
    if (failed >= 40) return
    try {
      work()
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      failed++
    }
  }
  descend()
  return failed
}

for (const engine of engines) {
  test(`${engine.kind}: stack exhaustion is the platform's own error, and the engine judges afterwards`, (t) => {
    let failed = 0
    for (let round = 0; round < 30; round++) {
      failed += atTheLimit(() => {
        engine.frame().set(shell)
        engine.evaluate()
      })
    }
    t.true(failed > 100, `the stack was exhausted ${String(failed)} times`)
    const answer = judge(engine, shell)
    t.deepEqual([(answer.head[0] ?? 0) & 0xff, answer.rules], [3, [0]])
    t.deepEqual(judge(engine, shell, true).rules, [0])
    t.is(engine.digest(new Uint8Array()).slice(0, 8), 'af1349b9')
  })

  test(`${engine.kind}: the time limit of a vm script does not leave the engine broken`, (t) => {
    const work = (): void => {
      engine.frame().set(shell)
      engine.evaluate()
    }
    for (let round = 0; round < 20; round++) {
      t.throws(() => void runInNewContext('for (;;) work()', { work }, { timeout: 5 }), { code: 'ERR_SCRIPT_EXECUTION_TIMEOUT' })
      t.deepEqual(judge(engine, shell).rules, [0])
    }
  })
}

test('a trap is answered as an event that was not judged', (t) => {
  let trap = false
  const exports = wasmExports()
  const engine = wasmEngine({
    ...exports,
    overt_evaluate: (evaluator) => {
      if (trap) throw new WebAssembly.RuntimeError('unreachable')
      return exports.overt_evaluate(evaluator)
    },
  })
  compile(engine)
  const spawn = spawner(engine)
  t.is(spawn('/bin/sh'), 3)
  trap = true
  t.deepEqual(judge(engine, shell).head, [malformed, 0, 0, 0])
  t.is(spawn('/bin/sh'), 'not judged')
  trap = false
  t.is(spawn('/bin/sh'), 3)
})

test('the shadow stack is set back after a call that was broken off', (t) => {
  const exports = wasmExports()
  const pointer = exports.__stack_pointer as WebAssembly.Global<'i32'>
  const engine = wasmEngine({
    ...exports,
    overt_evaluate: (evaluator) => {
      exports.overt_evaluate(evaluator)
      if (pointer.value < base) throw new Error('the stack was not set back')
      pointer.value -= 100_000
      throw new WebAssembly.RuntimeError('broken off')
    },
  })
  const base = pointer.value
  compile(engine)
  for (let round = 0; round < 100; round++) t.deepEqual(judge(engine, shell).head, [malformed, 0, 0, 0])
  t.is(engine.rules().length, 3)
})

test('a module of another version is refused', (t) => {
  const exports: WasmExports = { ...wasmExports(), overt_abi_version: () => 99 }
  t.throws(() => createWasmEngine(exports), { code: 'OVERT_ENGINE', message: /`overt\.wasm` has interface 99/ })
  t.throws(() => createWasmCompiler({ ...compilerExports(), overt_abi_version: () => 98 }), { code: 'OVERT_ENGINE', message: /`overt\.compile\.wasm` has interface 98/ })
})
