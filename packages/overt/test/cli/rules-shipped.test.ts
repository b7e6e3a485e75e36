import test from 'ava'
import { createJudge, nativeEngine } from './support/judge.ts'
import { shipped } from './support/shipped.ts'

const engine = nativeEngine()
const report = engine.compile(shipped.map(({ path, text }) => ({ name: path, text })), { products: ['linux', 'nodejs'] })
const judge = createJudge(engine)

test('every rule that ships can be used, without a warning', (t) => {
  t.deepEqual(report.diagnostics, [])
  t.is(report.rules, shipped.length)
  t.true(shipped.length >= 12)
})

test('ids are different', (t) => {
  t.is(new Set(shipped.map(({ id }) => id)).size, shipped.length)
})

for (const { file, text, id, level, response, tags, falsepositives, tests } of shipped) {
  test(`${file}: its head`, (t) => {
    t.true(text.startsWith('# SPDX-License-Identifier: MIT OR Apache-2.0\n'))
    t.regex(id, /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    t.true(['low', 'medium', 'high', 'critical'].includes(level))
    t.true(['log', 'alert', 'block'].includes(response))
    t.true(tags.every((tag) => /^attack\.[a-z\d.-]+$/.test(tag)) && tags.length > 0)
    t.true(falsepositives.length > 0)
    t.true(tests.some(({ match }) => match) && tests.some(({ match }) => !match), 'events that match and events that do not')
  })
  tests.forEach((one, i) => {
    test(`${file}: event ${String(i + 1)}, ${one.match ? 'matches' : 'does not match'}`, (t) => {
      t.is(judge(one).includes(id), one.match, JSON.stringify(one))
    })
  })
}
