import { diagnosticLine } from '@overt/core'
import { compileRules, pipelineHelp, pipelineOption } from './compile.ts'
import { count } from './count.ts'
import { print } from './print.ts'
import { sarif } from './sarif.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt rules check [--json | --sarif] [--pipeline FILE]... PATH...

Compiles rules and says what is wrong with them, a line for each problem:
  file:line:column: error[CODE]: what is wrong; what to do

A warning is about a rule that can be used but will hardly do what it should.

  --json            the problems as one JSON document
  --sarif           the problems as SARIF 2.1.0, for code hosts and editors
${pipelineHelp}

Exit codes: 0 all rules can be used, 1 some cannot, 2 a file that cannot be read.
`

/** `overt rules check` */
export const check: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' }, sarif: { type: 'boolean' }, ...pipelineOption })
  if (given.has('help')) return say(help)
  if (given.has('json') && given.has('sarif')) throw new UsageError('`--json` and `--sarif` exclude each other')
  const { files, rules, diagnostics } = compileRules(given)
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  if (given.has('json')) say(`${JSON.stringify({ files: files.length, rules, diagnostics }, null, 2)}\n`)
  else if (given.has('sarif')) say(sarif(diagnostics))
  else {
    for (const diagnostic of diagnostics) print(1, `${diagnosticLine(diagnostic)}\n`)
    const warnings = diagnostics.length - errors
    print(2, `${count(files.length, 'file')}, ${errors > 0 ? 'not usable' : count(rules, 'rule')}: ${count(errors, 'error')}, ${count(warnings, 'warning')}\n`)
  }
  return errors > 0 ? 1 : 0
}

function say(text: string): number {
  print(1, text)
  return 0
}
