import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { OvertError, preloadOption, withOption } from '@overt/core'
import { configurationVariable, launchVariable } from '../configuration/variables.ts'
import { folder } from './addon.ts'
import { become } from './become.ts'
import { launch } from './launch.ts'
import { print } from './print.ts'
import { assertScript } from './script.ts'
import { type Command, type Options, parse, UsageError } from './usage.ts'

const help = `overt run [OPTIONS] SCRIPT [ARGS]

Runs a program with Node, under overt. Signals, exit codes and output are the program's own.

  --config FILE            a configuration (YAML); the options below go before what it says
  --mode monitor|enforce   monitor: say what a rule or the manifest would refuse; enforce: refuse it. Default: enforce with a manifest, else monitor
  --rules PATH             a file of rules, a folder of them, or compiled rules; may stand several times. Default: the rules that ship
  --pipeline FILE          a processing pipeline that changes the rules first (docs/pipelines.md); may stand several times
  --manifest FILE          run only files that this manifest lists, as it lists them; \`overt lock\` makes one
  --pubkey FILE            the public key that the manifest is signed with
  --min-serial N           refuse a manifest with a lower serial number
  --execute-check          of those files, only what the system would execute: its execute bit, its mount, the system's policy
  --hot-swap FILE          take newer rules over while the program runs: \`--rules\` names one file that \`overt rules build --key\` made, FILE is
                           the public key (docs/hot-swap.md)
  --log FILE               append the record to this file, a JSON object a line
  --record NAMES           record these events too where no rule matched: 'fs.*,process.spawn'
  --allow-degraded         start with less protection than was asked for where the native engine cannot load
  --verbose                say what is used, on standard error

Options for Node itself go into NODE_OPTIONS.

Exit codes: the program's own; 2 a command line, a rule, a configuration or a manifest that cannot be used; 70 a fault of overt itself,
137 ended by a rule.
`

const options: Options = {
  config: { type: 'string' },
  mode: { type: 'string' },
  rules: { type: 'string', multiple: true },
  pipeline: { type: 'string', multiple: true },
  manifest: { type: 'string' },
  pubkey: { type: 'string' },
  'min-serial': { type: 'string' },
  'execute-check': { type: 'boolean' },
  'hot-swap': { type: 'string' },
  log: { type: 'string' },
  record: { type: 'string', multiple: true },
  'allow-degraded': { type: 'boolean' },
  verbose: { type: 'boolean' },
}

/** The preload lies beside the command. */
const preload = join(folder, 'register.cjs')

/** `overt run` */
export const run: Command = (args) => {
  const given = parse(args, options, true)
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  if (given.operands.length === 0) throw new UsageError('name the script to run: `overt run SCRIPT`')
  // With a loader of somebody's any name may be a script.
  if (process.env['NODE_OPTIONS'] === undefined || process.env['NODE_OPTIONS'] === '') assertScript(given.operands[0] ?? '')
  if (!existsSync(preload)) throw new OvertError('OVERT_ENGINE', `\`${preload}\` is missing; install \`overt\` anew, or build it with \`npm run build\``)
  const { handed, engine } = launch(given)
  const text = JSON.stringify(handed)
  if (given.has('verbose')) print(2, `overt: ${engine}; node ${process.versions.node}; preload ${preload}; settings ${text}\n`)
  // The preload asks the environment, before it can read the settings, whether there is a configuration (code-cache/script.ts).
  const named = handed.config === undefined ? {} : { [configurationVariable]: handed.config }
  const env = { ...process.env, ...named, [launchVariable]: text, NODE_OPTIONS: withOption(preloadOption(preload), process.env['NODE_OPTIONS']) }
  return become(process.execPath, programOf(given.operands), env)
}

/** A script whose name begins with a hyphen is no option of Node's, and Node finds it by its whole path only; a hyphen alone is standard input. */
function programOf([script = '', ...rest]: readonly string[]): readonly string[] {
  return [script.startsWith('-') && script !== '-' ? resolve(script) : script, ...rest]
}
