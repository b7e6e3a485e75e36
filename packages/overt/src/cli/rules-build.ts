import { writeFileSync } from 'node:fs'
import process from 'node:process'
import { OvertError } from '@overt/core'
import { diagnosticLine } from '../configuration/unusable.ts'
import { addon } from './addon.ts'
import { compileRules, pipelineHelp, pipelineOption } from './compile.ts'
import { count } from './count.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules build -o FILE [--pipeline FILE]... PATH...

Compiles rules into one file. A configuration may name it instead of the rules (\`rules: [FILE]\`): a process then starts without compiling.
Build it anew after every change of a rule and of overt. Prints the BLAKE3 digest of the file.

${pipelineHelp}

Exit codes: 0 built, 1 a rule cannot be used, 2 a file that cannot be read or written.
`

/** `overt rules build` */
export const build: Command = (args) => {
  const given = parse(args, { output: { type: 'string', short: 'o' }, ...pipelineOption })
  if (given.has('help')) {
    process.stdout.write(help)
    return 0
  }
  const output = given.value('output')
  if (output === undefined) throw new UsageError('say where the compiled rules go: `-o FILE`')
  const { rules, diagnostics } = compileRules(given)
  for (const diagnostic of diagnostics) process.stderr.write(`${diagnosticLine(diagnostic)}\n`)
  if (diagnostics.some(({ severity }) => severity === 'error')) return 1
  const { engine } = addon()
  const image = engine.build()
  try {
    writeFileSync(output, image)
  } catch (error) {
    throw new OvertError('OVERT_WRITE', `\`${output}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`)
  }
  process.stdout.write(`${engine.digest(image)}  ${output}\n`)
  process.stderr.write(`${count(rules, 'rule')}, ${count(image.length, 'byte')}\n`)
  return 0
}
