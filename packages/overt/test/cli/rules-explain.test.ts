import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { overt, scratch } from './support/command.ts'
import { folder as shippedFolder, shipped } from './support/shipped.ts'

const rule = `title: a shell
logsource: { category: process_creation }
detection:
  shell: { Image|endswith: [/sh, /bash] }
  ours:
    - User|cased: build
    - package.name: ci
  condition: shell and not ours
tests:
  - { event: process.spawn, fields: { file: /bin/sh }, match: true }
  - { event: process.spawn, fields: { file: /bin/sh, user: build }, match: false }
  - { event: process.spawn, fields: { file: /bin/sh }, package: { name: ci }, match: false }
`

test('explain: which part holds, which does not, and the values', (t) => {
  const folder = scratch(t)
  const [file, event] = [join(folder, 'r.yml'), join(folder, 'e.json')]
  writeFileSync(file, rule)
  writeFileSync(event, JSON.stringify({ event: 'process.spawn', fields: { file: '/bin/sh', user: null }, package: { name: 'ci', version: '1.0.0' } }))
  const said = overt(['rules', 'explain', file, event])
  t.is(said.status, 1)
  t.is(said.out, `does not match  a shell
  ✗ and
    ✓ shell
      ✓ or
        ✓ Image|endswith: /sh  "/bin/sh"
        ✗ Image|endswith: /bash  "/bin/sh"
    ✗ not
      ✓ ours
        ✓ or
          ✗ User|cased: build  null
          ✓ package.name: ci  "ci"
`)
  writeFileSync(event, JSON.stringify({ event: 'process.spawn', fields: { file: '/bin/sh' } }))
  const json = overt(['rules', 'explain', '--json', file, event])
  t.is(json.status, 0)
  t.like(JSON.parse(json.out), [{ title: 'a shell', matched: true, logsource: true, condition: { label: 'and', holds: true } }])
})

test('explain: another log source, an event of an archive, an event that cannot be used', (t) => {
  const folder = scratch(t)
  const [file, event] = [join(folder, 'r.yml'), join(folder, 'e.json')]
  writeFileSync(file, 'title: a service\nlogsource: { product: windows, service: system }\ndetection: { s: { EventID: 7045 }, condition: s }\n')
  writeFileSync(event, '{ "event": "process.spawn", "fields": {} }')
  t.regex(overt(['rules', 'explain', file, event]).out, /✗ log source/)
  writeFileSync(event, '{ "logsource": { "product": "windows", "service": "system" }, "fields": { "EventID": 7045 } }')
  t.is(overt(['rules', 'explain', file, event]).out, 'matches  a service\n  ✓ s\n    ✓ EventID: 7045  "7045"\n')
  writeFileSync(file, rule)
  writeFileSync(event, '{ "event": "process.spwan", "fields": { "file": "/bin/sh" } }')
  const misspelt = overt(['rules', 'explain', file, event])
  t.like(misspelt, { status: 2, out: '', err: `${event}:1:12: error[OVERT_RULE_TYPE]: \`process.spwan\` is no event that the rule's log source has; did you mean \`process.spawn\`?\n` })
  writeFileSync(event, '[]')
  t.like(overt(['rules', 'explain', file, event]), { status: 2, out: '' })
  t.is(overt(['rules', 'explain', file]).status, 2)
})

test('test: all pass, one fails with its difference, none is there', (t) => {
  const file = join(scratch(t), 'r.yml')
  writeFileSync(file, rule)
  t.like(overt(['rules', 'test', file]), { status: 0, out: '', err: '3 tests: 3 passed, 0 failed\n' })
  writeFileSync(file, rule.replace('match: true', 'match: false'))
  const failed = overt(['rules', 'test', file])
  t.is(failed.status, 1)
  t.true(failed.out.startsWith(`${file}:10: a shell\n  + expected: the rule does not match\n  - found: the rule matches\n  ✓ and\n`), failed.out)
  t.is(failed.err, '3 tests: 2 passed, 1 failed\n')
  writeFileSync(file, rule.slice(0, rule.indexOf('tests:')))
  t.like(overt(['rules', 'test', file]), { status: 1, err: 'no rule has `tests:`; `overt rules test --help` shows what they look like\n' })
  writeFileSync(file, rule.replace(', match: true', ''))
  t.is(overt(['rules', 'test', file]).status, 2)
})

test('the tests of the rules that ship pass', (t) => {
  const said = overt(['rules', 'test', '--json', shippedFolder])
  t.is(said.status, 0, said.err)
  t.is((JSON.parse(said.out) as unknown[]).length, shipped.flatMap(({ tests }) => tests).length)
})
