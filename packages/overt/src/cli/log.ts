import { verify } from './log-verify.ts'
import { print } from './print.ts'
import { type Command, UsageError } from './usage.ts'

const help = `overt log verify [--json] LOG

Checks that a record is whole; \`overt log verify --help\` says how.
`

/** `overt log ...` */
export const log: Command = (args) => {
  if (args[0] === 'verify') return verify(args.slice(1))
  if (args[0] !== undefined && args[0] !== '--help' && args[0] !== '-h') throw new UsageError(`\`overt log\` has no \`${args[0]}\`; it has verify`)
  print(1, help)
  return args[0] === undefined ? 2 : 0
}
