import test from 'ava'
import { deferEngine, type Interest, type OvertError, type WasmEngine } from '@overt/core'

const interest = (judged: readonly number[]): Interest => ({ fields: Uint32Array.from(judged, (one) => one * 3), judged: Uint8Array.from(judged), correlates: false })
const image = Uint8Array.of(1)

/** What compiles no rules. */
const none = (): WasmEngine => {
  throw new TypeError('no rules are compiled here')
}

/** An engine that only counts what is asked of it. */
function counting(loaded: Interest, refused = false): { engine: WasmEngine; asked: string[] } {
  const asked: string[] = []
  const engine = {
    kind: 'wasm',
    frame: () => (asked.push('frame'), new Uint8Array(8)),
    evaluate: () => asked.push('evaluate'),
    load: () => (asked.push('load'), { rules: 1, diagnostics: [] }),
    compile: () => (asked.push('compile'), { rules: 1, diagnostics: refused ? [{ severity: 'error' }] : [] }),
    build: () => (asked.push('build'), image),
    configuration: (name: string) => (asked.push('configuration'), name),
    interest: () => loaded,
    prefilters: (event: number) => (asked.push(`prefilters ${String(event)}`), Uint32Array.of(3)),
    redact: (text: string) => (asked.push('redact'), text),
  } as unknown as WasmEngine
  return { engine, asked }
}

test('it is opened, and its rules are loaded, when the first event is judged, and once', (t) => {
  const { engine, asked } = counting(interest([0, 1]))
  let opened = 0
  const deferred = deferEngine(() => (opened++, engine), none)
  deferred.prepare({ image: () => image, interest: interest([0, 1]), prefilters: [] })
  t.deepEqual([...deferred.interest().judged], [0, 1])
  t.is(opened, 0)
  deferred.frame()
  deferred.evaluate()
  deferred.evaluate()
  t.is(opened, 1)
  t.deepEqual(asked, ['load', 'frame', 'evaluate', 'evaluate'])
})

test('what needs no rules loads none', (t) => {
  const { engine, asked } = counting(interest([1]))
  const deferred = deferEngine(() => engine, none)
  deferred.prepare({ image: () => image, interest: interest([0]), prefilters: [] })
  deferred.redact('a')
  t.deepEqual(asked, ['redact'])
})

test('configurations are read and rules are compiled by an engine of their own; what it makes is loaded when the first event is judged, in the place of what was prepared', (t) => {
  const judging = counting(interest([1]))
  const compiling = counting(interest([1]))
  let opened = 0
  const deferred = deferEngine(() => (opened++, judging.engine), () => compiling.engine)
  deferred.prepare({ image: () => image, interest: interest([0]), prefilters: [] })
  t.is(deferred.configuration('a.yml', ''), 'a.yml')
  deferred.compile([], { products: [] })
  t.deepEqual([...deferred.interest().judged], [1])
  t.deepEqual([...deferred.prefilters(0)], [3])
  t.is(opened, 0)
  t.deepEqual(compiling.asked, ['configuration', 'compile', 'build', 'prefilters 0'])
  deferred.evaluate()
  t.deepEqual(judging.asked, ['load', 'prefilters 0', 'evaluate'])
})

test('rules that cannot be compiled leave what there was', (t) => {
  const judging = counting(interest([0]))
  const compiling = counting(interest([1]), true)
  const deferred = deferEngine(() => judging.engine, () => compiling.engine)
  deferred.prepare({ image: () => image, interest: interest([0]), prefilters: [] })
  t.is(deferred.compile([], { products: [] }).diagnostics.length, 1)
  t.deepEqual([...deferred.interest().judged], [0])
  deferred.ready()
  t.deepEqual(compiling.asked, ['compile'])
  t.deepEqual(judging.asked, ['load'])
})

test('what is known of values is answered without the engine, which must say the same', (t) => {
  const known = { image: () => image, interest: interest([1]), prefilters: [Uint32Array.of(3)] }
  const { engine, asked } = counting(interest([1]))
  const deferred = deferEngine(() => engine, none)
  deferred.prepare(known)
  t.deepEqual([...deferred.prefilters(0)], [3])
  t.deepEqual([...deferred.prefilters(7)], [])
  t.deepEqual(asked, [])
  deferred.evaluate()
  t.deepEqual(asked, ['load', 'prefilters 0', 'evaluate'])
  for (const words of [Uint32Array.of(), Uint32Array.of(4), Uint32Array.of(3, 0)]) {
    const other = deferEngine(() => engine, none)
    other.prepare({ ...known, prefilters: [words] })
    t.throws(() => other.frame(), { code: 'OVERT_IMAGE' })
  }
})

test('an engine that cannot be had is told once, and each event is one that could not be judged', (t) => {
  let tries = 0
  const told: OvertError[] = []
  const deferred = deferEngine(() => {
    tries++
    throw new TypeError('damaged')
  }, none)
  deferred.onFailure((error) => told.push(error))
  for (let round = 0; round < 2; round++) t.throws(() => deferred.frame(), { code: 'OVERT_ENGINE', message: /damaged/ })
  t.is(tries, 1)
  t.is(told.length, 1)
})

test('an exhausted stack is tried again', (t) => {
  const { engine } = counting(interest([1]))
  let tries = 0
  const deferred = deferEngine(() => {
    if (tries++ === 0) throw new RangeError('stack')
    return engine
  }, none)
  t.throws(() => deferred.frame(), { instanceOf: RangeError })
  t.is(deferred.frame().length, 8)
})

test('rules that ask for other events than the package says are not used', (t) => {
  const { engine, asked } = counting(interest([1, 1]))
  const deferred = deferEngine(() => engine, none)
  deferred.prepare({ image: () => image, interest: interest([0, 1]), prefilters: [] })
  t.throws(() => deferred.frame(), { code: 'OVERT_IMAGE' })
  t.throws(() => {
    deferred.evaluate()
  }, { code: 'OVERT_IMAGE' })
  t.deepEqual(asked, ['load'])
})
