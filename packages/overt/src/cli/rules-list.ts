import process from 'node:process'
import { diagnosticLine } from '../configuration/unusable.ts'
import { addon } from './addon.ts'
import { compileRules } from './compile.ts'
import { type Command, parse } from './usage.ts'

const help = `overt rules list [--json] PATH...

One line for each rule: its response, its level, its id, its title.

Exit codes: 0 listed, 1 a rule cannot be used, 2 a file that cannot be read.
`

/** `overt rules list` */
export const list: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' } })
  if (given.has('help')) {
    process.stdout.write(help)
    return 0
  }
  const { diagnostics } = compileRules(given.operands)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  for (const diagnostic of errors) process.stderr.write(`${diagnosticLine(diagnostic)}\n`)
  if (errors.length > 0) return 1
  const rules = addon().engine.rules()
  if (given.has('json')) process.stdout.write(`${JSON.stringify(rules, null, 2)}\n`)
  else for (const { id, title, level, response } of rules) process.stdout.write(`${response.padEnd(5)} ${level.padEnd(13)} ${id}  ${title}\n`)
  return 0
}
