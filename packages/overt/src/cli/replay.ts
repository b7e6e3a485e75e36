import process from 'node:process'
import { OvertError } from '@overt/core'
import { shippedRules } from '../configuration/read.ts'
import { loadRules } from '../configuration/rules.ts'
import { addon, folder } from './addon.ts'
import { pipelineHelp, pipelineOption } from './compile.ts'
import { count } from './count.ts'
import { print } from './print.ts'
import { type Command, type Parsed, parse, UsageError } from './usage.ts'

const help = `overt replay [--rules PATH]... [--pipeline FILE]... [--state FILE] [--time event|arrival] [--stats] [--threads N] LOG...

Judges recorded events by rules. Prints a line of JSON for each event that a rule matches, in the order of the logs:
  {"event":N,"rules":[ids],"response":"alert"}
N counts the events from 0 over all logs, lines that cannot be read among them.

LOG is a file of JSON lines, as it is or compressed by gzip or zstd; \`-\` is the standard input. Three forms of event are known:
  overt's own records, which are judged as events of this system
  {"time": RFC 3339, "logsource": {"category", "product", "service"}, "fields": {...}}; a rule applies where every part of its log source is the event's
  Windows events as JSON: {"Event": {"System": ..., "EventData": ...}}

Correlations see the events in the order of the logs and go by \`time\`; an event without one has that of the event before. One that is further behind the
latest of its group than the timespan is not counted.

  --rules PATH      rules, a folder of them, or compiled rules; without it those that ship
${pipelineHelp}
  --state FILE      what correlations saw before, and where they leave what they have seen; a new file begins anew
  --time arrival    correlations go by when events are read, not by \`time\`: for a log that is being written
  --stats           of each rule, on the standard error: how many events it matched, how often the index made it a candidate, and the milliseconds of its
                    own steps (all threads together; the index is shared by all rules). It costs some time itself
  --threads N       how many threads judge (default: the number of cores); the answer does not depend on it

Exit codes: 0 all was judged, 2 a line, a log or a rule that cannot be read; all others were judged.
`

/** The last two only with `--stats`. */
interface RuleCount {
  readonly id: string
  readonly matches: number
  readonly candidates: number | null
  readonly nanoseconds: number | null
}

interface Summary {
  readonly events: number
  readonly matched: number
  readonly bad: number
  readonly unreadable: number
  readonly truncated: number
  readonly forgotten: number
  readonly late: number
  readonly rules: readonly RuleCount[]
}

type Answer = Summary | { readonly closed: true } | { readonly error: { readonly code: 'OVERT_READ' | 'OVERT_WRITE' | 'OVERT_FAULT'; readonly message: string } }

/** `overt replay` */
export const replay: Command = (args) => {
  const given = parse(args, { rules: { type: 'string', multiple: true }, state: { type: 'string' }, time: { type: 'string' }, stats: { type: 'boolean' }, threads: { type: 'string' }, ...pipelineOption })
  if (given.has('help')) {
    print(1, help)
    return 0
  }
  if (given.operands.length === 0) throw new UsageError('name a log: `overt replay --rules PATH LOG`; `-` is the standard input')
  const { engine, binding } = addon()
  const pipelines = given.list('pipeline') ?? []
  loadRules(engine, { rules: given.list('rules') ?? shippedRules(folder, pipelines.length === 0), responses: {}, placeholders: {}, pipelines })
  const options = { ...threads(given), arrival: byArrival(given), state: given.value('state'), progress: process.stderr.isTTY, stats: given.has('stats') }
  const answer = JSON.parse(binding.commands().replay(given.operands, JSON.stringify(options))) as Answer
  if ('error' in answer) throw new OvertError(answer.error.code, answer.error.message)
  if ('closed' in answer) return 0
  print(2, `${summary(answer)}${given.has('stats') ? statistics(answer) : ''}`)
  return answer.bad + answer.unreadable > 0 ? 2 : 0
}

function threads(given: Parsed): { readonly threads?: number } {
  const text = given.value('threads')
  if (text === undefined) return {}
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`\`--threads\` takes a number from 1 to 9999, not \`${text}\``)
  return { threads: Number(text) }
}

function byArrival(given: Parsed): boolean {
  const time = given.value('time') ?? 'event'
  if (time !== 'event' && time !== 'arrival') throw new UsageError(`\`--time\` takes \`event\` or \`arrival\`, not \`${time}\``)
  return time === 'arrival'
}

function summary({ events, matched, bad, unreadable, truncated, forgotten, late }: Summary): string {
  const problems = [
    ...(bad > 0 ? [`${count(bad, 'line')} that cannot be read`] : []),
    ...(unreadable > 0 ? [`${count(unreadable, 'log')} that cannot be read to the end`] : []),
    ...(truncated > 0 ? [`${count(truncated, 'record')} with values that were cut when they were written`] : []),
    ...(forgotten > 0 ? [`correlations forgot ${count(forgotten, 'group or entry', 'groups or entries')} for want of room`] : []),
    ...(late > 0 ? [`${count(late, 'event')} came too late for a correlation`] : []),
  ]
  return `${[`${count(events, 'event')}, ${matched} matched`, ...problems].join('; ')}\n`
}

function statistics({ rules }: Summary): string {
  const rows = [...rules]
    .sort((one, other) => other.matches - one.matches || (other.nanoseconds ?? 0) - (one.nanoseconds ?? 0))
    .map(({ id, matches, candidates, nanoseconds }) => [String(matches), String(candidates ?? 0), ((nanoseconds ?? 0) / 1e6).toFixed(3), id])
  const table = [['matches', 'candidates', 'ms', 'rule'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => (row[column] ?? '').length)))
  return table.map(([matches = '', candidates = '', ms = '', id = '']) => `${matches.padStart(widths[0] ?? 0)}  ${candidates.padStart(widths[1] ?? 0)}  ${ms.padStart(widths[2] ?? 0)}  ${id}\n`).join('')
}
