import test from 'ava'
import { enforce, monitor, onEachNode, run, rules } from './support/preloaded.ts'

onEachNode(test, 'what nobody listens to keeps its original function; asking for a binding patches it first', (t, node) => {
  const app = `const fs = require('fs')
const original = process.env
const { addAuditHook } = require(process.env.PRELOAD)
console.log(process.env === original)
const seen = []
const binding = process.binding('fs')
const { open } = binding
addAuditHook((name, fields) => { if (name === 'fs.open') seen.push(fields.path) }, { events: ['fs.open'] })
console.log(open === process.binding('fs').open)
fs.closeSync(fs.openSync('package.json'))
console.log(seen.length, seen[0].endsWith('package.json'))
`
  // No record, so that nothing but the application asks for anything.
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: 'rules: rules.yml\n' })
  t.is(ran.stdout, 'true\ntrue\n1 true\n', ran.stderr)
})

onEachNode(test, 'an event that is first wanted after the start, whose original may have been taken, is a gap', (t, node) => {
  const app = `require(process.env.PRELOAD).addAuditHook(() => {}, { events: ['env.*'] })`
  const ran = run(t, node, { files: { 'app.cjs': app }, configuration: monitor })
  t.deepEqual(ran.lines.filter(({ fields }) => fields['reason'] === 'late').map(({ fields }) => fields['event']), ['env.read', 'env.list', 'env.set', 'env.delete', 'env.load_file'])
  const early = run(t, node, { files: { 'app.cjs': app }, configuration: `${monitor}record: ['env.*']\n` })
  t.false(early.lines.some(({ fields }) => fields['reason'] === 'late'))
})

onEachNode(test, 'kill: the record is on the disk, the process is gone with SIGKILL, and no handler runs', (t, node) => {
  const app = `process.on('exit', () => console.log('exit')); eval('"forbidden"'); console.log('went on')`
  const files = { 'app.cjs': app, 'rules.yml': rules.replace('response: block', 'response: kill') }
  const ran = run(t, node, { files, configuration: enforce })
  t.is(ran.signal, 'SIGKILL')
  t.is(ran.stdout, '')
  t.like(ran.lines.at(-1), { event: 'code.eval', response: 'kill', outcome: 'killed' })
  const inMonitor = run(t, node, { files, configuration: monitor })
  t.is(inMonitor.stdout, 'went on\nexit\n')
})
