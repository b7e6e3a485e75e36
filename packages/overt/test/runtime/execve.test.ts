import test from 'ava'
import { streamsOf } from './support/chain.ts'
import { monitor, onEachNode, preload, run } from './support/preloaded.ts'

onEachNode(test, 'what a process becomes by execve is audited, and the record before it is whole', (t, node) => {
  const app = `if (process.execve === undefined) console.log('none')
else {
  const { addAuditHook } = require(${JSON.stringify(preload)})
  for (const given of [[1], [process.execPath, 1], [process.execPath, [], 1]]) try { process.execve(...given) } catch (error) { console.log(error.code) }
  let calls = 0
  addAuditHook((name) => { if (name === 'process.execve' && calls++ === 0) throw new Error('no') })
  const args = [process.execPath, 'next.cjs', 'a b']
  try { process.execve(process.execPath, args) } catch (error) { console.log(error.message) }
  process.execve(process.execPath, args, { OVERT_LAUNCH: '', KEPT: 'x=y' })
}`
  // What Deno and Bun are told is there where their packages are.
  const ran = run(t, node, { configuration: `${monitor}record: [process.execve]\n`, files: { 'app.cjs': app, 'next.cjs': 'console.log(process.argv[2], process.env.KEPT, Object.keys(process.env).filter((name) => !["OVERT_CONFIG", "BUN_OPTIONS"].includes(name)).sort().join())' } })
  if (ran.stdout === 'none\n') {
    t.true(ran.lines.some(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'process.execve' && fields['reason'] === 'absent'))
    return
  }
  t.is(ran.stdout, `${'ERR_INVALID_ARG_TYPE\n'.repeat(3)}no\na b x=y KEPT,NODE_OPTIONS,OVERT_LAUNCH,OVERT_PARENT\n`, ran.stderr)
  streamsOf(t, ran.text)
  const raised = ran.lines.filter(({ event }) => event === 'process.execve')
  t.deepEqual(raised.map(({ outcome }) => outcome), ['refused', 'allowed'])
  t.deepEqual(raised[1]?.fields, { file: node, args: [node, 'next.cjs', 'a b'], command_line: `${node} next.cjs a b` })
  const starts = ran.lines.filter(({ event }) => event === 'overt.start')
  t.is(starts[1]?.fields['parent'], starts[0]?.stream)
})

onEachNode(test, 'a process that becomes what will not load overt says so first', (t, node) => {
  const app = `if (process.execve === undefined) console.log('none')
else process.execve('/usr/bin/env', ['env', '-i', process.execPath, '-p', '1'])`
  const ran = run(t, node, { configuration: monitor, files: { 'app.cjs': app } })
  const told = ran.lines.filter(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unaudited_child').map(({ fields }) => String(fields['detail']).replaceAll(node, 'NODE'))
  t.deepEqual(told, ran.stdout === 'none\n' ? [] : ['`env -i` before `NODE`: it will not load overt'], ran.stderr)
  t.regex(ran.stdout, /^(none|1)\n$/)
})
