import { print } from './print.ts'
import { build } from './rules-build.ts'
import { check } from './rules-check.ts'
import { explain } from './rules-explain.ts'
import { list } from './rules-list.ts'
import { schema } from './rules-schema.ts'
import { test } from './rules-test.ts'
import { verify } from './rules-verify.ts'
import { nearest } from './suggest.ts'
import { type Command, UsageError } from './usage.ts'

const commands: Readonly<Record<string, Command>> = { check, test, explain, list, build, verify, schema }

const help = `overt rules <command>

  check PATH...            say what is wrong with rules, a line for each problem
  test PATH...             run the events that stand in rules as their tests
  explain PATH... EVENT    say which part of a rule's condition holds for an event, and which does not
  list PATH...             where each rule listens, what it answers, what it costs
  build -o FILE PATH...    compile rules into one file, which loads faster
  verify FILE              say whether compiled rules are signed, by which serial number
  schema                   print the JSON Schema of a rule, for editors

PATH is a file of Sigma rules (.yml, .yaml) or a folder of them. \`overt rules <command> --help\` says more.
`

/** `overt rules ...` */
export const rules: Command = (args) => {
  const name = args[0]
  if (name === undefined || name === '--help' || name === '-h') {
    print(1, help)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return command(args.slice(1))
  const near = nearest(name, Object.keys(commands))
  throw new UsageError(`\`overt rules\` has no \`${name}\`; ${near === undefined ? 'it has check, test, explain, list, build, verify and schema' : `did you mean \`${near}\`?`}`)
}
