import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Ajv from 'ajv'
import test from 'ava'
import { parseAllDocuments } from 'yaml'
import { overt } from './support/command.ts'
import { shipped } from './support/shipped.ts'

const schema = JSON.parse(overt(['rules', 'schema']).out) as object
const valid = new Ajv({ schemaId: 'auto' }).compile(schema)
const problems = (text: string): string[] => parseAllDocuments(text).flatMap((document) => (valid(document.toJS()) === true ? [] : (valid.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message ?? ''}`)))

const rule = 'title: a\nlogsource: { category: process_creation }\ndetection: { s: { Image|endswith|all: [/sh] }, condition: s }\n'

test('the rules that ship are as it says', (t) => {
  for (const { file, text } of shipped) t.deepEqual(problems(text), [], file)
})

test('it refuses what no engine could use', (t) => {
  t.deepEqual(problems(rule), [])
  for (const [from, to] of [['title: a\n', ''], ['|endswith', '|endwith'], ['[/sh]', '[]'], ['[/sh]', '{}'], ['condition: s', 'c: s'], ['{ category: process_creation }', '{}'], ['title: a', 'title: a\nresponse: blok'], ['title: a', 'title: a\nlevel: bad'], ['title: a', 'title: a\nresponse: allow']] as const) {
    t.not(problems(rule.replace(from, to)).length, 0, `${from} -> ${to}`)
  }
})

test('the public rules of Sigma are as it says', (t) => {
  const folder = join(import.meta.dirname, '../../../../../shared/corpora/sigma')
  if (!existsSync(folder)) {
    t.log(`skipped: no Sigma rules at ${folder}`)
    t.pass()
    return
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yml'))
  const wrong = files.flatMap((file) => problems(readFileSync(join(folder, file), 'utf8')).map((problem) => `${file}: ${problem}`))
  t.deepEqual(wrong, [])
  t.true(files.length > 3_000)
})
