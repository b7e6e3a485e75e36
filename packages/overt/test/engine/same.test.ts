import test from 'ava'
import fc from 'fast-check'
import { compile, engines } from './support/engines.ts'
import { type FrameEntry, frameOf, judge, spawner, spawnEvent } from './support/judging.ts'

const malformed = 1 << 9
const blocked = 3

for (const engine of engines) compile(engine)

test('there is one engine of each kind', (t) => {
  t.deepEqual(engines.map(({ kind }) => kind), ['native', 'wasi', 'wasm'])
})

test('what an engine says of its rules is the same from each', (t) => {
  const said = engines.map((engine) => {
    const { fields, judged } = engine.interest()
    return {
      rules: engine.rules().map(({ id, title, level, response, message }) => ({ id, title, level, response, message })),
      interest: { fields, judged },
      image: engine.build(),
      digest: engine.digest(new TextEncoder().encode('overt')),
      redacted: engine.redact('curl --password=hunter2 é https://user:hunter2@host/'),
    }
  })
  t.is(said[0]?.rules.length, 3)
  t.false(said[0]?.redacted.includes('hunter2'))
  t.is(engines[0]?.digest(new Uint8Array()), 'af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262')
  for (const one of said) t.deepEqual({ ...one, image: [...one.image] }, { ...said[0], image: [...(said[0]?.image ?? [])] } as never)
})

test('rules that cannot be used are the same diagnostics from each, and those before stay', (t) => {
  const reports = engines.map((engine) => engine.compile([{ name: 'bad.yml', text: 'title: é\nlogsource: { category: process_creation }\ndetection: { a: { Image|endwith: x }, condition: a }\n' }], { products: ['linux'] }))
  t.is(reports[0]?.diagnostics[0]?.code, 'OVERT_RULE_MODIFIER')
  t.is(reports[0]?.diagnostics[0]?.line, 3)
  for (const report of reports) t.deepEqual(report, reports[0])
  for (const engine of engines) t.is(engine.rules().length, 3)
})

test('a damaged image is refused by each, and the rules before stay', (t) => {
  for (const engine of engines) {
    const image = engine.build()
    for (const damaged of [image.slice(0, -1), image.map((byte, at) => (at === 40 ? byte ^ 1 : byte)), new Uint8Array()]) {
      t.throws(() => engine.load(damaged), { code: 'OVERT_IMAGE' }, engine.kind)
    }
    t.is(engine.rules().length, 3)
    t.deepEqual(engine.load(image), { rules: 3, diagnostics: [] })
  }
})

test('the same event is judged the same through each engine', (t) => {
  const path = fc.oneof(fc.constantFrom('/bin/sh', '/bin/true', '/usr/bin/bash', 'sh'), fc.string({ unit: 'grapheme', maxLength: 30 }))
  const line = fc.array(fc.oneof(fc.constantFrom('needle', 'packaged', 'aaé', ' '), fc.string({ unit: 'grapheme', maxLength: 10 })), { maxLength: 6 }).map((parts) => parts.join(''))
  let matched = 0
  fc.assert(
    fc.property(path, line, fc.boolean(), (file, command, large) => {
      const entries: FrameEntry[] = [[0, 0, file], [2, 0, command]]
      const answers = engines.map((engine) => judge(engine, frameOf(spawnEvent, entries), large))
      const [native] = answers
      if ((native?.rules.length ?? 0) > 0) matched++
      t.is((native?.head[0] ?? malformed) & malformed, 0)
      t.is(native?.rules.includes(0), /\/(?:ba)?sh$/i.test(file))
      t.is(native?.rules.includes(1), /needle/i.test(command) || /a+é/.test(command))
      // Which package asked differs: only native code sees the stack. The rule that asks for one is open for that.
      t.is(native?.head[0], answers[1]?.head[0])
      for (const answer of answers.slice(1)) t.deepEqual([answer.head[0], answer.head[1], answer.head[3], answer.rules], [native?.head[0], native?.head[1], native?.head[3], native?.rules])
    }),
    { numRuns: 400 },
  )
  t.true(matched > 20)
})

