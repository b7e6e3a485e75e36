import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { createCollector, most } from '../../src/cli/report/collect.ts'
import { escaped, page } from '../../src/cli/report/page.ts'
import { overt, scratch } from './support/command.ts'

const record = (event: string, more: object = {}): string => JSON.stringify({ v: 1, stream: 's', seq: 0, time: '2026-11-23T18:00:00.123000Z', pid: 7, runtime: 'node 26.10.0', event, fields: {}, outcome: 'allowed', prev: '', ...more })

test('a real record becomes a page that says what was refused, by whom, and that the chain holds', (t) => {
  const folder = scratch(t)
  const [script, log, output] = [join(folder, 'app.js'), join(folder, 'log.jsonl'), join(folder, 'report.html')]
  writeFileSync(script, "require('node:child_process').execFileSync(process.execPath, ['--version'])\nrequire('node:fs').readFileSync('<b>&\"')\n")
  overt(['run', '--log', log, '--record', 'fs.open,process.spawn', script])
  const made = overt(['report', log, '-o', output])
  t.is(made.status, 0, made.err)
  t.regex(made.out, /report\.html: \d+ lines, \d+ notable/)
  const html = readFileSync(output, 'utf8')
  t.true(html.startsWith('<!doctype html>'))
  t.true(html.includes('<td>process.spawn</td>'))
  t.true(html.includes('The chain of every stream holds'), html.slice(0, 3000))
  t.false(html.includes('<b>&"'))
  t.notRegex(html, /<script|<img|<link|https?:/)
})

test('what is in a record is text in the page, never markup', (t) => {
  const collector = createCollector()
  const evil = '</dd><script>alert(1)</script>"\'&'
  collector.line(record('fs.open', { fields: { [evil]: evil, deep: { [evil]: [evil] } }, package: { name: evil, version: evil }, rules: [{ title: evil, level: evil }], outcome: 'refused', response: evil, runtime: evil }))
  collector.line('no record')
  collector.line('null')
  collector.line(record('fs.open', { rules: [{ title: 5, id: {}, level: [] }, null, 7], package: { name: 5, version: {}, reason: [] }, pid: {} }))
  const html = page(evil, collector.end(), { streams: 1, problems: [{ line: 1, message: evil }], problemCount: 1 })
  t.false(html.includes('<script'))
  t.is(html.match(/<\/details>/g)?.length, 2)
  t.is(escaped('a\u202eb\u001bc'), 'a\\u202eb\\u001bc')
})

test('counts: refused, would be refused, rules, packages, gaps; and no more lines than a page can show', (t) => {
  const collector = createCollector()
  for (let number = 0; number < most + 5; number++) collector.line(record('fs.open', { outcome: 'would_refuse', rules: [{ title: 'R', level: 'high' }], package: { name: 'a', version: '1.0.0' } }))
  collector.line(record('overt.gap'))
  collector.line(record('fs.open', { package: { name: null, reason: 'native' } }))
  const found = collector.end()
  t.like(found, { lines: most + 7, notableCount: most + 6, processes: 1, rules: [['R', most + 5, 'high']], packages: [['a@1.0.0', most + 5, most + 5], ['not known (native)', 1, 0]] })
  t.is(found.notable.length, most)
  t.true(page('f', found, { streams: 1, problems: [], problemCount: 0 }).includes(`The first ${String(most)} of ${String(most + 6)}.`))
})

test('no record, no place: exit code 2', (t) => {
  const folder = scratch(t)
  t.like(overt(['report', join(folder, 'none'), '-o', join(folder, 'o')]), { status: 2 })
  t.like(overt(['report', join(folder, 'none')]), { status: 2 })
  writeFileSync(join(folder, 'empty'), '')
  t.like(overt(['report', join(folder, 'empty'), '-o', join(folder, 'no/where')]), { status: 2 })
  t.like(overt(['report', join(folder, 'empty'), '-o', folder]), { status: 2 })
  t.false(existsSync(`${folder}.new`))
})
