import test from 'ava'
import { createOutput } from '../src/output.ts'

test('after a line that was written in part the next begins on a line of its own', (t) => {
  let text = ''
  let room = Infinity
  const output = createOutput({
    write(bytes) {
      const taken = bytes.subarray(0, room)
      text += new TextDecoder().decode(taken)
      if (taken.length < bytes.length) throw new Error('the disk takes no more')
    },
    sync: () => undefined,
  })
  t.is(output.write('first\n', true), 0)
  room = 3
  t.is(output.write('second\n', true), 1)
  room = Infinity
  t.is(output.write('third\n', true), 0)
  t.is(output.write('fourth\n', true), 0)
  t.is(text, 'first\nsec\nthird\nfourth\n')
})
