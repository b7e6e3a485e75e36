import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { fileProblem, OvertError } from '@overt/core'
import { addon } from './addon.ts'
import { count } from './count.ts'
import { readLines } from './log-lines.ts'
import { createRecordCheck } from './log-streams.ts'
import { print } from './print.ts'
import { createCollector, most } from './report/collect.ts'
import { page } from './report/page.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt report LOG -o FILE

Writes what a record says into one HTML file that a browser shows without a network: what was refused and what a rule matched, by which packages, and
whether the record is whole (\`overt log verify\`). Everything notable is shown in the order of the record, up to ${String(most)} lines.

  -o, --output FILE    where the report goes

Exit codes: 0 written, 2 a file that cannot be read or written.
`

/** `overt report` */
export const report: Command = (args) => {
  const given = parse(args, { output: { type: 'string', short: 'o' } })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const [file, more] = given.operands
  const output = given.value('output')
  if (file === undefined || more !== undefined || output === undefined) throw new UsageError('name a record and where its report goes: `overt report LOG -o FILE`')
  const { engine } = addon()
  const [check, collector, decoder] = [createRecordCheck((bytes) => engine.digest(bytes)), createCollector(), new TextDecoder()]
  for (const line of readLines(file)) {
    check.line(line)
    collector.line(decoder.decode(line.bytes))
  }
  const { streams, problems, problemCount } = check.end()
  const collected = collector.end()
  write(output, page(file, collected, { streams: streams.length, problems, problemCount }))
  print(1, `${output}: ${count(collected.lines, 'line')}, ${collected.notableCount} notable${problemCount > 0 ? `, the record has ${count(problemCount, 'problem')}` : ''}\n`)
  return 0
}

function write(path: string, text: string): void {
  try {
    writeFileSync(`${path}.new`, text)
    renameSync(`${path}.new`, path)
  } catch (error) {
    rmSync(`${path}.new`, { force: true })
    throw new OvertError('OVERT_WRITE', fileProblem(path, 'written', error))
  }
}
