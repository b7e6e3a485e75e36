import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Log } from 'sarif'
import { overt, scratch } from './support/command.ts'

/** What the types of SARIF, which the command is written against, do not hold: section 3.27.10 (levels), 3.30 (regions count from 1), 3.4.3 (URIs), 3.27.5 (rules by id). */
function isWellFormed(t: ExecutionContext, text: string): Log {
  const log = JSON.parse(text) as Log
  t.is(log.version, '2.1.0')
  for (const { tool, results = [] } of log.runs) {
    const known = new Set(tool.driver.rules?.map(({ id }) => id))
    for (const { ruleId = '', level = '', message, locations = [] } of results) {
      t.true(known.has(ruleId), ruleId)
      t.true(['none', 'note', 'warning', 'error'].includes(level), level)
      t.not(message.text ?? '', '')
      for (const { physicalLocation } of locations) {
        const { artifactLocation, region } = physicalLocation ?? {}
        t.notThrows(() => new URL(artifactLocation?.uri ?? '', 'file:///'))
        t.regex(artifactLocation?.uri ?? '', /^[!-~]+$/)
        t.true((region?.startLine ?? 0) > 0 && (region?.startColumn ?? 0) > 0 && (region?.endColumn ?? 0) >= (region?.startColumn ?? 0))
      }
    }
  }
  return log
}

test('a name that holds what a URI means something by is that name', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a#b?c%20:d.yml'), 'title: a\n')
  const { runs } = isWellFormed(t, overt(['rules', 'check', '--sarif', 'a#b?c%20:d.yml'], { cwd: folder }).out)
  t.is(runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri, 'a%23b%3Fc%2520%3Ad.yml')
})

test('what is wrong with rules and pipelines is well-formed SARIF', (t) => {
  const folder = scratch(t)
  const [bad, none, pipeline] = ['bad rule é.yml', 'none.yml', 'pipeline.yml'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(bad, 'title: a\nlevel: hihg\nlogsource: { category: process_creation }\ndetection:\n  s: { Image|endwith: /sh, Imag: x }\n  condition: s and t\n')
  writeFileSync(none, 'title: a\nlogsource: { category: process_creation }\ndetection: { s: { Image: /sh }, condition: s }\n')
  writeFileSync(pipeline, 'transformations: [{ type: regex }]\n')
  const said = overt(['rules', 'check', '--sarif', bad])
  t.is(said.status, 1)
  const { runs } = isWellFormed(t, said.out)
  t.true((runs[0]?.results?.length ?? 0) >= 3, said.out)
  t.true(runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation?.artifactLocation?.uri?.endsWith('/bad%20rule%20%C3%A9.yml'), said.out)
  t.deepEqual(isWellFormed(t, overt(['rules', 'check', '--sarif', none]).out).runs[0]?.results, [])
  t.is(isWellFormed(t, overt(['rules', 'check', '--sarif', '--pipeline', pipeline, none]).out).runs[0]?.results?.length, 1)
})

test('what verify finds is well-formed SARIF', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a.js'), '1')
  t.is(overt(['lock', folder]).status, 0)
  writeFileSync(join(folder, 'a.js'), '2')
  writeFileSync(join(folder, 'b.js'), '')
  const said = overt(['verify', '--sarif', folder])
  t.is(said.status, 1)
  t.is(isWellFormed(t, said.out).runs[0]?.results?.length, 2)
})
