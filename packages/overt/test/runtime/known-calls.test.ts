import test from 'ava'
import { enforce, onEachNode, run } from './support/preloaded.ts'

const rules = `title: a folder whose name reads like flags
id: 3f6c1c8e-9d0b-4f57-9a5e-2b8f2f0b6c11
logsource: { service: fs.open }
detection: { selection: { path|contains: '/2:' }, condition: selection }
level: high
response: block
`

onEachNode(test, 'what is known of a call is known of no other: other flags, a relative path that reads like another call, a hook that comes later', (t, node) => {
  const app = `const fs = require('fs')
const file = process.cwd() + '/file'
const opened = (...given) => { try { fs.closeSync(fs.openSync(...given)); return 'opened' } catch (error) { return error.code } }
const said = []
for (let i = 0; i < 3; i++) said.push(opened(file, 'r'), opened(file, 'r+'))
// The key of the second is '2:' and its path.
said.push(opened('2:' + file, 'r'))
let seen = 0
require(process.env.PRELOAD).addAuditHook((name, { path }) => { if (name === 'fs.open' && path === file) { seen++; throw new Error('no') } })
try { fs.openSync(file, 'r') } catch (error) { said.push(error.message) }
console.log(said.join(' '), seen)
`
  const ran = run(t, node, { files: { 'app.cjs': app, 'file': '', 'rules.yml': rules }, configuration: enforce })
  t.is(ran.stdout, `${'opened '.repeat(6)}OVERT_AUDIT no 1\n`, ran.stderr)
  t.deepEqual(ran.lines.filter(({ event }) => event === 'fs.open').map(({ outcome }) => outcome), ['refused', 'refused'])
})
