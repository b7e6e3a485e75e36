import process from 'node:process'
import { build } from './rules-build.ts'
import { check } from './rules-check.ts'
import { list } from './rules-list.ts'
import { nearest } from './suggest.ts'
import { type Command, UsageError } from './usage.ts'

const commands: Readonly<Record<string, Command>> = { check, build, list }

const help = `overt rules <command>

  check PATH...            say what is wrong with rules, a line for each problem
  build -o FILE PATH...    compile rules into one file, which loads faster
  list PATH...             one line for each rule

PATH is a file of Sigma rules (.yml, .yaml) or a folder of them. \`overt rules <command> --help\` says more.
`

/** `overt rules ...` */
export const rules: Command = (args) => {
  const name = args[0]
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(help)
    return name === undefined ? 2 : 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return command(args.slice(1))
  const near = nearest(name, Object.keys(commands))
  throw new UsageError(`\`overt rules\` has no \`${name}\`; ${near === undefined ? 'it has check, build and list' : `did you mean \`${near}\`?`}`)
}
