import test from 'ava'
import { hosts, run } from './support/run.ts'

const shell = `
title: no shell
id: 6f1c1f4e-0000-4000-8000-000000000001
logsource: { category: process_creation }
detection:
  selection: { Image|endswith: /sh }
  condition: selection
response: block
`

const many = `
title: reads a secret
id: read
logsource: { category: file_access }
detection: { selection: { TargetFilename|endswith: secret.txt }, condition: selection }
---
title: reads secrets again and again
id: many
correlation: { type: event_count, rules: [read], timespan: 1h, condition: { gte: 3 } }
response: block
`

for (const host of hosts) {
  const { name, version } = host.runtime
  test(`${name} ${version}: without a configuration it starts, says nothing, and the program runs`, (t) => {
    const { status, stdout, stderr } = run(host, `console.log('it runs')`, { bare: true, permissions: [] })
    t.is(stdout, 'it runs\n')
    t.is(stderr, '')
    t.is(status, 0)
  })

  test(`${name} ${version}: the record begins with overt.start, ends with overt.stop, and its chain holds`, (t) => {
    const { lines } = run(host, `console.log('it runs')`)
    t.is(lines[0]?.event, 'overt.start')
    t.true(String(lines[0]?.fields['runtime']).startsWith(name))
    t.true(Number(lines[0]?.fields['rules']) > 20)
    t.is(lines.at(-1)?.event, 'overt.stop')
    t.is(lines.at(-1)?.fields['records'], lines.length - 1)
  })

  test(`${name} ${version}: the event that completes a correlation is refused, and each one behind it`, (t) => {
    const program = `
import { readFileSync } from 'node:fs'
const said = []
for (const name of ['secret.txt', 'other.txt', 'secret.txt', 'secret.txt', 'secret.txt', 'other.txt']) try { said.push(readFileSync(name, 'utf8')) } catch (error) { said.push(error.code) }
console.log(said.join())`
    const { lines, stdout, stderr } = run(host, program, { mode: 'enforce', rules: many, files: { 'secret.txt': 's', 'other.txt': 'o' } })
    t.is(stdout, 's,o,s,OVERT_AUDIT,OVERT_AUDIT,o\n', stderr)
    const refused = lines.filter(({ event }) => event === 'fs.open').map(({ outcome, rules }) => [outcome, rules?.map(({ id }) => id)])
    t.deepEqual(refused, [['refused', ['many']], ['refused', ['many']]])
  })

  test(`${name} ${version}: a rule refuses a process in every form, in enforce; in monitor it goes on`, (t) => {
    const program = `
import { execSync, spawnSync, exec } from 'node:child_process'
const said = []
const attempt = (name, work) => { try { work(); said.push(name + ' done') } catch (error) { said.push(name + ' ' + error.name + ' ' + error.code) } }
attempt('execSync', () => execSync('true'))
// Bun answers with the error that Node and Deno throw.
attempt('spawnSync', () => { const { error } = spawnSync('/bin/sh', ['-c', 'true']); if (error) throw error })
await new Promise((resolve) => { try { exec('true', (error) => { said.push('exec ' + (error ? error.code : 'done')); resolve() }) } catch (error) { said.push('exec ' + error.code); resolve() } })
console.log(said.join(','))
`
    const refused = run(host, program, { mode: 'enforce', rules: shell })
    t.is(refused.stdout, 'execSync AuditError OVERT_AUDIT,spawnSync AuditError OVERT_AUDIT,exec OVERT_AUDIT\n', refused.stderr)
    t.is(refused.lines.filter(({ outcome }) => outcome === 'refused').length, 3)
    const watched = run(host, program, { rules: shell })
    t.is(watched.stdout, 'execSync done,spawnSync done,exec done\n', watched.stderr)
    t.is(watched.lines.filter(({ outcome }) => outcome === 'would_refuse').length, 3)
  })

  test(`${name} ${version}: what cannot be used stops the start with exit code 2 and says where`, (t) => {
    const { status, stderr, stdout } = run(host, `console.log('it runs')`, { rules: 'title: broken\n' })
    t.is(status, 2)
    t.is(stdout, '')
    t.regex(stderr, /rules\.yml:\d+:\d+: error\[OVERT_RULE_/)
  })
}

test('Deno needs no permission for the engine and the rules', (t) => {
  const host = hosts.find(({ runtime }) => runtime.name === 'deno')
  if (host === undefined) {
    t.log('Deno is not installed, or the package for it is not built')
    return t.pass()
  }
  const { stdout, stderr, status } = run(host, `try { new Function('return process.mainModule.constructor._load("child_process")') } catch (error) { console.log(error.code) }\nconsole.log('it runs')`, { bare: true, permissions: [] })
  t.is(status, 0, stderr)
  t.is(stdout, 'it runs\n')
  const rules = 'title: kept\nid: 5d2f7c1a-0000-4000-8000-000000000012\nlogsource: { category: file_event }\ndetection:\n  one: { TargetFilename|endswith: .npmrc }\n  condition: one\nresponse: block\n'
  const configured = run(host, `try { Deno.writeTextFileSync('.npmrc', 'a') } catch (error) { console.log(error.code) }\nDeno.writeTextFileSync('a.txt', 'a')\nconsole.log('it runs')`, { mode: 'enforce', rules, permissions: ['--allow-env=OVERT_CONFIG', '--allow-read=.', '--allow-write=.'] })
  t.is(configured.stdout, 'OVERT_AUDIT\nit runs\n', configured.stderr)
  return undefined
})

const shellLine = `
title: a line of a shell
id: 6f1c1f4e-0000-4000-8000-000000000002
logsource: { category: process_creation }
detection: { selection: { Image|endswith: /curl }, condition: selection }
`

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  test(`${host.runtime.name}: an event that somebody asks for and no probe raises is a gap: of rules and the record at the start, of a hook when it is added, each once`, (t) => {
    const program = `
const { addAuditHook } = await import(${JSON.stringify(host.preload.at(-1))})
addAuditHook(() => {}, { events: ['stack.*'] })
addAuditHook(() => {}, { events: ['stack.*', 'fs.open'] })
console.log('it runs')`
    const { lines, stdout, stderr } = run(host, program, { rules: shellLine, record: ['core.*', 'report.*'] })
    t.is(stdout, 'it runs\n', stderr)
    const told = lines.filter(({ event, fields }) => event === 'overt.gap' && String(fields['detail']).startsWith('it is not raised on')).map(({ fields }) => String(fields['event']))
    t.deepEqual(told.filter((event) => event !== 'process.execve'), ['process.command', 'report.write', 'core.tamper', 'stack.prepare'])
  })

  test(`${host.runtime.name}: circumstances that a configuration asks for and the runtime does not tell are a gap, and the program runs`, (t) => {
    const { lines, stdout, stderr } = run(host, `console.log('it runs')`, { context: ['phase', 'request'] })
    t.is(stdout, 'it runs\n', stderr)
    t.true(lines.some(({ event, fields }) => event === 'overt.gap' && fields['reason'] === 'unavailable' && String(fields['detail']).startsWith('`phase` and `request` cannot be told here')))
    t.false(run(host, '').lines.some(({ event, fields }) => event === 'overt.gap' && String(fields['detail']).includes('cannot be told here')))
  })
}

for (const host of hosts.filter(({ runtime }) => runtime.name !== 'node')) {
  test(`${host.runtime.name}: what nobody listens to has the runtime's own function; a hook that listens later sees it, and that it came late is a gap`, (t) => {
    const program = `
const { addAuditHook } = await import(${JSON.stringify(host.preload.at(-1))})
const before = process.umask
let seen = 0
addAuditHook(() => { seen++ }, { events: ['process.umask'] })
process.umask(0o22)
before(0o22)
addAuditHook(() => {}, { events: ['process.umask'] })
console.log(seen, before === process.umask)`
    const { lines, stdout, stderr } = run(host, program, { rules: shellLine })
    t.is(stdout, '1 false\n', stderr)
    t.deepEqual(lines.filter(({ fields }) => fields['reason'] === 'late').map(({ fields }) => fields['event']), ['process.umask'])
    // Asked for at the start, it is replaced then, and nothing is late.
    const recorded = run(host, program, { rules: shellLine, record: ['process.umask'] })
    t.is(recorded.stdout, '2 true\n', recorded.stderr)
    t.false(recorded.lines.some(({ fields }) => fields['reason'] === 'late'))
  })
}
