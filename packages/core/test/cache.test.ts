import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import test from 'ava'
import { AuditError } from '../src/error.ts'
import { open, openOperation } from './support/opening.ts'
import { recordingEngine } from './support/recording_engine.ts'
import { testThread } from './support/thread.ts'

/** Prefilters of one field: grams of four characters, none within the value, and no bit, so that everything is let go that is long enough. */
const letsAllGo = Uint32Array.of(0, 4, 0, 22, ...Array.from({ length: 32 }, () => 0))

test('a verdict that depends on the key alone is remembered, another is not', (t) => {
  let final = true
  const engine = recordingEngine([open], 1, () => ({ final }))
  const operation = openOperation(testThread(engine), (path) => path)
  const { audit } = testThread(engine)
  audit.raise(operation, '/a')
  audit.raise(operation, '/a')
  t.is(engine.seen.length, 1)
  final = false
  audit.raise(operation, '/b')
  audit.raise(operation, '/b')
  t.is(engine.seen.length, 3)
})

test('the cache forgets what was not asked for, and judges it again', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  thread.audit.raise(operation, '/first')
  for (let i = 0; i < 20_000; i++) thread.audit.raise(operation, `/some/where/file-${String(i)}`)
  const judged = engine.seen.length
  thread.audit.raise(operation, '/first')
  t.is(engine.seen.length, judged + 1)
  thread.audit.raise(operation, '/' + 'x'.repeat(256))
  const { cache } = operation
  if (cache === undefined) return void t.fail()
  t.true(cache.keys.size > 0 && cache.keys.size <= 4096)
  t.is(cache.keys.size, cache.size)
  t.true([...cache.keys].every((key) => key.length <= 256))
})

test('what is asked for again is answered from the cache, whichever text it is', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  const files = (): readonly string[] => Array.from({ length: 500 }, (_, i) => `/srv/shop/node_modules/package-${String(i % 50)}/lib/file-${String(i)}.js`)
  for (const file of files()) thread.audit.raise(operation, file)
  t.is(engine.seen.length, 500)
  for (const file of files()) thread.audit.raise(operation, file)
  t.is(engine.seen.length, 500)
})

test('a path that is a part of a large text does not keep that text', (t) => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  const megabyte = 1 << 20
  collect()
  const before = process.memoryUsage().heapUsed
  for (let i = 0; i < 60; i++) thread.audit.raise(operation, `/srv/shop/uploads/${String(i).padStart(12, '0')}${'.'.repeat(megabyte)}`.slice(0, 30))
  t.is(engine.seen.length, 60)
  engine.seen.length = 0
  collect()
  t.true(process.memoryUsage().heapUsed - before < 20 * megabyte)
  t.is(operation.cache?.size, 60)
})

test('what is looked at before each event is looked at before one that is known, once', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const { audit } = testThread(engine)
  const operation = audit.operation('fs.open', () => ({ path: (call: string) => call }), (call) => call)
  let looks = 0
  audit.beforeEach(() => { looks++ })
  audit.raise(operation, '/a')
  t.is(looks, 1)
  t.true(audit.isKnown(operation, '/a'))
  t.is(looks, 2)
  // It is raised then, and looked at there.
  t.false(audit.isKnown(operation, '/b'))
  t.is(looks, 2)
  t.is(engine.seen.length, 1)
})

test('keys that look alike are told apart', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  const alike = Array.from({ length: 4 }, (_, i) => `/${'a'.repeat(10)}${String(i)}${'b'.repeat(60)}`)
  for (const path of alike) thread.audit.raise(operation, path)
  t.is(engine.seen.length, alike.length)
  thread.audit.raise(operation, '')
  t.is(engine.seen.length, alike.length + 1)
})

test('what a prefilter lets go is not judged, once calls of the kind are many; where anybody else listens, it is', (t) => {
  let asked = 0
  const engine = { ...recordingEngine([open], 1, () => ({ final: true })), kind: 'native' as const, prefilters: () => (asked++, letsAllGo) }
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  for (let i = 0; i < 200; i++) thread.audit.raise(operation, `/some/where/${String(i)}`)
  const judged = engine.seen.length
  t.is(asked, 1)
  t.is(judged, 64)
  thread.audit.raise(operation, '/ab')
  thread.audit.raise(operation, '/some/where/\u00e9')
  t.is(engine.seen.length, judged + 2)
  thread.audit.raise(operation, '/least', 3)
  t.is(engine.seen.length, judged + 3)
  thread.hooks.add(() => undefined, undefined)
  thread.audit.refresh()
  thread.audit.raise(operation, '/with/a/hook')
  t.is(engine.seen.length, judged + 4)
  // Other rules may look for other things.
  thread.audit.renew()
  t.is(operation.prefilters, undefined)
})

