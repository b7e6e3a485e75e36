import test from 'ava'
import { monitor, onEachNode, run } from './support/preloaded.ts'

const rule = (id: number, logsource: string, selection: string, response: string): string =>
  `title: t${String(id)}\nid: 00000000-0000-4000-8000-00000000000${String(id)}\nlogsource: { ${logsource} }\ndetection: { s: { ${selection} }, condition: s }\nlevel: high\n${response}`

/** Each event that a rule matches, and an exception of it. */
const rules = [
  rule(1, 'category: file_access', 'TargetFilename|contains: fields', 'response: block'),
  rule(2, 'category: file_access', 'TargetFilename|endswith: fields', 'response: allow\nrules: [00000000-0000-4000-8000-000000000001]'),
  rule(3, 'category: file_access', 'TargetFilename|contains: named, package.name: app', 'response: block'),
  rule(4, 'category: file_access', 'TargetFilename|endswith: named', 'response: allow\nrules: [00000000-0000-4000-8000-000000000003]'),
  rule(5, 'category: code_eval', 'Code|contains: known', 'response: block'),
  rule(6, 'category: code_eval', 'Code|startswith: "/*known*/"', 'response: allow\nrules: [00000000-0000-4000-8000-000000000005]'),
  rule(7, 'category: application, service: a.b', 'kind: odd', 'response: block'),
  rule(8, 'category: application, service: a.b', 'kind: odd', 'response: allow\nrules: [00000000-0000-4000-8000-000000000007]'),
].join('\n---\n')

interface Named {
  readonly allowed_by?: readonly { readonly title: string }[]
}

onEachNode(test, 'what an exception takes out is on record each time, with the exception, whether the event is recorded or not', (t, node) => {
  const app = `const fs = require('fs'), { audit } = require(process.env.PRELOAD)
for (let i = 0; i < 3; i++) {
  for (const name of ['fields', 'named', 'other']) try { fs.openSync(name) } catch {}
  eval('/*known*/0')
  audit('a.b', { kind: 'odd' })
}
try { fs.openSync('fields/not') } catch {}`
  const files = { 'app.cjs': app, 'rules.yml': rules }
  for (const also of ['', 'record: [fs.open, code.eval, application.event]\n']) {
    const ran = run(t, node, { files, configuration: `mode: enforce\n${monitor}${also}` })
    t.is(ran.status, 0, ran.stderr)
    const told = ran.lines.filter((line) => (line as Named).allowed_by !== undefined)
    const by = (title: string): number => told.filter((line) => (line as Named).allowed_by?.[0]?.title === title).length
    t.deepEqual(['t2', 't4', 't6', 't8'].map(by), [3, 3, 3, 3], ran.text)
    t.true(told.every(({ outcome, response, rules: matched }) => outcome === 'allowed' && response === undefined && matched === undefined))
    t.is(ran.lines.filter(({ event, outcome }) => event === 'fs.open' && outcome === 'refused').length, 1)
    t.is(ran.lines.filter(({ fields }) => String(fields['path']).endsWith('other')).length, also === '' ? 0 : 3)
    t.is(ran.stderr, ran.stderr.split('\n').filter((line) => line.includes('fields/not')).join('') + '\n')
  }
  t.is(run(t, node, { files, configuration: 'mode: enforce\nrules: rules.yml\n' }).status, 0)
})
