import { resolve } from 'node:path'
import { diagnosticLine } from '@overt/core'
import { answered } from '../engine/answer.ts'
import { addon } from './addon.ts'
import { compileRules, pipelineHelp, pipelineOption } from './compile.ts'
import { count } from './count.ts'
import { print } from './print.ts'
import { serial } from './trust.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules build -o FILE [--pipeline FILE]... [--key FILE] [--serial N] PATH...

Compiles rules into one file. A configuration may name it instead of the rules (\`rules: [FILE]\`): a process then starts without compiling.
Build it anew after every change of a rule and of overt. Prints the BLAKE3 digest of the file.

${pipelineHelp}
  --key FILE        sign with this secret key, into FILE.minisig beside the rules; \`overt key new\` makes one. A program that was started with
                    \`hot_swap\` takes these rules over while it runs (docs/hot-swap.md)
  --serial N        default: one more than that of the version that is there, if this key signed it, and 1 where there is none

An interrupted build leaves the rules and the signature that were there.

Exit codes: 0 built, 1 a rule cannot be used, 2 a file that cannot be read or written, a key that cannot be used.
`

/** `overt rules build` */
export const build: Command = (args) => {
  const given = parse(args, { output: { type: 'string', short: 'o' }, key: { type: 'string' }, serial: { type: 'string' }, ...pipelineOption })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const output = given.value('output')
  if (output === undefined) throw new UsageError('say where the compiled rules go: `-o FILE`')
  const key = given.value('key')
  const number = serial('--serial', given.value('serial'))
  if (key === undefined && number !== undefined) throw new UsageError('`--serial` needs a signature to stand in: `--key FILE`')
  const { rules, diagnostics } = compileRules(given)
  for (const diagnostic of diagnostics) print(2, `${diagnosticLine(diagnostic)}\n`)
  if (diagnostics.some(({ severity }) => severity === 'error')) return 1
  const { binding, engine } = addon()
  const image = engine.build()
  const written = answered<{ readonly serial: number | null }>(binding.commands().writeRules(resolve(output), image, JSON.stringify({ key: key && resolve(key), serial: number })))
  print(1, `${engine.digest(image)}  ${output}\n`)
  print(2, `${count(rules, 'rule')}, ${count(image.length, 'byte')}${written.serial === null ? '' : `, serial number ${String(written.serial)}, signed`}\n`)
  return 0
}
