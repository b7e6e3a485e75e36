import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, openSync, writeSync } from 'node:fs'
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