test('where keys do not come again none is kept, and what no prefilter lets go is looked up nevertheless', (t) => {
  const engine = { ...recordingEngine([open], 1, () => ({ final: true })), kind: 'native' as const, prefilters: () => letsAllGo }
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  const raise = (path: string): number => {
    thread.audit.raise(operation, path)
    return engine.seen.length
  }
  for (let i = 0; i < 800; i++) raise(`/some/where/${String(i)}`)
  t.true((operation.cache?.size ?? 0) < 200)
  const judged = raise('/caf\u00e9')
  for (let i = 0; i < 800; i++) t.is(raise(`/some/where/else/${String(i)}`), judged)
  // Judged once, kept, and found in the pause, which goes on.
  t.is(raise('/caf\u00e9'), judged)
  const kept = operation.cache?.size
  for (let i = 0; i < 100; i++) raise(`/some/where/again/${String(i)}`)
  t.is(operation.cache?.size, kept)
})

test('without a prefilter keys that do not come again are left alone for longer and longer, and those of many files that come in turn are learnt', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true }))
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  let next = 0
  /** How many of so many calls had their key looked for. */
  const tried = (calls: number): number => {
    const { cache } = operation
    let times = 0
    for (let i = 0; i < calls; i++) {
      const before = cache?.missed ?? 0
      thread.audit.raise(operation, `/once/${String(next++)}`)
      if (before < 64) times++
    }
    return times
  }
  for (let i = 0; i < 64; i++) thread.audit.raise(operation, `/first/${String(i)}`)
  // 449 are left of the first, then pauses of 1,024, 2,048 and three times 4,096 calls (and one), with 512 tried after each.
  t.is(tried(20_000), 449 + 5 * 512)
  const judged = engine.seen.length
  const inTurn = (): void => { for (let i = 0; i < 2000; i++) thread.audit.raise(operation, `/in/turn/${String(i)}`) }
  for (let round = 0; round < 24; round++) inTurn()
  t.true(engine.seen.length - judged < 40_000, String(engine.seen.length - judged))
  const learnt = engine.seen.length
  inTurn()
  t.is(engine.seen.length, learnt)
})

test('after a pause keys are looked up again', (t) => {
  const engine = { ...recordingEngine([open], 1, () => ({ final: true })), kind: 'native' as const, prefilters: () => letsAllGo }
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  for (let i = 0; i < 500; i++) thread.audit.raise(operation, `/some/where/${String(i)}`)
  const size = operation.cache?.size
  for (let i = 0; i < 1200; i++) thread.audit.raise(operation, '/the/same')
  t.is(operation.cache?.size, (size ?? 0) + 1)
  t.is(operation.cache?.missed, 0)
})

test('keys of which few come again are left alone, those of which most do are not', (t) => {
  const engine = { ...recordingEngine([open], 1, () => ({ final: true })), kind: 'native' as const, prefilters: () => letsAllGo }
  const thread = testThread(engine)
  const operation = openOperation(thread, (path) => path)
  let next = 0
  /** How many of 20,000 calls had their key kept, of which every `nth` is one that is known. */
  const kept = (nth: number): number => {
    const before = operation.cache?.size ?? 0
    for (let i = 0; i < 20_000; i++) thread.audit.raise(operation, i % nth === 0 ? '/the/same' : `/some/where/${String(next++)}`)
    return (operation.cache?.size ?? 0) - before
  }
  const few = kept(6)
  t.true(few > 64 && few < 600, String(few))
  for (let i = 0; i < 2000; i++) thread.audit.raise(operation, '/the/same')
  const cache = operation.cache
  const keys = cache?.keys
  kept(2)
  // All 10,000 were kept, so the set was begun anew.
  t.not(cache?.keys, keys)
})

test('a matched event is never answered from the cache', (t) => {
  const engine = recordingEngine([open], 1, () => ({ final: true, response: 3, rules: [1] }))
  const thread = testThread(engine, { mode: 'enforce' })
  const operation = openOperation(thread, (path) => path)
  t.true(thread.audit.raise(operation, '/a')?.error instanceof AuditError)
  t.true(thread.audit.raise(operation, '/a')?.error instanceof AuditError)
  t.is(engine.seen.length, 2)
})
