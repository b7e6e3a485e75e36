import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { overt, scratch } from './support/command.ts'

const rule = `title: from auditd
id: from-auditd
logsource: { product: linux, service: auditd }
detection: { s: { type: EXECVE, a0|expand: '%shells%' }, condition: s }
response: block
tests:
  - { event: process.spawn, fields: { args: [sh, -c] }, match: true }
  - { event: process.spawn, fields: { args: [ls] }, match: false }
`
const pipeline = `name: ours
vars: { shells: [sh, bash] }
transformations:
  - { type: change_logsource, category: process_creation }
  - { type: field_name_mapping, mapping: { a0: args } }
  - type: drop_detection_item
    field_name_conditions: [{ type: include_fields, fields: [type] }]
  - { type: value_placeholders }
`

function files(t: ExecutionContext): { readonly folder: string; readonly rules: string; readonly ours: string } {
  const folder = scratch(t)
  const [rules, ours] = [join(folder, 'rule.yml'), join(folder, 'ours.yml')] as const
  writeFileSync(rules, rule)
  writeFileSync(ours, pipeline)
  return { folder, rules, ours }
}

test('every command that compiles rules takes pipelines', (t) => {
  const { folder, rules, ours } = files(t)
  t.regex(overt(['rules', 'check', rules]).out, /OVERT_RULE_PLACEHOLDER/)
  t.like(overt(['rules', 'check', '--pipeline', ours, rules]), { status: 0, out: '', err: '1 file, 1 rule: 0 errors, 0 warnings\n' })
  t.is(overt(['rules', 'test', '--pipeline', ours, rules]).status, 0)
  t.regex(overt(['rules', 'list', '--pipeline', ours, rules]).out, /category process_creation: process\.spawn/)
  const event = join(folder, 'event.json')
  writeFileSync(event, '{"event":"process.spawn","fields":{"args":["bash"]}}')
  t.regex(overt(['rules', 'explain', '--pipeline', ours, rules, event]).out, /^matches/)
  const log = join(folder, 'log.jsonl')
  writeFileSync(log, '{"logsource":{"category":"process_creation"},"fields":{"args":["ls","sh"]}}\n')
  t.like(overt(['replay', '--rules', rules, '--pipeline', ours, log]), { status: 0, out: '{"event":0,"rules":["from-auditd"],"response":"block"}\n' })
  const image = join(folder, 'rules.image')
  t.is(overt(['rules', 'build', '-o', image, '--pipeline', ours, rules]).status, 0)
  t.is(overt(['replay', '--rules', image, log]).status, 0)
  t.regex(overt(['replay', '--rules', image, '--pipeline', ours, log]).err, /OVERT_CONFIG: `pipelines` cannot change the compiled rules/)
})

test('a pipeline that cannot be used: place, code, exit code', (t) => {
  const { rules, ours } = files(t)
  writeFileSync(ours, `${pipeline}  - { type: http_placeholders, url: 'http://x' }\n`)
  const said = overt(['rules', 'check', '--pipeline', ours, rules])
  t.is(said.status, 1)
  t.regex(said.out, /^\S+ours\.yml:9:13: error\[OVERT_PIPELINE_UNSUPPORTED\]: the transformation `http_placeholders` cannot be used/)
  t.like(overt(['rules', 'check', '--pipeline', `${ours}.no`, rules]), { status: 2, out: '' })
})

test('a process is judged by rules that a pipeline changed', (t) => {
  const { folder, rules, ours } = files(t)
  const script = join(folder, 'app.js')
  writeFileSync(script, "try { require('node:child_process').execFileSync('sh', ['-c', 'echo ran']) } catch (error) { console.log(error.code) }")
  const said = overt(['run', '--mode', 'enforce', '--rules', rules, '--pipeline', ours, script])
  t.like(said, { status: 0, out: 'OVERT_AUDIT\n' })
  const config = join(folder, 'overt.yml')
  writeFileSync(config, 'mode: enforce\nrules: rule.yml\npipelines: [ours.yml]\n')
  t.like(overt(['run', '--config', config, script]), { status: 0, out: 'OVERT_AUDIT\n' })
  writeFileSync(ours, readFileSync(ours, 'utf8').replace('args', '[]'))
  const broken = overt(['run', '--config', config, script])
  t.is(broken.status, 2)
  t.regex(broken.err, /^\S+ours\.yml:5:42: error\[OVERT_PIPELINE\]: `a0` is mapped to nothing/)
})
