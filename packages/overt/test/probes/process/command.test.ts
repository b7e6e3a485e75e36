import test from 'ava'
import { nodes } from '../../support/runtimes.ts'
import { runForms } from '../support/forms.ts'
import { type Line, run } from '../support/run.ts'

/** Programs that are found through PATH and do nothing. */
const before = `
const child = require('node:child_process')
const fs = require('node:fs')
fs.mkdirSync('bin')
for (const name of ['curl', 'b']) fs.writeFileSync('bin/' + name, '#!/bin/sh\\necho ' + name + ' >> ran\\n', { mode: 0o755 })
process.env.PATH = process.cwd() + '/bin:' + process.env.PATH
`

const forms = {
  exec: "new Promise((resolve) => { child.exec('true | b && curl -s x | cat', () => { resolve('') }) })",
  execSync: "String(child.execSync('true | b && curl -s x | cat'))",
  spawn: "new Promise((resolve) => { child.spawn('true | b && curl -s x | cat', { shell: true }).on('exit', () => { resolve('') }) })",
  spawnSync: "String(child.spawnSync('sh', ['-c', 'true | b && curl -s x | cat']).stdout)",
  execFileSync: "String(child.execFileSync('sh', ['-c', 'true | b && curl -s x | cat']))",
}

const refusesCurl = `title: no curl
id: 7b1b1b5e-5d0c-4a36-9a51-4f8b8f5f6f01
description: no curl here
logsource: { category: process_creation }
detection:
  image: { Image|endswith: /curl }
  condition: image
level: high
response: block
`

for (const node of nodes) {
  test(`node ${node.version}: every simple command of a shell line is raised once, after its process, in every form`, (t) => {
    const found = runForms(node, { events: ['process.spawn', 'process.command'], before, forms })
    let spawn = 0
    for (const name of Object.keys(forms)) {
      spawn++
      const lines = found[name]?.lines ?? []
      t.deepEqual(lines.map(({ event }) => event), ['process.spawn', ...Array<string>(4).fill('process.command')], name)
      const shell = lines[0]?.fields
      t.is(shell?.['spawn'], spawn)
      t.deepEqual(lines.slice(1).map(({ fields }) => fields['command_line']), ['true', 'b', 'curl -s x', 'cat'], name)
      t.deepEqual(lines[3]?.fields['args'], ['curl', '-s', 'x'])
      t.regex(String(lines[3]?.fields['file']), /\/bin\/curl$/)
      t.regex(String(lines[4]?.fields['file']), /^\/(usr\/)?bin\/cat$/)
      for (const { fields } of lines.slice(1)) {
        t.is(fields['derived'], true)
        t.is(fields['spawn'], spawn)
        t.is(fields['parent_file'], shell?.['file'])
        t.is(fields['parent_command_line'], shell?.['command_line'])
        t.false('unknown' in fields)
      }
    }
  })

  test(`node ${node.version}: a rule on the image of one refuses the whole line, and nothing of it runs`, (t) => {
    const found = runForms(node, {
      events: [], before, rules: refusesCurl,
      forms: {
        ...forms, nested: `child.execSync("sudo sh -c 'cu\\\\rl x'")`, other: "String(child.execSync('echo curl'))",
        ran: "fs.existsSync('ran')",
      },
    })
    for (const name of [...Object.keys(forms), 'nested']) {
      // `exec` and `spawn` are called in a promise here.
      t.not(found[name]?.ended, 'done', name)
      t.is(found[name]?.code, 'OVERT_AUDIT', name)
      t.is(found[name]?.event, 'process.command')
      t.regex(found[name]?.message ?? '', /no curl here/)
    }
    t.is(found['other']?.value, 'curl\n')
    t.is(found['ran']?.value, false)
  })

  test(`node ${node.version}: lines within lines name who runs what, and what is not known is said`, (t) => {
    const { lines } = run(node, ['process.command'], `${before}
child.spawnSync('env', ['A=1', 'sh', '-c', "curl $(b) '"])
child.spawnSync('sh', ['-c', '$CMD x'])
child.spawnSync('curl', ['-c', 'b'])
`)
    const told = ({ fields }: Line): unknown[] => ['command_line', 'args', 'unknown', 'parent_command_line'].map((name) => fields[name])
    const parent = "sh -c curl $(b) '"
    t.deepEqual(lines.map(told), [
      [parent, ['sh', '-c', "curl $(b) '"], undefined, `env A=1 ${parent}`],
      ['curl $(b)', ['curl', '$(b)'], undefined, parent],
      ['b', ['b'], undefined, parent],
      ["curl $(b) '", [], 'syntax', parent],
      ['$CMD x', ['$CMD', 'x'], 'expansion', 'sh -c $CMD x'],
    ])
    t.deepEqual(lines.map(({ fields }) => typeof fields['file']), ['string', 'string', 'string', 'undefined', 'undefined'])
  })

  test(`node ${node.version}: what this process becomes is taken apart too`, (t) => {
    const found = runForms(node, {
      events: ['process.execve', 'process.command'], before, rules: refusesCurl,
      forms: { execve: "process.execve?.('/bin/sh', ['sh', '-c', 'b; curl x'], { ...process.env })" },
    })
    // Node 20 has none.
    const has = !node.version.startsWith('20.')
    t.is(found['execve']?.ended, has ? 'thrown' : 'done')
    t.is(found['execve']?.event, has ? 'process.command' : undefined)
    t.deepEqual(found['execve']?.lines.map(({ event }) => event), has ? ['process.execve', 'process.command', 'process.command'] : [])
  })
}
