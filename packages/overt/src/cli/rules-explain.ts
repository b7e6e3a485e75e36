import process from 'node:process'
import { type Diagnostic, diagnosticLine } from '@overt/core'
import { readFile, textOf } from '../configuration/files.ts'
import { addon } from './addon.ts'
import { colours } from './colours.ts'
import { compileOptions, pipelineHelp, pipelineOption, ruleSources } from './compile.ts'
import { conditionTree, type Explanation } from './condition-tree.ts'
import { print } from './print.ts'
import { printable } from './printable.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules explain [--json] [--pipeline FILE]... RULE... EVENT

Shows, for each rule, whether it matches the event, and which parts of its condition hold, with the event's values.

RULE is a file of rules, or a folder of them. EVENT is a file with one event, as JSON or YAML: a line of the record, or
  { "event": "process.spawn", "fields": { "file": "/bin/sh" }, "package": { "name": "evil" } }
  { "logsource": { "product": "windows", "category": "process_creation" }, "fields": { "Image": "C:\\\\x.exe" } }
Filters that are among the rules stand in the condition under their titles.

  --json            the same as one JSON document
${pipelineHelp}

Exit codes: 0 every rule matches, 1 some rule does not, 2 a rule or an event that cannot be used.
`

/** `overt rules explain` */
export const explain: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' }, ...pipelineOption })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const path = given.operands.at(-1)
  if (path === undefined || given.operands.length < 2) throw new UsageError('name a rule and, last, a file with an event')
  const event = textOf(readFile(path), 'OVERT_RULE_YAML')
  const answer = addon().binding.commands().explain(ruleSources(given.operands.slice(0, -1)), JSON.stringify(compileOptions(given)), path, event)
  const { explanations, diagnostics } = JSON.parse(answer) as { explanations: readonly Explanation[]; diagnostics: readonly Diagnostic[] }
  if (diagnostics.length > 0) {
    for (const diagnostic of diagnostics) print(2, `${diagnosticLine(diagnostic)}\n`)
    return 2
  }
  if (given.has('json')) print(1, `${JSON.stringify(explanations, null, 2)}\n`)
  else print(1, explanations.map((one) => explanationText(one, colours(process.stdout))).join('\n'))
  return explanations.every(({ matched }) => matched) ? 0 : 1
}

function explanationText({ title, logsource, matched, condition }: Explanation, { green, red, grey }: ReturnType<typeof colours>): string {
  const head = `${matched ? green('matches') : red('does not match')}  ${printable(title)}\n`
  const source = logsource ? '' : `  ${red('✗')} log source ${grey('the event is not of the rule\'s log source')}\n`
  return head + source + conditionTree(condition, colours(process.stdout), '  ')
}
