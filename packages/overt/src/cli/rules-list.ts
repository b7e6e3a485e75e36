import { type Diagnostic, diagnosticLine } from '@overt/core'
import { shippedRules } from '../configuration/read.ts'
import { addon, folder } from './addon.ts'
import { compileOptions, pipelineHelp, pipelineOption, ruleSources } from './compile.ts'
import { print } from './print.ts'
import { printable } from './printable.ts'
import { type Command, parse } from './usage.ts'

const help = `overt rules list [--json] [--pipeline FILE]... [PATH...]

One line for each rule, without a path of those that ship: its response, its level, what it costs, its id, its title; below it the log source, and the events that it judges here.

What it costs an event that has nothing to do with it:
  indexed  nothing: an index finds beforehand what every match must have
  every    a few steps at every event of the log source
  search   a search at every event of the log source

  --json            the same as one JSON document
${pipelineHelp}

Exit codes: 0 listed, 1 a rule cannot be used, 2 a file that cannot be read.
`

interface Listed {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly response: string
  readonly cost: string
  readonly logsource: Readonly<Record<string, string>>
  readonly events: readonly string[]
}

/** `overt rules list` */
export const list: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' }, ...pipelineOption })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const answer = addon().binding.commands().listRules(ruleSources(given.operands.length === 0 ? shippedRules(folder, false) : given.operands), JSON.stringify(compileOptions(given)))
  const { rules, diagnostics } = JSON.parse(answer) as { rules: readonly Listed[]; diagnostics: readonly Diagnostic[] }
  for (const diagnostic of diagnostics) print(2, `${diagnosticLine(diagnostic)}\n`)
  if (diagnostics.length > 0) return 1
  print(1, given.has('json') ? `${JSON.stringify(rules, null, 2)}\n` : rules.map(lines).join(''))
  return 0
}

function lines({ id, title, level, response, cost, logsource, events }: Listed): string {
  // A rule without an id goes by its title.
  const name = id === title ? title : `${id}  ${title}`
  const source = Object.entries(logsource).map(([part, name]) => `${part} ${name}`).join(', ')
  const judged = events.length === 0 ? 'no event here' : events.length > 8 ? `${events.slice(0, 8).join(' ')} and ${String(events.length - 8)} more` : events.join(' ')
  return `${response.padEnd(5)} ${level.padEnd(13)} ${cost.padEnd(7)} ${printable(name)}\n      ${printable(source)}: ${judged}\n`
}
