import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { basename } from 'node:path'
import process from 'node:process'
import { createJudge } from '../broker/operations.ts'
import { listen } from '../broker/server.ts'
import { launchVariable } from '../configuration/variables.ts'
import { resolveConfiguration } from '../configuration/resolve.ts'
import { openFileOutput } from '../output/file.ts'
import { createThread } from '../thread-audit.ts'
import { version } from '../version.ts'
import { addon, folder } from './addon.ts'
import { launch } from './launch.ts'
import { print } from './print.ts'
import { type Command, type Options, parse, UsageError } from './usage.ts'

const help = `overt broker [OPTIONS] -- deno run -A SCRIPT [ARGS]

Decides Deno's own permission requests by rules, below JavaScript, in a process of its own. What no rule refuses is allowed: under a broker Deno's own
permission options mean nothing, so \`-A\` must say so, and what is forbidden stands in rules. Without an answer of the broker Deno refuses.

  --config FILE            a configuration (YAML); the options below go before what it says
  --mode monitor|enforce   monitor (default): say what a rule would refuse; enforce: refuse it
  --rules PATH             a file of rules, a folder of them, or compiled rules; may stand several times. Default: the rules that ship
  --log FILE               append the record to this file, a JSON object a line
  --record NAMES           record these events too where no rule matched: 'fs.*,process.spawn'

Exit codes: the program's own; 2 a command line, a rule or a configuration that cannot be used.
`

const options: Options = {
  config: { type: 'string' },
  mode: { type: 'string' },
  rules: { type: 'string', multiple: true },
  log: { type: 'string' },
  record: { type: 'string', multiple: true },
}

/** Where Deno looks for its broker. */
const brokerVariable = 'DENO_PERMISSION_BROKER_PATH'

/** `overt broker` */
export const broker: Command = async (args) => {
  const given = parse(args, options, true)
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const [program = '', ...rest] = given.operands
  checkCommand(program, rest)
  const { binding, engine } = addon()
  // What is asked is asked by another process: no package of this one.
  binding.ownScript(import.meta.filename)
  process.env[launchVariable] = JSON.stringify(launch(given).handed)
  const { settings } = resolveConfiguration(binding, engine, folder)
  const thread = createThread(settings, binding, engine, openFileOutput, { source: 'broker' })
  const { own, recorder } = thread
  const judge = createJudge(thread.audit, (detail) => {
    own('overt.gap', { event: 'process.spawn', reason: 'unaudited_child', detail })
  })
  const { path, close } = await listen(judge)
  own('overt.start', { version, mode: settings.mode, rules: engine.rules().length, runtime: thread.platform.runtime, engine: engine.kind })
  try {
    return await ended(program, rest, { ...process.env, [launchVariable]: undefined, [brokerVariable]: path })
  } finally {
    close()
    recorder.flush()
    if (recorder.active) own('overt.stop', { records: recorder.length, dropped: recorder.dropped, head: recorder.head })
  }
}

/** Deno's own permission options have no effect under a broker: one that forbids would be a false promise. */
function checkCommand(program: string, rest: readonly string[]): void {
  if (program === '') throw new UsageError('name what to run: `overt broker -- deno run -A SCRIPT`')
  if (!/^deno(?:\.exe)?$/i.test(basename(program))) throw new UsageError(`\`${program}\` asks no broker; write \`overt broker -- deno run -A SCRIPT\``)
  const before = rest.slice(0, rest.findIndex((word, at) => at > 0 && !word.startsWith('-')) >>> 0)
  const forbidding = before.find((word) => /^--(?:deny|allow|no-prompt|ignore)-/.test(word) || /^-[RWENS](?:=|$)/.test(word))
  if (forbidding !== undefined) throw new UsageError(`\`${forbidding}\` has no effect under a broker, which decides alone; say it in a rule and write \`-A\``)
  if (!before.includes('-A') && !before.includes('--allow-all')) throw new UsageError('under a broker everything is allowed that no rule refuses; write `-A` to say so: `overt broker -- deno run -A SCRIPT`')
}

/** Runs the program to its end; signals are handed on. */
function ended(program: string, given: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, given, { env, stdio: 'inherit' })
    const handOn = (signal: NodeJS.Signals): void => {
      child.kill(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, handOn)
    child.once('error', (error) => {
      reject(new UsageError(`\`${program}\` cannot be started: ${error.message}; install it, or name its file`))
    })
    child.once('close', (status, signal) => {
      resolve(status ?? 128 + constants.signals[signal ?? 'SIGKILL'])
    })
  })
}
