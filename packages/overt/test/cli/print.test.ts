import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, existsSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import test from 'ava'
import { command, overt, scratch } from './support/command.ts'

test('what a pipe does not take at once comes later, whole and in its order, and nothing is said about it', async (t) => {
  const fifo = join(scratch(t), 'pipe')
  if (process.platform === 'win32' || spawnSync('mkfifo', [fifo]).status !== 0) {
    t.log('skipped: there is no `mkfifo`')
    t.pass()
    return
  }
  const pipe = openSync(fifo, constants.O_RDWR | constants.O_NONBLOCK)
  t.throws(() => {
    for (;;) writeSync(pipe, 'x'.repeat(4096))
  }, { code: 'EAGAIN' })
  const child = spawn(process.execPath, [command, 'events'], { env: { ...process.env, NODE_OPTIONS: '' }, stdio: ['ignore', pipe, 'pipe'] })
  let errors = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text))
  // The child's is the only one that is open: its end is the end of what is read.
  closeSync(pipe)
  const ended = once(child, 'exit')
  await setTimeout(500)
  const text = spawnSync('cat', [fifo], { encoding: 'utf8', timeout: 20_000 }).stdout
  const [status] = (await ended) as [number | null]
  const whole = overt(['events']).out
  t.true(whole.split('\n').length > 20)
  t.is(text.replace(/^x+/, ''), whole)
  t.is(errors, '')
  t.is(status, 0)
})

test('a command whose output nobody reads to its end does its work, and its exit code tells', (t) => {
  const folder = scratch(t)
  for (let file = 0; file < 3000; file++) writeFileSync(join(folder, `${file}.js`), '')
  t.is(overt(['lock', folder]).status, 0)
  for (let file = 0; file < 3000; file++) rmSync(join(folder, `${file}.js`))
  // More than a pipe holds.
  t.true(overt(['verify', folder, '--json']).out.length > 100_000)
  const piped = (reader: string): ReturnType<typeof spawnSync> =>
    spawnSync('/bin/sh', ['-c', `{ "${process.execPath}" "${command}" verify "${folder}"; echo "$?" >&2; } | ${reader}`], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  if (process.platform === 'win32') {
    t.log('skipped: there is no `head`')
    return
  }
  for (const reader of ['head -n 1', 'true']) t.regex(String(piped(reader).stderr), /^3000 files listed .*: 0 added, 3000 removed, 0 changed\n1\n$/, reader)
  if (!existsSync('/dev/full')) return
  const full = spawnSync('/bin/sh', ['-c', `"${process.execPath}" "${command}" verify "${folder}" > /dev/full`], { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } })
  t.is(full.status, 2)
  t.regex(full.stderr, /^overt: OVERT_WRITE: the standard output cannot be written: ENOSPC/)
})
