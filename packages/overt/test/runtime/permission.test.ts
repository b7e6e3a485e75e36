import test from 'ava'
import { nodes } from '../support/runtimes.ts'
import { run } from './support/preloaded.ts'

const opens = `title: no such file
id: 00000000-0000-4000-8000-000000000001
status: experimental
description: a test
logsource: { category: file_access }
detection: { selection: { TargetFilename|contains: forbidden }, condition: selection }
level: high
response: block
`

for (const { version, path: node } of nodes) {
  const permission = /^2[02]\./.test(version) ? '--experimental-permission' : '--permission'
  const options = ['--no-warnings', permission, '--allow-fs-read=*', '--allow-fs-write=*', '--allow-child-process', '--allow-addons', '--allow-worker']
  const configured = (mode: string, more = ''): string => `mode: ${mode}\nrules: rules.yml\nlog: log.jsonl\n${more}`

  test(`node ${version}: enforce does not start where the permission model hides what the rules ask for`, (t) => {
    const files = { 'app.cjs': "console.log('went on')", 'rules.yml': opens }
    const { status, stdout, stderr, lines } = run(t, node, { files, configuration: configured('enforce'), options })
    t.is(status, 2, stderr)
    t.is(stdout, '')
    t.regex(stderr, /^overt: OVERT_DEGRADED: enforce cannot see .*`fs\.open`/)
    t.false(stderr.includes('process.spawn'))
    t.true(lines.some(({ event, fields }) => event === 'overt.gap' && fields['event'] === 'fs.open' && fields['reason'] === 'unavailable'))
    t.is(lines.at(-1)?.event, 'overt.stop')
  })

  // Node 20 does not read the preload itself either.
  if (!version.startsWith('20.')) test(`node ${version}: where it hides the folder of overt, that is said, and what to do`, (t) => {
    const { status, stdout, stderr } = run(t, node, { files: { 'app.cjs': "console.log('went on')" }, configuration: 'mode: monitor\n', options: ['--no-warnings', permission, '--allow-fs-read=/nowhere/'] })
    t.is(status, 2, stderr)
    t.is(stdout, '')
    t.regex(stderr, /^overt: OVERT_ENGINE: `--permission` hides `[^`]*dist` from overt; start with `--allow-fs-read=[^`]*dist\/\*` and `--allow-addons` too[^\n]*\n$/)
  })

  test(`node ${version}: nor does a child that is started so`, (t) => {
    const app = `const { spawnSync } = require('child_process')
const { status, stdout, stderr } = spawnSync(process.execPath, [...${JSON.stringify(options)}, __dirname + '/child.cjs'], { encoding: 'utf8' })
console.log(status, stdout === '', stderr.includes('OVERT_DEGRADED'))`
    const files = { 'app.cjs': app, 'child.cjs': "console.log('went on')", 'rules.yml': opens }
    t.is(run(t, node, { files, configuration: configured('enforce') }).stdout, '2 true true\n')
  })

  test(`node ${version}: monitor, \`allow_degraded\`, and rules that ask for nothing hidden go on, with one line`, (t) => {
    const files = { 'app.cjs': "try { eval('\"forbidden\"') } catch (error) { console.log('refused') } console.log('went on')" }
    const degraded = run(t, node, { files: { ...files, 'rules.yml': opens }, configuration: configured('enforce', 'allow_degraded: true\n'), options })
    const monitored = run(t, node, { files: { ...files, 'rules.yml': opens }, configuration: configured('monitor'), options })
    for (const { status, stdout, stderr } of [degraded, monitored]) {
      t.is(status, 0, stderr)
      t.is(stdout, 'went on\n')
      t.regex(stderr, /^overt: OVERT_DEGRADED: not seen in this process: [^\n]*`fs\.open`[^\n]*\n$/)
    }
    const enforced = run(t, node, { files, configuration: configured('enforce'), options })
    t.is(enforced.status, 0, enforced.stderr)
    t.is(enforced.stdout, 'refused\nwent on\n')
    t.regex(enforced.stderr, /^overt: OVERT_DEGRADED: not seen in this process: [^\n]*`process\.spawn`/)
  })
}
