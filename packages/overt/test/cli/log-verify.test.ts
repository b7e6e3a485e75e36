import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { chainStart } from '@overt/core'
import { overt, scratch } from './support/command.ts'
import { nativeEngine } from './support/judge.ts'

const engine = nativeEngine()
const digest = (line: string): string => engine.digest(new TextEncoder().encode(line))

/** A stream as a recorder writes it: start, `events` in between, stop. */
function stream(name: string, events: number, stop = true): string[] {
  const lines: string[] = []
  let head = chainStart
  const add = (event: string, fields: object): void => {
    const line = JSON.stringify({ v: 1, stream: name, seq: lines.length, event, fields, outcome: 'allowed', prev: head })
    head = digest(line)
    lines.push(line)
  }
  add('overt.start', { mode: 'monitor' })
  for (let i = 0; i < events; i++) add('fs.open', { path: `/file/${String(i)}/é` })
  if (stop) add('overt.stop', { records: lines.length, dropped: 0, head })
  return lines
}

function verify(t: ExecutionContext, text: string): { status: number | null; problems: string[]; summary: string } {
  const file = join(scratch(t), 'record.jsonl')
  writeFileSync(file, text)
  const { status, out, err } = overt(['log', 'verify', file])
  return { status, problems: out.split('\n').filter((line) => line !== '').map((line) => line.slice(file.length)), summary: err.trim() }
}

const whole = (lines: readonly string[]): string => `${lines.join('\n')}\n`

test('two streams, mixed, are whole', (t) => {
  const [a, b] = [stream('a', 3), stream('b', 2)]
  const mixed = [a[0], b[0], a[1], a[2], b[1], b[2], b[3], a[3], a[4]].map(String)
  t.deepEqual(verify(t, whole(mixed)), { status: 0, problems: [], summary: '9 lines, 2 streams: whole' })
})

test('a changed line shows at the line after it', (t) => {
  const lines = stream('a', 3)
  lines[2] = String(lines[2]).replace('/file/1', '/file/9')
  const { status, problems } = verify(t, whole(lines))
  t.is(status, 1)
  t.deepEqual(problems, [':4: error[OVERT_RECORD]: stream `a`: line 2 (line 3 of the file) is not the one that line 3 names: one of the two was changed'])
})

test('a changed last line shows at the stop', (t) => {
  const lines = stream('a', 1)
  lines[2] = String(lines[2]).replace('"records":2', '"records":1')
  t.regex(verify(t, whole(lines)).problems.join('\n'), /its `overt.stop` counts 1 lines before it, there are 2/)
})

test('missing lines are named, at the start too', (t) => {
  const lines = stream('a', 4)
  t.deepEqual(verify(t, whole(lines.filter((_, i) => i !== 2 && i !== 3))).problems[0], ':3: error[OVERT_RECORD]: stream `a`: lines 2 to 3 are missing')
  t.regex(verify(t, whole(lines.slice(1))).problems.join('\n'), /line 0 is missing/)
})

test('a repeated line, and a line after the stop', (t) => {
  const lines = stream('a', 1)
  t.regex(verify(t, whole([lines[0], lines[1], lines[1], lines[2]].map(String))).problems.join('\n'), /line 1 comes where line 2 should/)
  t.regex(verify(t, whole([...lines, stream('a', 2)[3] ?? ''])).problems.join('\n'), /a line follows its `overt.stop`/)
})

test('an empty line is none', (t) => {
  t.deepEqual(verify(t, stream('a', 1).map((line) => `${line}\n\n`).join('')), { status: 0, problems: [], summary: '3 lines, 1 stream: whole' })
})

test('a stream without its stop', (t) => {
  const { status, problems } = verify(t, whole(stream('a', 1, false)))
  t.is(status, 1)
  t.regex(problems.join('\n'), /:2: .*it has no `overt\.stop`/)
})

test('torn lines: at the end, and in between', (t) => {
  const lines = stream('a', 2)
  t.regex(verify(t, whole(lines).slice(0, -20)).problems.join('\n'), /the last line is torn/)
  t.regex(verify(t, whole(lines).slice(0, -1)).problems.join('\n'), /the last line is torn/)
  t.regex(verify(t, whole([lines[0], String(lines[1]).slice(0, 30), lines[2], lines[3]].map(String))).problems.join('\n'), /:2: .*torn or was changed/)
  t.regex(verify(t, 'null\n{"v":2}\n{"v":1}\n').problems.join('\n'), /not a record\n.*not a record of version 1.*\n.*lacks/)
})

test('what a line says does not drive the terminal', (t) => {
  const { problems } = verify(t, '{"v":1,"stream":"a\\u001b[2J","seq":0,"prev":"","event":"b\\n","fields":{}}\n')
  t.deepEqual(problems.slice(0, 1), [':1: error[OVERT_RECORD]: stream `a\\u{1b}[2J`: its first line is `b\\u{a}`, not `overt.start`'])
})

test('lines longer than a piece of the file, and --json', (t) => {
  const file = join(scratch(t), 'record.jsonl')
  const first = JSON.stringify({ v: 1, stream: 'a', seq: 0, event: 'overt.start', fields: { text: 'x'.repeat(3_000_000) }, prev: chainStart })
  const stop = JSON.stringify({ v: 1, stream: 'a', seq: 1, event: 'overt.stop', fields: { records: 1, dropped: 0, head: digest(first) }, prev: digest(first) })
  writeFileSync(file, whole([first, stop]))
  const said = overt(['log', 'verify', '--json', file])
  t.is(said.status, 0, said.out)
  t.like(JSON.parse(said.out), { lines: 2, problems: [], streams: [{ stream: 'a', lines: 2, head: digest(stop), stopped: true }] })
})

test('of a file that is no record the first thousand problems are shown, and all are counted', (t) => {
  const { status, problems, summary } = verify(t, 'no record\n'.repeat(1200))
  t.is(status, 1)
  t.is(problems.length, 1001)
  t.is(problems[1000], ': 200 more problems are not shown')
  t.is(summary, '1200 lines, 0 streams: 1200 problems')
})

test('no file: exit code 2', (t) => {
  t.like(overt(['log', 'verify', join(scratch(t), 'none')]), { status: 2 })
  t.like(overt(['log', 'verify']), { status: 2 })
})
