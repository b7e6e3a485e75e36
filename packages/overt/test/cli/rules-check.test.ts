import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { overt, scratch } from './support/command.ts'
import { folder as shippedFolder, shipped } from './support/shipped.ts'

const good = 'title: reads a file\nid: 11111111-1111-4111-8111-111111111111\nlogsource: { category: file_access }\ndetection:\n  s: { TargetFilename: /etc/passwd }\n  condition: s\nresponse: block\n'
const bad = good.replace('TargetFilename:', 'TargetFilename|contians:')

test('rules that can be used', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a.yml'), good)
  t.like(overt(['rules', 'check', folder]), { status: 0, out: '', err: '1 file, 1 rule: 0 errors, 0 warnings\n' })
  writeFileSync(join(folder, 'unnamed.yml'), 'title: without an id\nlogsource: { category: file_access }\ndetection: { s: { TargetFilename: x }, condition: s }\nlevel: low\n')
  t.regex(overt(['rules', 'list', join(folder, 'unnamed.yml')]).out, /^alert low {11}indexed without an id\n/)
  rmSync(join(folder, 'unnamed.yml'))
  t.regex(overt(['rules', 'list', folder]).out, /^block medium {8}indexed 11111111-1111-4111-8111-111111111111 {2}reads a file\n {6}category file_access: .*\bfs\.open\b.*\n$/)
})

test('a rule that cannot be used: place, code, hint; exit code 1', (t) => {
  const folder = scratch(t)
  const file = join(folder, 'a.yml')
  writeFileSync(file, bad)
  const said = overt(['rules', 'check', file])
  t.is(said.status, 1)
  t.regex(said.out, /a\.yml:5:\d+: error\[OVERT_RULE_MODIFIER\]: the modifier `contians` is unknown; did you mean `contains`\?\n$/)
  t.is(overt(['rules', 'list', file]).status, 1)
  t.regex(overt(['rules', 'list']).out, /A dependency starts a shell\n/)
  t.is(overt(['rules', 'build', '-o', join(folder, 'x'), file]).status, 1)
})

test('what a rule says does not drive the terminal', (t) => {
  const file = join(scratch(t), 'a.yml')
  writeFileSync(file, good.replace('reads a file', '"reads\\e[2J"'))
  t.true(overt(['rules', 'list', file]).out.includes('reads\\u{1b}[2J\n'))
  writeFileSync(file, good.replace(/^logsource:.*$/m, 'logsource: { category: application, product: "a\\nforged" }'))
  t.true(overt(['rules', 'list', file]).out.includes('product a\\u{a}forged: '))
  writeFileSync(file, good.replace('condition: s', 'condition: "s and t\\e[2J"'))
  t.true(overt(['rules', 'check', file]).out.includes('no selection is called `t?[2J`'))
})

test('--json and --sarif say the same', (t) => {
  const file = join(scratch(t), 'a.yml')
  writeFileSync(file, bad)
  const json = overt(['rules', 'check', '--json', file])
  const sarif = overt(['rules', 'check', '--sarif', file])
  t.is(json.status, 1)
  t.is(sarif.status, 1)
  const { diagnostics } = JSON.parse(json.out) as { diagnostics: { code: string; line: number; column: number; length: number }[] }
  const one = diagnostics[0]
  t.is(diagnostics.length, 1)
  t.like(one, { code: 'OVERT_RULE_MODIFIER', line: 5 })
  const log = JSON.parse(sarif.out) as { version: string; runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; level: string; locations: { physicalLocation: { artifactLocation: { uri: string }; region: object } }[] }[] }[] }
  const [run] = log.runs
  t.is(log.version, '2.1.0')
  t.deepEqual(run?.tool.driver.rules.map(({ id }) => id), ['OVERT_RULE_MODIFIER'])
  t.like(run?.results[0], { ruleId: 'OVERT_RULE_MODIFIER', level: 'error' })
  const place = run?.results[0]?.locations[0]?.physicalLocation
  t.is(place?.artifactLocation.uri, `file://${file}`)
  t.deepEqual(place?.region, { startLine: 5, startColumn: one?.column, endColumn: (one?.column ?? 0) + (one?.length ?? 0) })
})

test('correlations are rules, compiled ones too', (t) => {
  const file = join(scratch(t), 'a.yml')
  writeFileSync(file, `${good}---\ntitle: many\ncorrelation: { type: event_count, rules: [11111111-1111-4111-8111-111111111111], timespan: 1m, condition: { gte: 9 } }\nresponse: block\n`)
  const said = overt(['rules', 'check', file])
  t.is(said.status, 0)
  t.regex(said.out, /warning\[OVERT_RULE_RESPONSE\]: the rule `11111111-1111-4111-8111-111111111111` refuses nothing on its own/)
  const build = overt(['rules', 'build', '-o', `${file}.image`, file])
  t.is(build.status, 0)
  t.regex(build.err, /^overt: .*warning|2 rules, \d+ bytes\n$/)
})

test('a file that is not there, or is not UTF-8, or an empty folder: exit code 2', (t) => {
  const folder = scratch(t)
  t.like(overt(['rules', 'check', join(folder, 'no.yml')]), { status: 2, out: '' })
  t.regex(overt(['rules', 'check', folder]).err, /holds no rules/)
  writeFileSync(join(folder, 'a.yml'), Buffer.from([0x74, 0xff, 0xfe]))
  t.regex(overt(['rules', 'check', folder]).err, /is not UTF-8/)
  t.is(overt(['rules', 'check']).status, 2)
})

test('overt rules build makes an image that loads nothing else', (t) => {
  const file = join(scratch(t), 'rules.image')
  const said = overt(['rules', 'build', '-o', file, shippedFolder])
  t.is(said.status, 0, said.err)
  t.regex(said.out, /^[\da-f]{64} {2}\S+\n$/)
  t.regex(said.err, new RegExp(`^${String(shipped.length)} rules, \\d+ bytes\\n$`))
  t.like(overt(['rules', 'build', '-o', join(file, 'below-a-file'), shippedFolder]), { status: 2 })
})
