import test from 'ava'
import { nearest } from '../../src/cli/suggest.ts'
import { type Options, parse, UsageError } from '../../src/cli/usage.ts'

const options: Options = { log: { type: 'string' }, rules: { type: 'string', multiple: true }, output: { type: 'string', short: 'o' }, json: { type: 'boolean' } }

const message = (args: readonly string[]): string => {
  try {
    parse(args, options, true)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  return ''
}

test('options, their short forms, several values, operands', (t) => {
  const given = parse(['--rules', 'a', '--rules=b', '-o', 'x', 'c', '--json', 'd'], options)
  t.deepEqual(given.list('rules'), ['a', 'b'])
  t.is(given.value('output'), 'x')
  t.true(given.has('json'))
  t.false(given.has('log'))
  t.deepEqual(given.operands, ['c', 'd'])
})

test("what follows the first operand is the program's", (t) => {
  const given = parse(['--log', 'l', 'app.js', '--log', 'x', '--nonsense', '--', '-h'], options, true)
  t.is(given.value('log'), 'l')
  t.deepEqual(given.operands, ['app.js', '--log', 'x', '--nonsense', '--', '-h'])
})

test('a script whose name begins with a hyphen follows `--`', (t) => {
  t.deepEqual(parse(['--json', '--', '-app.js', '--json'], options, true).operands, ['-app.js', '--json'])
})

test('mistakes are named, with what was probably meant', (t) => {
  t.is(message(['--lgo', 'x']), 'the option `--lgo` is unknown; did you mean `--log`?')
  t.is(message(['--inspect-brk', 'x']), 'the option `--inspect-brk` is unknown; `--help` lists the options')
  t.is(message(['--log']), '`--log` needs a value: `--log VALUE`')
  t.is(message(['--log', '--json']), '`--log` needs a value, but `--json` follows; a value that begins with `-` is written `--log=--json`')
  t.is(message(['--json=yes']), '`--json` takes no value; leave out `yes`')
  t.is(message(['--log', 'a', '--log', 'b']), '`--log` stands twice; give it once')
})

test('names of Object.prototype are no options', (t) => {
  t.regex(message(['--constructor']), /unknown/)
  t.regex(message(['--toString']), /unknown/)
})

test('the nearest word', (t) => {
  t.is(nearest('rnu', ['run', 'rules']), 'run')
  t.is(nearest('verfy', ['verify', 'events']), 'verify')
  t.is(nearest('zzz', ['run', 'rules']), undefined)
})
