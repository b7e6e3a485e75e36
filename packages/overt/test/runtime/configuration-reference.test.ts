import { readFileSync } from 'node:fs'
import test from 'ava'
import { root } from '../support/project.ts'
import { onEachNode, run } from './support/preloaded.ts'

const reference = readFileSync(new URL('docs/configuration.md', root), 'utf8')

onEachNode(test, 'docs/configuration.md has a row for each key that a configuration may have, and for no other', (t, node) => {
  const { status, stderr } = run(t, node, { files: { 'app.cjs': '' }, configuration: 'no such key at all: 1\n' })
  t.is(status, 2, stderr)
  const known = [...(stderr.split('known are ')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, key]) => key)
  t.true(known.length > 10, stderr)
  t.deepEqual([...reference.matchAll(/^\| `(\w+)` \|/gm)].map(([, key]) => key).sort(), known.sort())
})
