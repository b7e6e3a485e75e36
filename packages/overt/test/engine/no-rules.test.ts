import test from 'ava'
import { createWasmCompiler, OvertError } from '@overt/core'
import { compile, compilerExports, engines, rules, wasmEngine } from './support/engines.ts'
import { frameOf, judge, spawnEvent } from './support/judging.ts'

const shell = frameOf(spawnEvent, [[0, 0, '/bin/sh']])

for (const engine of engines.filter(({ kind }) => kind !== 'wasm')) {
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

test('wasm: before it has loaded an image it says that it needs one, whatever is asked first, and judges once it has one', (t) => {
  const without = { instanceOf: OvertError, code: 'OVERT_ENGINE', message: /by compiled rules only; `overt\.compile\.wasm` compiles rules/ } as const
  const asked: Readonly<Record<string, (engine: ReturnType<typeof wasmEngine>) => unknown>> = {
    frame: (engine) => engine.frame(),
    large: (engine) => {
      engine.evaluateLarge(shell)
    },
    rules: (engine) => engine.rules(),
    interest: (engine) => engine.interest(),
    build: (engine) => engine.build(),
    configuration: (engine) => engine.configuration('a.yml', ''),
  }
  for (const [name, ask] of Object.entries(asked)) {
    const engine = wasmEngine()
    t.throws(() => ask(engine), without, name)
    t.throws(() => engine.load(new Uint8Array(100)), { instanceOf: OvertError, code: 'OVERT_IMAGE' })
    t.throws(() => ask(engine), without, name)
    compile(engine)
    t.deepEqual(judge(engine, shell).rules, [0])
  }
})

test('wasm: what compiles has no rules before, keeps those that it has where others are refused, and compiles anew after a call that was broken off', (t) => {
  const exports = compilerExports()
  const pointer = exports.__stack_pointer as WebAssembly.Global<'i32'>
  const base = pointer.value
  let breaks = false
  const compiler = createWasmCompiler({
    ...exports,
    overt_rules_compile(at, length) {
      if (!breaks) return exports.overt_rules_compile(at, length)
      pointer.value -= 100_000
      throw new WebAssembly.RuntimeError('broken off')
    },
  })
  t.deepEqual([compiler.rules(), compiler.build().length, compiler.interest().judged.length], [[], 0, 0])
  const compiled = (text: string): readonly string[] => compiler.compile([{ name: 'test.yml', text }], { products: ['linux'] }).diagnostics.map(({ code }) => code)
  t.deepEqual(compiled(rules), [])
  const image = compiler.build()
  t.true(compiled('title: t').includes('OVERT_RULE_MISSING'))
  t.deepEqual(compiler.build(), image)
  breaks = true
  t.throws(() => compiled(rules), { message: 'broken off' })
  breaks = false
  t.deepEqual(compiled(rules), [])
  t.is(pointer.value, base)
  t.deepEqual(compiler.build(), image)
  const engine = wasmEngine()
  engine.load(image)
  t.deepEqual(judge(engine, shell).rules, [0])
})