test('a WebAssembly engine cannot see the stack, and says so', (t) => {
  for (const engine of engines.filter(({ kind }) => kind !== 'native')) {
    t.is(judge(engine, frameOf(spawnEvent, [[0, 0, '/bin/sh']])).package, '{"name":null,"reason":"unavailable"}', engine.kind)
  }
})

test('events of any size are judged whole', (t) => {
  for (const engine of engines) {
    const spawn = spawner(engine)
    t.is(spawn('/bin/true', 'x'.repeat(1 << 20)), 0, engine.kind)
    t.is(spawn('/bin/true', `${'x'.repeat(1 << 20)} needle`), 2, engine.kind)
    t.is(spawn(`${'é'.repeat(100_000)}/sh`), blocked, engine.kind)
    t.is(judge(engine, frameOf(spawnEvent, [...Array.from({ length: 2000 }, (): FrameEntry => [1, 0, 'x']), [0, 0, '/bin/sh']])).rules[0], 0, engine.kind)
    t.is(spawn('/bin/sh'), blocked, engine.kind)
  }
})

test('frames that cannot be read are answered with the flag, and the next event is judged', (t) => {
  const good = frameOf(spawnEvent, [[0, 0, '/bin/sh']])
  const changed = (change: (words: Uint32Array) => void): Uint8Array => {
    const bytes = good.slice()
    change(new Uint32Array(bytes.buffer, 0, 1024))
    return bytes
  }
  const broken: Record<string, Uint8Array> = {
    'an event that is none': changed((words) => { words[0] = 9999 }),
    'more entries than fit': changed((words) => { words[1] = 511 }),
    'more text than there is': changed((words) => { words[2] = 70_000 }),
    'a length beyond the text': changed((words) => { words[5] = 0xffff_ffff }),
    'a length that leaves text': changed((words) => { words[5] = 3 }),
    'a field that the event has not': changed((words) => { words[4] = 23 }),
    'a kind that there is not': changed((words) => { words[4] = 9 << 8 }),
    'text that is not UTF-8': ((bytes) => bytes.fill(0xff, 4096))(good.slice()),
  }
  for (const engine of engines) {
    for (const [what, frame] of Object.entries(broken)) {
      t.deepEqual(judge(engine, frame).head, [malformed, 0, 0, 0], `${engine.kind}: ${what}`)
      t.is((judge(engine, good).head[0] ?? 0) & 0xff, blocked, engine.kind)
    }
    t.deepEqual(judge(engine, new Uint8Array(3), true).head, [malformed, 0, 0, 0], engine.kind)
    t.deepEqual(judge(engine, new Uint8Array(), true).head, [malformed, 0, 0, 0], engine.kind)
  }
})

test('no bytes in the frame break an engine, and each answers the same', (t) => {
  const word = fc.oneof(fc.nat(64), fc.constantFrom(spawnEvent, 0, 4096, 61_440, 0xffff_ffff), fc.integer({ min: 0, max: 0xffff_ffff }))
  const good = frameOf(spawnEvent, [[0, 0, '/bin/sh']])
  fc.assert(
    fc.property(fc.array(word, { maxLength: 30 }), fc.uint8Array({ maxLength: 200 }), fc.boolean(), (words, tail, large) => {
      const bytes = new Uint8Array(4096 + tail.length)
      new Uint32Array(bytes.buffer, 0, 1024).set(words)
      bytes.set(tail, 4096)
      const [native, ...others] = engines.map((engine) => judge(engine, bytes, large))
      for (const other of others) t.deepEqual([other.head[0], other.rules], [native?.head[0], native?.rules])
      for (const engine of engines) t.is((judge(engine, good).head[0] ?? 0) & 0xff, blocked, engine.kind)
    }),
    { numRuns: 500 },
  )
})
