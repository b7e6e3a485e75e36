import { addon } from './addon.ts'
import { print } from './print.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules schema

Prints the JSON Schema (draft 7) of a rule. An editor that gets it completes and checks rules while they are written, as with this first line:
  # yaml-language-server: $schema=node_modules/overt/dist/rule.schema.json
\`overt rules check\` says more: a schema cannot tell which modifiers may follow each other.

Exit codes: 0 printed, 2 a command line that cannot be used.
`

/** `overt rules schema` */
export const schema: Command = (args) => {
  const given = parse(args, {})
  if (given.operands.length > 0) throw new UsageError('`overt rules schema` takes no path')
  print(1, given.has('help') ? help : `${JSON.stringify(JSON.parse(addon().binding.commands().ruleSchema()), null, 2)}\n`)
  return 0
}
