import test from 'ava'
import { enforce, onEachNode, run } from './support/preloaded.ts'

const rules = `title: no secret
id: 00000000-0000-4000-8000-000000000001
status: experimental
description: a test
logsource: { category: file_access }
detection: { selection: { TargetFilename|endswith: secret }, condition: selection }
level: high
response: block
`

onEachNode(test, 'a refusal that nobody catches ends the process with its name and message, and not with a line of minified code', (t, node) => {
  const { status, stderr } = run(t, node, { files: { 'app.cjs': "require('fs').readFileSync(__dirname + '/secret', 'utf8')", 'rules.yml': rules }, configuration: enforce })
  t.is(status, 1)
  t.regex(stderr, /^AuditError: `fs\.open` was refused by rule `no secret`/m)
  t.true(Math.max(...stderr.split('\n').map(({ length }) => length)) < 1000, stderr)
})
