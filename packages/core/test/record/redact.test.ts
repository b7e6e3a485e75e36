import test from 'ava'
import { longestValue } from '../../src/record/json.ts'
import { shown } from '../../src/record/redact.ts'

/** As the engine's list: what follows `--password`, in the next word too; a PEM key. */
const redact = (text: string): string => text.replaceAll(/(--password[=\s])\S+/g, '$1[redacted]').replaceAll(/-----BEGIN[^]*?END-----/g, '[redacted]')
const list = (...values: readonly string[]): unknown => shown(values, redact).value

test('a list is masked as one text, an element a line', (t) => {
  t.deepEqual(list('a', '--password', 'hunter2', 'b'), ['a', '--password', '[redacted]', 'b'])
  t.deepEqual(list(), [])
})

test('also where an element has several lines', (t) => {
  t.deepEqual(list('-c', 'one\ntwo\n', '--password', 'hunter2', ''), ['-c', 'one\ntwo\n', '--password', '[redacted]', ''])
  t.deepEqual(list('--password', 'hunter2', '-----BEGIN\nkey\nEND-----', 'a\nb'), ['--password', '[redacted]', '[redacted]', 'a\nb'])
  t.deepEqual(list('\n', '--password=x'), ['\n', '--password=[redacted]'])
})

test('where what is masked goes over several elements of several lines, each is masked by itself', (t) => {
  t.deepEqual(list('a\n-----BEGIN', 'END-----', '--password=x'), ['a\n-----BEGIN', 'END-----', '--password=[redacted]'])
})

test('a value that is too long is cut after it was masked', (t) => {
  t.deepEqual(shown('x'.repeat(longestValue + 1), redact), { value: 'x'.repeat(longestValue), truncated: true })
  t.deepEqual(shown(['x'.repeat(longestValue - 1), 'yz'], redact), { value: ['x'.repeat(longestValue - 1), 'y'], truncated: true })
})
