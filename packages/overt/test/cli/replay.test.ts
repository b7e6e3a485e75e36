import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { command, overt, scratch } from './support/command.ts'

const rule = 'title: A shell\nid: shell\nlogsource: { category: process_creation }\ndetection: { s: { Image|endswith: /sh }, condition: s }\nresponse: block\n'
const event = (image: string): string => JSON.stringify({ time: '2026-11-23T18:00:00Z', logsource: { category: 'process_creation', product: 'linux' }, fields: { Image: image } })
const log = [event('/bin/ls'), event('/bin/sh'), JSON.stringify({ v: 1, event: 'process.spawn', fields: { file: '/bin/sh', args: ['sh'] } })].join('\n')
const found = '{"event":1,"rules":["shell"],"response":"block"}\n{"event":2,"rules":["shell"],"response":"block"}\n'

function files(folder: string): { readonly rules: string; readonly plain: string; readonly packed: string } {
  const [rules, plain, packed] = [join(folder, 'r.yml'), join(folder, 'a.jsonl'), join(folder, 'a.gz')]
  writeFileSync(rules, rule)
  writeFileSync(plain, log)
  writeFileSync(packed, gzipSync(log))
  return { rules, plain, packed }
}

test('a log, plain, compressed and from the standard input', (t) => {
  const { rules, plain, packed } = files(scratch(t))
  for (const path of [plain, packed]) t.like(overt(['replay', '--rules', rules, path]), { status: 0, out: found, err: '3 events, 2 matched\n' })
  const { status, stdout } = spawnSync(process.execPath, [command, 'replay', '--rules', rules, '-'], { input: gzipSync(log), encoding: 'utf8' })
  t.is(stdout, found)
  t.is(status, 0)
})

test('several logs are counted on, whatever the number of threads; --stats names each rule', (t) => {
  const { rules, plain, packed } = files(scratch(t))
  const one = overt(['replay', '--threads', '1', '--stats', '--rules', rules, plain, packed])
  t.is(one.out, found + found.replace('"event":1', '"event":4').replace('"event":2', '"event":5'))
  const counts = /^6 events, 4 matched\nmatches {2}candidates +ms {2}rule\n {6}4 {11}4 {2}\d+\.\d{3} {2}shell\n$/
  t.regex(one.err, counts)
  const seven = overt(['replay', '--threads', '7', '--stats', '--rules', rules, plain, packed])
  t.is(seven.out, one.out)
  t.regex(seven.err, counts)
})

test('what cannot be read is named, the rest is judged, and the exit code is 2', (t) => {
  const folder = scratch(t)
  const { rules, plain, packed } = files(folder)
  writeFileSync(plain, `${event('/bin/sh')}\nnone\n${event('/bin/sh')}\n`)
  const bad = overt(['replay', '--rules', rules, plain])
  t.is(bad.out, found.replace('"event":1', '"event":0'))
  t.regex(bad.err, /a\.jsonl:2: error\[OVERT_EVENT\]: the line cannot be read: it is not JSON.*\n3 events, 2 matched; 1 line that cannot be read\n$/s)
  t.is(bad.status, 2)
  writeFileSync(packed, gzipSync(log).subarray(0, -9))
  const cut = overt(['replay', '--rules', rules, packed, join(folder, 'none'), plain])
  t.regex(cut.err, /a\.gz: error\[OVERT_READ\]: the archive cannot be read.*: its gzip data ends in the middle/)
  t.regex(cut.err, /none: error\[OVERT_READ\]/)
  t.is(cut.status, 2)
  t.is(cut.out.trim().split('\n').length, 3)
  t.is(overt(['replay', '--rules', join(folder, 'nowhere'), plain]).status, 2)
  t.is(overt(['replay', '--rules', rules]).status, 2)
  t.is(overt(['replay', '--threads', '0', '--rules', rules, plain]).status, 2)
})

test('an output that is closed early ends the command quietly', (t) => {
  const folder = scratch(t)
  const { rules, plain } = files(folder)
  writeFileSync(plain, `${event('/bin/sh')}\n`.repeat(100_000))
  const { stdout, stderr } = spawnSync('/bin/sh', ['-c', `"${process.execPath}" "${command}" replay --rules "${rules}" "${plain}" | head -n 1`], { encoding: 'utf8' })
  t.is(stdout, '{"event":0,"rules":["shell"],"response":"block"}\n')
  t.is(stderr, '')
})

const hasScript = spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0

;(hasScript ? test : test.skip)('progress stands in a terminal, and is gone at the end', (t) => {
  const folder = scratch(t)
  const { rules, plain } = files(folder)
  // Some MiB of events, a pause longer than that between two showings, and as much again.
  writeFileSync(plain, `${event('/bin/ls')}\n`.repeat(26_000))
  const shell = `(cat "${plain}"; sleep 1; cat "${plain}") | "${process.execPath}" "${command}" replay --rules "${rules}" -`
  const { stdout } = spawnSync('script', ['-qec', shell, '/dev/null'], { encoding: 'utf8' })
  const lines = stdout.split('\r\u001b[K')
  t.regex(lines[1] ?? '', /^\d+ events, \d+ MiB$/)
  t.is(lines.at(-1), '52000 events, 0 matched\r\n')
  // What is no terminal has none of it.
  const { stderr } = spawnSync('/bin/sh', ['-c', shell], { encoding: 'utf8' })
  t.is(stderr, '52000 events, 0 matched\n')
})

test('without --rules those that ship judge', (t) => {
  const { plain } = files(scratch(t))
  t.is(overt(['replay', plain]).status, 0)
})

test('correlations see the events in their order, those of compiled rules too', (t) => {
  const folder = scratch(t)
  const { rules, plain } = files(folder)
  writeFileSync(rules, `${rule}---\ntitle: Many shells\nid: many\ncorrelation: { type: event_count, rules: [shell], timespan: 1m, condition: { gte: 2 } }\n`)
  writeFileSync(plain, `${event('/bin/sh')}\n`.repeat(3))
  t.like(overt(['replay', '--rules', rules, plain]), { status: 0, out: '{"event":1,"rules":["many"],"response":"alert"}\n', err: '3 events, 1 matched\n' })
  const state = join(folder, 'state')
  const once = ['replay', '--rules', rules, '--state', state, plain]
  writeFileSync(plain, event('/bin/sh'))
  t.is(overt(once).out, '')
  t.is(overt(once).out, '{"event":0,"rules":["many"],"response":"alert"}\n')
  writeFileSync(state, 'x')
  t.regex(overt(once).err, /OVERT_READ: `.*state`/)
  t.is(overt(['rules', 'build', '-o', `${rules}.image`, rules]).status, 0)
  // The same rules: a state that one form left is the other's too.
  rmSync(state)
  t.is(overt(once).out, '')
  t.is(overt(['replay', '--rules', `${rules}.image`, '--state', state, plain]).out, '{"event":0,"rules":["many"],"response":"alert"}\n')
})
