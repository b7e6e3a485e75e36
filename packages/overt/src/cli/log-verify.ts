import { addon } from './addon.ts'
import { count } from './count.ts'
import { readLines } from './log-lines.ts'
import { createRecordCheck } from './log-streams.ts'
import { print } from './print.ts'
import { printable } from './printable.ts'
import { type Command, parse, UsageError } from './usage.ts'

const help = `overt log verify [--json] LOG

Every thread writes a stream of its own into a record; each of its lines counts up and names the BLAKE3 digest of the line before. This checks every
stream, and says which lines are torn, changed, missing or out of order, and which streams have no end. A stream without an end belongs to a thread
that was killed, or that still runs. The first 1,000 problems are shown, and how many there are.

Whoever can write the whole file can also write it anew: what this finds are accidents and edits.

  --json    the streams and the problems as one JSON document

Exit codes: 0 whole, 1 problems, 2 a file that cannot be read.
`

/** `overt log verify` */
export const verify: Command = (args) => {
  const given = parse(args, { json: { type: 'boolean' } })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  const [file, more] = given.operands
  if (file === undefined || more !== undefined) throw new UsageError('name one record: `overt log verify LOG`')
  const { engine } = addon()
  const record = createRecordCheck((bytes) => engine.digest(bytes))
  for (const line of readLines(file)) record.line(line)
  const { lines, streams, problems, problemCount } = record.end()
  if (given.has('json')) print(1, `${JSON.stringify({ file, lines, streams, problems, problemCount }, null, 2)}\n`)
  else {
    for (const { line, message } of problems) print(1, `${file}:${line}: error[OVERT_RECORD]: ${printable(message)}\n`)
    if (problemCount > problems.length) print(1, `${file}: ${problemCount - problems.length} more problems are not shown\n`)
    const found = problemCount === 0 ? 'whole' : count(problemCount, 'problem')
    print(2, `${count(lines, 'line')}, ${count(streams.length, 'stream')}: ${found}\n`)
  }
  return problemCount > 0 ? 1 : 0
}
