import { readFileSync } from 'node:fs'
import test from 'ava'
import { root } from '../support/project.ts'
import { formsTable, kindsTable, otherForms, reliability, reliabilityTable, waysList } from './support/table.ts'

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

test('docs/verified-open.md has the tables of what is tested', (t) => {
  const text = read('docs/verified-open.md')
  for (const part of [kindsTable(), waysList(), formsTable(), reliabilityTable()]) t.true(text.includes(`\n${part}\n`), `docs/verified-open.md lacks this part as it is now:\n\n${part}\n`)
})

test('each test that the tables name is there', (t) => {
  for (const { test: [file, title] } of [...otherForms, ...reliability]) {
    const text = read(file)
    t.true(text.includes(title) || text.includes(title.replaceAll("'", "\\'")), `${file}: ${title}`)
  }
})
