import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { parse } from 'yaml'
import { targets } from '../src/probes/tamper/targets.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/** How many events nothing raised when this was last lowered. It is only ever lowered. */
const mostPending = 0

const { events } = parse(readFileSync(`${root}/schema/events.yaml`, 'utf8')) as { events: { name: string; fields: { name: string; values?: string[] }[] }[] }
const pending = parse(readFileSync(`${root}/schema/pending.yaml`, 'utf8')) as Record<string, string>

const sources = ['packages/core/src', 'packages/overt/src'].flatMap((folder) =>
  readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
    // What the broker raises is for Deno.
    .filter((name) => name.endsWith('.ts') && !name.includes('generated') && !name.startsWith('broker'))
    .map((name) => readFileSync(`${root}/${folder}/${name}`, 'utf8')),
)

/** An event is raised where a probe declares an operation for it, or where overt writes it itself. */
const raised = (name: string): boolean =>
  sources.some((text) => text.includes(`operation('${name}'`) || text.includes(`event: '${name}'`) || text.includes(`own('${name}'`) || (name === 'application.event' && text.includes('judgeNamed(')))

for (const { name } of events) {
  if (name in pending) test(`${name} is not raised yet, as the list of those to come says`, (t) => { t.false(raised(name), `take it out of schema/pending.yaml`) })
  else test(`${name} is raised`, (t) => { t.true(raised(name)) })
}

test('the list of those to come only shrinks, and says why', (t) => {
  t.true(Object.keys(pending).length <= mostPending)
  for (const reason of Object.values(pending)) t.true(reason.length > 10)
})

test('`core.tamper` has the targets that the schema names, and no other', (t) => {
  const watched = targets.flatMap(({ as, names }) => names.map((name) => as + name))
  const named = events.find(({ name }) => name === 'core.tamper')?.fields.find(({ name }) => name === 'target')?.values
  t.deepEqual(watched.toSorted(), named?.toSorted())
})
