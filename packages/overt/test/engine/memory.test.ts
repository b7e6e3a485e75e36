import test from 'ava'
import { compile, engines, wasmEngine } from './support/engines.ts'
import { spawner } from './support/judging.ts'

for (const engine of engines) compile(engine)

for (const engine of engines.filter(({ kind }) => kind !== 'native')) {
  test(`${engine.kind}: memory that grows detaches the frame, and events are judged all the same`, (t) => {
    const spawn = spawner(engine)
    t.is(spawn('/bin/sh'), 3)
    const before = engine.frame()
    const size = before.buffer.byteLength
    engine.digest(new Uint8Array(12 << 20))
    t.is(before.length, 0)
    t.true(engine.frame().buffer.byteLength > size)
    t.is(engine.frame().length, 65_536)
    t.is(spawn('/bin/sh'), 3)
    t.is(spawn('/bin/true'), 0)
  })

  test(`${engine.kind}: memory that grows while an event is judged loses no answer`, (t) => {
    const spawn = spawner(engine)
    const size = engine.frame().buffer.byteLength
    t.is(spawn('/bin/true', `${'é'.repeat(12 << 20)}needle`), 2)
    t.true(engine.frame().buffer.byteLength > size)
    t.is(spawn('/bin/sh'), 3)
  })

  test(`${engine.kind}: what is lent is given back`, (t) => {
    const spawn = spawner(engine)
    const work = (): void => {
      spawn('/bin/true', 'é'.repeat(100_000))
      engine.digest(new Uint8Array(200_000))
      engine.redact('x'.repeat(100_000))
      engine.build()
      engine.rules()
      engine.interest()
      compile(engine)
    }
    for (let round = 0; round < 5; round++) work()
    const size = engine.frame().buffer.byteLength
    for (let round = 0; round < 200; round++) work()
    t.true(engine.frame().buffer.byteLength <= size + (1 << 20))
  })
}

test('rules that are compiled anew leave the frame where it is', (t) => {
  const engine = wasmEngine()
  compile(engine)
  const { byteOffset } = engine.frame()
  compile(engine)
  const spawn = spawner(engine)
  t.is(spawn('/bin/sh'), 3)
  engine.load(engine.build())
  t.is(engine.frame().byteOffset, byteOffset)
  t.is(spawn('/bin/sh'), 3)
})

test('no accessor or method that the application replaces is asked while an event is judged', (t) => {
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
  const replaced: [object, string][] = [
    [typedArray, 'buffer'], [typedArray, 'byteOffset'], [typedArray, 'byteLength'], [typedArray, 'length'], [typedArray, 'set'], [typedArray, 'subarray'],
    [WebAssembly.Memory.prototype, 'buffer'], [WebAssembly.Global.prototype, 'value'], [TextEncoder.prototype, 'encodeInto'], [TextDecoder.prototype, 'decode'],
    [Array.prototype, 'push'], [Array.prototype, '0'], [Array.prototype, '1'],
  ]
  const asked = new Set<string>()
  const answers: unknown[] = engines.map(() => 0)
  const spawners = engines.map((engine) => spawner(engine))
  const line = 'é'.repeat(200_000)
  const before = replaced.map(([target, name]) => [target, name, Object.getOwnPropertyDescriptor(target, name)] as const)
  const spy = (name: string) => ({
    configurable: true,
    get: () => {
      asked.add(name)
      return undefined
    },
    set: () => {
      asked.add(`${name}=`)
    },
  })
  for (const [target, name] of replaced) if (name !== 'push') Object.defineProperty(target, name, spy(name))
  try {
    for (let i = 0; i < spawners.length; i++) answers[i] = [spawners[i]?.('/bin/true'), spawners[i]?.('/bin/true', line)]
  } finally {
    for (const [target, name, descriptor] of before) {
      if (descriptor === undefined) Reflect.deleteProperty(target, name)
      else Object.defineProperty(target, name, descriptor)
    }
  }
  t.deepEqual([...asked].sort(), [])
  for (const answer of answers) t.deepEqual(answer, [0, 0])
})
