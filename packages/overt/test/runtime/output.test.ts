import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, linkSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import test from 'ava'
import { again, type Calls, captureCalls, failed } from '../../src/output/calls.ts'
import { openFileOutput } from '../../src/output/file.ts'
import { bindingOf } from '../../src/probes/patch.ts'
import { ownsDescriptor, ownsPath } from '../../src/output/own.ts'

/** A disk that takes as many bytes of each write as the test says, then all. */
function disk(takes: number[]): Calls & { text: string; file: string | undefined; opened: number } {
  return {
    text: '',
    file: '1:1',
    opened: 0,
    open() {
      this.opened++
      return 7
    },
    write(_, bytes, start, length) {
      const take = takes.shift() ?? length
      if (take > 0) this.text += Buffer.from(bytes.subarray(start, start + Math.min(take, length))).toString()
      return take > 0 ? Math.min(take, length) : take
    },
    synchronise: () => true,
    fileOf() {
      return this.file
    },
    fileAt() {
      return this.file
    },
    entryAt: () => undefined,
    close: () => undefined,
  }
}

const opened = (calls: Calls): NonNullable<ReturnType<typeof openFileOutput>> => {
  const output = openFileOutput('log', calls)
  if (output === undefined) throw new Error('not opened')
  return output
}

test.serial('a write that is taken in parts, or waits, is completed', (t) => {
  const calls = disk([3, again, again, 2])
  t.is(opened(calls).write('0123456789\n', true), 0)
  t.is(calls.text, '0123456789\n')
})

test.serial('a line that is torn is counted, and the next begins on a line of its own', (t) => {
  const calls = disk([4, failed, failed])
  const output = opened(calls)
  t.is(output.write('0123456789\n', true), 1)
  t.is(output.write('next\n', true), 0)
  t.is(calls.text, '0123\nnext\n')
})

test.serial('a torn line of a file that was moved away is not ended in the new one', (t) => {
  const calls = disk([4, failed, failed])
  const output = opened(calls)
  t.is(output.write('0123456789\n', true), 1)
  calls.text = ''
  calls.file = '1:2'
  t.is(output.write('next\n', true), 0)
  t.is(calls.text, 'next\n')
})

test.serial('of several waiting lines those that were written whole are not counted', (t) => {
  const calls = disk([8, failed, failed])
  const output = opened(calls)
  t.is(output.write('one\n', false) + output.write('two\n', false), 0)
  t.is(output.write('three\n', true), 1)
  t.is(calls.text, 'one\ntwo\n')
})

test.serial('lines wait until the buffer is full, and a line larger than the buffer goes by itself', (t) => {
  const calls = disk([])
  const output = opened(calls)
  const line = 'x'.repeat(999) + '\n'
  for (let i = 0; i < 60; i++) t.is(output.write(line, false), 0)
  t.is(calls.text, '')
  for (let i = 0; i < 10; i++) output.write(line, false)
  t.true(calls.text.length > 0)
  const large = 'ü'.repeat(100_000) + '\n'
  t.is(output.write(large, false), 0)
  t.is(calls.text, line.repeat(70) + large)
})

test.serial('a descriptor that is another file now is not written to: the file is opened again, and that is said once', (t) => {
  const calls = disk([])
  const output = opened(calls)
  calls.file = '1:2'
  const before = calls.opened
  t.is(output.write('line\n', true), 0)
  t.is(calls.opened, before + 1)
  t.regex(output.takeNotice?.() ?? '', /opened again/)
  t.is(output.takeNotice?.(), undefined)
  calls.file = undefined
  t.is(output.write('lost\n', true), 1)
  t.is(calls.text, 'line\n')
})

test.serial('on the real system: closed beneath, links, hard links and /proc', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overt-output-'))
  t.teardown(() => {
    rmSync(folder, { recursive: true })
  })
  const path = join(folder, 'log.jsonl')
  const calls = captureCalls(bindingOf)
  let descriptor = -1
  const output = openFileOutput(path, { ...calls, open: (name) => (descriptor = calls.open(name)) })
  t.is(output?.write('one\n', true), 0)
  t.true(ownsDescriptor(descriptor))
  const other = openSync(path, 'r')
  t.true(ownsDescriptor(other))
  t.false(ownsDescriptor(1.5))
  closeSync(other)
  closeSync(descriptor)
  writeFileSync(join(folder, 'theirs'), '')
  const reused = openSync(join(folder, 'theirs'), 'a')
  t.is(output?.write('two\n', true), 0)
  t.regex(output?.takeNotice?.() ?? '', /opened again/)
  t.is(readFileSync(path, 'utf8'), 'one\ntwo\n')
  t.is(readFileSync(join(folder, 'theirs'), 'utf8'), '')
  linkSync(path, join(folder, 'hard'))
  symlinkSync(path, join(folder, 'soft'))
  t.true(ownsPath(path) && ownsPath(join(folder, 'hard')) && ownsPath(join(folder, 'soft')))
  t.false(ownsPath(join(folder, 'theirs')) || ownsPath(join(folder, 'nowhere')))
  closeSync(reused)
  if (process.platform === 'linux') {
    execFileSync('mkfifo', [join(folder, 'pipe')])
    const pipe = openSync(join(folder, 'pipe'), constants.O_RDWR | constants.O_NONBLOCK)
    let taken: number
    do taken = calls.write(pipe, new Uint8Array(4096), 0, 4096)
    while (taken > 0)
    t.is(taken, again)
    closeSync(pipe)
  }
  t.is(calls.write(999, new Uint8Array(1), 0, 1), failed)
  t.is(calls.open(join(folder, 'no/such')), failed)
})
