import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'ava'
import { hosts } from './support/run.ts'

const deno = hosts.find(({ runtime }) => runtime.name === 'deno')
const onDeno = deno === undefined ? test.skip : test
const dist = dirname(deno?.preload.at(-1) ?? '')
const file = (name: string): Buffer => readFileSync(join(dist, name))

onDeno('deno: what is imported where nothing may be read is what lies on the disk', (t) => {
  for (const name of ['overt.wasm', 'rules.image', 'overt.compile.wasm']) t.true(Buffer.from(file(`${name}.base64`).toString('latin1'), 'base64').equals(file(name)), name)
})

onDeno('deno: an imported file that is damaged ends the start', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-imported-'))
  try {
    for (const name of ['overt.wasm.base64', 'rules.image.base64']) {
      cpSync(dist, folder, { recursive: true })
      const whole = file(name).toString('latin1')
      writeFileSync(join(folder, name), `${whole.slice(0, 100)}!${whole.slice(101)}`)
      writeFileSync(join(folder, 'program.mjs'), `console.log('it runs')`)
      const { status, stdout, stderr } = spawnSync(deno?.runtime.path ?? '', ['run', '--no-config', '--no-prompt', '--preload', join(folder, 'register.js'), join(folder, 'program.mjs')], { encoding: 'utf8' })
      t.is(stdout, '', name)
      t.not(status, 0, name)
      t.regex(stderr, /TypeError: a file of overt is damaged: install the package anew/, name)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
