import test from 'ava'
import { createRepeats } from '../../src/record/repeats.ts'

test('a line is said once, and then with its number at each power of ten', (t) => {
  const { take } = createRepeats()
  const said = Array.from({ length: 1234 }, () => take('alert a')).filter((line) => line !== undefined)
  t.deepEqual(said, ['alert a', 'alert a (10 times)', 'alert a (100 times)', 'alert a (1000 times)'])
  t.is(take('alert b'), 'alert b')
})

test('what is remembered is bounded', (t) => {
  const { take } = createRepeats()
  for (let i = 0; i < 1024; i++) t.is(take(`alert ${String(i)}`), `alert ${String(i)}`)
  t.is(take('alert 0'), undefined)
  t.is(take('alert 1024'), 'alert 1024')
  t.is(take('alert 0'), 'alert 0')
})
