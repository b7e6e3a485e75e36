import process from 'node:process'
import { type Diagnostic, diagnosticLine } from '@overt/core'
import { addon } from './addon.ts'
import { colours } from './colours.ts'
import { compileOptions, pipelineHelp, pipelineOption, ruleSources } from './compile.ts'
import { conditionTree, type Explanation } from './condition-tree.ts'
import { count } from './count.ts'
import { print } from './print.ts'
import { printable } from './printable.ts'
import { type Command, parse } from './usage.ts'

const help = `overt rules test [--json] [--pipeline FILE]... PATH...

Runs the tests that stand in rules:
  tests:
    - { event: process.spawn, fields: { file: /bin/sh }, match: true }
    - { event: process.spawn, fields: { file: /bin/ls }, package: { name: evil }, match: false }
A correlation's test is a sequence of events, each so many seconds \`after\` the one before; it must match at one of them, or at none:
    - { events: [{ event: login.failed, fields: { user: ann } }, { after: 5, event: login.failed, fields: { user: ann } }], match: true }
Of a test that fails it shows what was expected, what was found, and which part of the condition decided.

  --json            every test as one JSON document
${pipelineHelp}

Exit codes: 0 all pass, 1 some fail or there are none, 2 a rule or a test that cannot be used.
`

interface Outcome {
  readonly file: string
  readonly title: string
  readonly line: number
  readonly expected: boolean
  readonly passed: boolean
  readonly explanation: Explanation
}

/** `overt rules test` */
export const test: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' }, ...pipelineOption })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const answer = addon().binding.commands().testRules(ruleSources(given.operands), JSON.stringify(compileOptions(given)))
  const { tests, diagnostics } = JSON.parse(answer) as { tests: readonly Outcome[]; diagnostics: readonly Diagnostic[] }
  if (diagnostics.length > 0) {
    for (const diagnostic of diagnostics) print(2, `${diagnosticLine(diagnostic)}\n`)
    return 2
  }
  const failed = tests.filter(({ passed }) => !passed)
  if (given.has('json')) print(1, `${JSON.stringify(tests, null, 2)}\n`)
  else print(1, failed.map(difference).join('\n'))
  if (tests.length === 0) print(2, 'no rule has `tests:`; `overt rules test --help` shows what they look like\n')
  else print(2, `${count(tests.length, 'test')}: ${String(tests.length - failed.length)} passed, ${String(failed.length)} failed\n`)
  return failed.length > 0 || tests.length === 0 ? 1 : 0
}

function difference({ file, line, title, expected, explanation }: Outcome): string {
  const colour = colours(process.stdout)
  const said = (matches: boolean): string => (matches ? 'the rule matches' : 'the rule does not match')
  const source = explanation.logsource ? '' : `  ${colour.red('✗')} log source\n`
  const head = `${file}:${String(line)}: ${printable(title)}\n  ${colour.green(`+ expected: ${said(expected)}`)}\n  ${colour.red(`- found: ${said(!expected)}`)}\n`
  return head + source + conditionTree(explanation.condition, colour, '  ')
}
