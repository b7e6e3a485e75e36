import test from 'ava'
import { deferEngine, type Interest, type OvertError, type WasmEngine } from '@overt/core'

const interest = (judged: readonly number[]): Interest => ({ fields: Uint32Array.from(judged, (one) => one * 3), judged: Uint8Array.from(judged) })
const image = Uint8Array.of(1)

/** An engine that only counts what is asked of it. */
function counting(loaded: Interest): { engine: WasmEngine; asked: string[] } {
  const asked: string[] = []
  const engine = {
    kind: 'wasm',
    frame: () => (asked.push('frame'), new Uint8Array(8)),
    evaluate: () => asked.push('evaluate'),
    load: () => (asked.push('load'), { rules: 1, diagnostics: [] }),
    compile: () => (asked.push('compile'), { rules: 1, diagnostics: [] }),
    interest: () => loaded,
    prefilters: (event: number) => (asked.push(`prefilters ${String(event)}`), Uint32Array.of(3)),
    redact: (text: string) => (asked.push('redact'), text),
  } as unknown as WasmEngine
  return { engine, asked }
}

test('it is opened, and its rules are loaded, when the first event is judged, and once', (t) => {
  const { engine, asked } = counting(interest([0, 1]))
  let opened = 0
  const deferred = deferEngine(() => (opened++, engine))
  deferred.prepare({ image: () => image, interest: interest([0, 1]), prefilters: [] })
  t.deepEqual([...deferred.interest().judged], [0, 1])
  t.is(opened, 0)
  deferred.frame()
  deferred.evaluate()
  deferred.evaluate()
  t.is(opened, 1)
  t.deepEqual(asked, ['load', 'frame', 'evaluate', 'evaluate'])
})

test('what needs no rules loads none; rules that are compiled take the place of the prepared ones', (t) => {
  const { engine, asked } = counting(interest([1]))
  const deferred = deferEngine(() => engine)
  deferred.prepare({ image: () => image, interest: interest([0]), prefilters: [] })
  deferred.redact('a')
  deferred.compile([], { products: [] })
  deferred.evaluate()
  t.deepEqual([...deferred.interest().judged], [1])
  t.deepEqual(asked, ['redact', 'compile', 'evaluate'])
})

test('what is known of values is answered without the engine, which must say the same', (t) => {
  const known = { image: () => image, interest: interest([1]), prefilters: [Uint32Array.of(3)] }
  const { engine, asked } = counting(interest([1]))
  const deferred = deferEngine(() => engine)
  deferred.prepare(known)
  t.deepEqual([...deferred.prefilters(0)], [3])
  t.deepEqual([...deferred.prefilters(7)], [])
  t.deepEqual(asked, [])
  deferred.evaluate()
  t.deepEqual(asked, ['load', 'prefilters 0', 'evaluate'])
  for (const words of [Uint32Array.of(), Uint32Array.of(4), Uint32Array.of(3, 0)]) {
    const other = deferEngine(() => engine)
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
  })
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
  })
  t.throws(() => deferred.frame(), { instanceOf: RangeError })
  t.is(deferred.frame().length, 8)
})

test('rules that ask for other events than the package says are not used', (t) => {
  const { engine, asked } = counting(interest([1, 1]))
  const deferred = deferEngine(() => engine)
  deferred.prepare({ image: () => image, interest: interest([0, 1]), prefilters: [] })
  t.throws(() => deferred.frame(), { code: 'OVERT_IMAGE' })
  t.throws(() => {
    deferred.evaluate()
  }, { code: 'OVERT_IMAGE' })
  t.deepEqual(asked, ['load'])
})
