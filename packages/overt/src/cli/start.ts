import process from 'node:process'
import { OvertError, Unusable } from '@overt/core'
import { print } from './print.ts'
import { nearest } from './suggest.ts'
import { type Command, UsageError } from './usage.ts'
import { version } from '../version.ts'

/** What each word of `overt <word>` does. */
export type Commands = Readonly<Record<string, () => Promise<Command>>>

const help = `overt makes what a Node process does visible, and stoppable.

  overt run SCRIPT [ARGS]      run a program under overt
  overt rules check PATH...    say what is wrong with rules
  overt rules test PATH...     run the tests that stand in rules
  overt rules list [PATH...]   where rules listen, what they answer, what they cost
  overt rules build -o FILE PATH...    compile rules into one file, which loads faster
  overt rules --help           what else can be done with them
  overt replay LOG...          judge recorded events by rules
  overt lock [DIR]             write down which files may run
  overt verify [DIR]           compare a folder with what was written down
  overt key new                a key pair, to sign what was written down
  overt events                 what overt can see here
  overt log verify LOG         check that a record is whole
  overt report LOG -o FILE     show a record as a page
  overt broker -- deno run -A SCRIPT   decide Deno's own permission requests by rules
  overt cache                  make this Node start overt faster

  overt <command> --help       more about one of them
  overt --version

Exit codes: 0 done, 1 findings, 2 a command line or a file that cannot be used, 70 a fault of overt itself, 137 ended by a rule.
`

async function main(args: readonly string[], commands: Commands): Promise<number> {
  const name = args[0]
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(1, help)
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    print(1, `${version}\n`)
    return 0
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command !== undefined) return (await command())(args.slice(1))
  const near = nearest(name, Object.keys(commands))
  const kind = name.startsWith('-') ? 'option' : 'command'
  throw new UsageError(`the ${kind} \`${name}\` is unknown; ${near === undefined ? '`overt --help` lists what there is' : `did you mean \`${near}\`?`}`)
}

/** 2 for what a person can put right, 70 for what should not happen. */
function exitCode(error: unknown): number {
  if (error instanceof Unusable) {
    print(2, error.lines.map((line) => `${line}\n`).join(''))
    return 2
  }
  if (error instanceof OvertError) {
    print(2, `overt: ${error.code}: ${error.message}\n`)
    return error.code === 'OVERT_FAULT' ? 70 : 2
  }
  print(2, `overt: OVERT_FAULT: an internal fault\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return 70
}

/** Runs the command that this process was started with; its exit code is the process's. */
export function start(commands: Commands): void {
  void main(process.argv.slice(2), commands).catch(exitCode).then((code) => {
    process.exitCode = code
  })
}
