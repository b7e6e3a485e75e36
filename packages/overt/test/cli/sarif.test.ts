import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import Ajv from 'ajv'
import test from 'ava'
import { overt, scratch } from './support/command.ts'

// OASIS' schema of SARIF 2.1.0, as its technical committee publishes it (github.com/oasis-tcs/sarif-spec).
const json = (path: string): object => JSON.parse(readFileSync(path, 'utf8')) as object
const valid = new Ajv({ schemaId: 'auto' })
  .addMetaSchema(json(createRequire(import.meta.url).resolve('ajv/lib/refs/json-schema-draft-04.json')))
  .compile(json(join(import.meta.dirname, 'support/sarif-schema-2.1.0.json')))
const problems = (text: string): unknown => (valid(JSON.parse(text)) === true ? [] : valid.errors)

test('what is wrong with rules and pipelines is SARIF as its schema says', (t) => {
  const folder = scratch(t)
  const [bad, none, pipeline] = ['bad rule é.yml', 'none.yml', 'pipeline.yml'].map((name) => join(folder, name)) as [string, string, string]
  writeFileSync(bad, 'title: a\nlevel: hihg\nlogsource: { category: process_creation }\ndetection:\n  s: { Image|endwith: /sh, Imag: x }\n  condition: s and t\n')
  writeFileSync(none, 'title: a\nlogsource: { category: process_creation }\ndetection: { s: { Image: /sh }, condition: s }\n')
  writeFileSync(pipeline, 'transformations: [{ type: regex }]\n')
  const said = overt(['rules', 'check', '--sarif', bad])
  t.is(said.status, 1)
  t.deepEqual(problems(said.out), [])
  t.deepEqual(problems(overt(['rules', 'check', '--sarif', none]).out), [])
  t.deepEqual(problems(overt(['rules', 'check', '--sarif', '--pipeline', pipeline, none]).out), [])
  t.notDeepEqual(problems(said.out.replace('"level": "error"', '"level": "bad"')), [])
})

test('what verify finds is SARIF as its schema says', (t) => {
  const folder = scratch(t)
  writeFileSync(join(folder, 'a.js'), '1')
  t.is(overt(['lock', folder]).status, 0)
  writeFileSync(join(folder, 'a.js'), '2')
  writeFileSync(join(folder, 'b.js'), '')
  const said = overt(['verify', '--sarif', folder])
  t.is(said.status, 1)
  t.deepEqual(problems(said.out), [])
})
