import { readFileSync } from 'node:fs'
import test from 'ava'
import { root } from '../support/project.ts'
import { parts, tables } from './support/table.ts'

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

test('docs/depth.md has the tables of what is shown', (t) => {
  t.true(read('docs/depth.md').includes(`\n${tables()}\n`), `docs/depth.md lacks these as they are now:\n\n${tables()}\n`)
})

test('each test that the tables name is there', (t) => {
  for (const [file, part] of parts.flatMap(({ rows }) => rows.flatMap(({ shown }) => shown))) {
    const text = read(file)
    t.true(text.includes(part) || text.includes(part.replaceAll("'", "\\'")), `${file}: ${part}`)
  }
})
