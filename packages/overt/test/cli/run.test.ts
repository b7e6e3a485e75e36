import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import test, { type ExecutionContext } from 'ava'
import { nodes } from '../support/runtimes.ts'
import { command, overt, scratch } from './support/command.ts'

const rule = 'title: opens a marked file\nid: 22222222-2222-4222-8222-222222222222\nlogsource: { category: file_access }\ndetection:\n  s: { TargetFilename|endswith: /marked }\n  condition: s\nresponse: block\n'

/** A folder with a rule, a marked file, and a script. */
function project(t: ExecutionContext, script: string): { folder: string; script: string; rules: string; log: string } {
  const folder = scratch(t)
  const place = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  place('marked', 'content')
  return { folder, script: place('script.cjs', script), rules: place('rule.yml', rule), log: join(folder, 'record.jsonl') }
}

const reads = "const fs = require('node:fs')\ntry { console.log(fs.readFileSync(__dirname + '/marked', 'utf8'), ...process.argv.slice(2)) } catch (error) { console.log(error.code) }"

interface Line {
  readonly event: string
  readonly outcome: string
}

const events = (log: string): readonly Line[] => readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Line)

for (const { version, path: node } of nodes) {
  test(`Node ${version}: monitor lets it go on, enforce refuses, both are recorded`, (t) => {
    const { script, rules, log } = project(t, reads)
    const given = ['--rules', rules, '--log', log, script, '--mode', 'x y']
    const monitor = overt(['run', ...given], { node })
    t.is(monitor.out, 'content --mode x y\n', monitor.err)
    t.regex(monitor.err, /opens a marked file/)
    const enforce = overt(['run', '--mode', 'enforce', ...given], { node })
    t.is(enforce.out, 'OVERT_AUDIT\n', enforce.err)
    t.deepEqual(events(log).filter(({ event }) => event === 'fs.open').map(({ outcome }) => outcome), ['would_refuse', 'refused'])
    const verified = overt(['log', 'verify', log], { node })
    t.is(verified.status, 0, verified.out)
  })

  test(`Node ${version}: exit codes and signals are the program's own`, (t) => {
    const { script, rules } = project(t, "if (process.argv[2] === 'code') process.exit(7)\nprocess.kill(process.pid, process.argv[2])\nsetTimeout(() => {}, 10000)")
    t.like(overt(['run', '--rules', rules, script, 'code'], { node }), { status: 7, signal: null })
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) t.like(overt(['run', '--rules', rules, script, signal], { node }), { status: null, signal })
  })

  test(`Node ${version}: a signal to overt is the program's`, async (t) => {
    const { script, rules } = project(t, "process.on('SIGTERM', () => { console.log('asked to end'); process.exit(3) })\nconsole.log('ready')\nsetTimeout(() => {}, 20000)")
    const child = spawn(node, [command, 'run', '--rules', rules, script], { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, NODE_OPTIONS: '' } })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (!out.includes('ready') && (out + text).includes('ready')) child.kill('SIGTERM')
      out += text
    })
    const status = await new Promise((resolve) => child.once('close', resolve))
    t.is(status, 3)
    t.is(out, 'ready\nasked to end\n')
  })

  test(`Node ${version}: overt is before every other preload`, (t) => {
    const { folder, script, rules, log } = project(t, '')
    writeFileSync(join(folder, 'other.cjs'), reads)
    const said = overt(['run', '--rules', rules, '--log', log, script], { node, env: { NODE_OPTIONS: `--require ${join(folder, 'other.cjs')}` } })
    t.is(said.status, 0, said.err)
    t.true(events(log).some(({ event, outcome }) => event === 'fs.open' && outcome === 'would_refuse'))
  })
}

test('options go before the configuration, and both are used', (t) => {
  const { folder, script, rules, log } = project(t, reads)
  const config = join(folder, 'overt.yml')
  writeFileSync(config, `mode: enforce\nrules: [${rules}]\nlog: record.jsonl\n`)
  t.is(overt(['run', '--config', config, script]).out, 'OVERT_AUDIT\n')
  t.is(overt(['run', '--config', config, '--mode', 'monitor', script]).out, 'content\n')
  t.deepEqual(events(log).filter(({ event }) => event === 'fs.open').map(({ outcome }) => outcome), ['refused', 'would_refuse'])
})

test('what cannot be used stops the start, exit code 2, with place and code', (t) => {
  const { folder, script, rules } = project(t, "console.log('ran')")
  const config = join(folder, 'overt.yml')
  writeFileSync(config, 'moed: enforce\n')
  writeFileSync(rules, rule.replace('endswith', 'endwith'))
  for (const [options, message] of [
    [['--mode', 'enforced'], /`--mode enforced` is unknown/],
    [['--min-serial', '1.5'], /is not a whole number/],
    [['--record', 'fs.opne'], /`--record fs.opne` means no event/],
    [['--rules', join(folder, 'none')], /OVERT_READ: `.*none` cannot be read/],
    [['--config', config], /overt\.yml:1:1: error\[OVERT_CONFIG\]: the key `moed` is unknown; did you mean `mode`\?/],
    [['--rules', rules], /rule\.yml:5:\d+: error\[OVERT_RULE_MODIFIER\].*did you mean `endswith`/],
    [['--manifest', join(folder, 'none.lock')], /none\.lock\.head` cannot be read/],
  ] as const) {
    const said = overt(['run', ...options, script])
    t.is(said.status, 2, said.err)
    t.regex(said.err, message)
    t.is(said.out, '')
  }
})

test('--verbose names the engine; without it nothing is said', (t) => {
  const { script, rules } = project(t, '')
  t.regex(overt(['run', '--verbose', '--rules', rules, script]).err, /^overt: native engine \d/)
  t.is(overt(['run', '--rules', rules, script]).err, '')
})

test("a script whose name begins with a hyphen, and options that are the program's", (t) => {
  const { folder, rules } = project(t, '')
  writeFileSync(join(folder, '-x.cjs'), 'console.log(process.argv.slice(2).join())')
  const said = overt(['run', '--rules', rules, '--', '-x.cjs', '--mode', '-h'], { cwd: folder })
  t.is(said.out, '--mode,-h\n', said.err)
})
