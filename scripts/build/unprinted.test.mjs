import test from 'ava'
import vm from 'node:vm'
import { unprinted } from './unprinted.mjs'

const mark = '/*node-do-not-add-exception-line*/'
const script = [
  'const say = (...all) => all.join("|"), tag = ([one]) => `<${one}>`',
  'const long = "a \\',
  'b"; const other = `c',
  '${say(1)} and ${say(',
  '2)} d',
  'nothing but text',
  '`; const last = tag`e',
  '`',
  ';[long, other, last, "`", /`/.source].join()',
].join('\n')

test('each line with code is marked, and the script is what it was', (t) => {
  const marked = unprinted(script)
  const lines = marked.split('\n')
  t.deepEqual(lines.map((line) => line.split(mark).length - 1), [1, 1, 1, 1, 1, 0, 1, 1, 1])
  t.is(marked.replaceAll(mark, ''), script)
  t.is(vm.runInNewContext(marked), vm.runInNewContext(script))
})
