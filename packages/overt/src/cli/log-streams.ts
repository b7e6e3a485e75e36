import { chainStart } from '@overt/core'
import type { Line } from './log-lines.ts'

/** Something that does not hold. `line` is the line where it shows. */
export interface Problem {
  readonly line: number
  readonly stream?: string
  readonly message: string
}

/** A stream as far as it was read. */
export interface Stream {
  readonly stream: string
  /** How many lines it has. */
  readonly lines: number
  /** BLAKE3 of its last line. */
  readonly head: string
  /** Whether it has its last line, `overt.stop`. */
  readonly stopped: boolean
}

/** Checks the lines of a record in the order of the file; docs/record.md, "The chain". */
export interface RecordCheck {
  line(line: Line): void
  /** `problems` are the first {@link mostProblems} of `problemCount`: a file that is no record at all has one a line. */
  end(): { readonly lines: number; readonly streams: readonly Stream[]; readonly problems: readonly Problem[]; readonly problemCount: number }
}

const mostProblems = 1000

interface State {
  lines: number
  seq: number
  head: string
  stopped: boolean
  last: number
}

export function createRecordCheck(digest: (bytes: Uint8Array) => string): RecordCheck {
  const streams = new Map<string, State>()
  const problems: Problem[] = []
  let problemCount = 0
  let lines = 0

  function add(problem: Problem): void {
    problemCount++
    if (problems.length < mostProblems) problems.push(problem)
  }

  function inStream(number: number, record: RecordLine, bytes: Uint8Array): void {
    const { stream, seq, prev } = record
    const say = (message: string): void => {
      add({ line: number, stream, message: `stream \`${stream}\`: ${message}` })
    }
    const before = streams.get(stream)
    const expected = before === undefined ? 0 : before.seq + 1
    if (before?.stopped === true) say('a line follows its `overt.stop`')
    if (before === undefined && record.event !== 'overt.start') say(`its first line is \`${record.event}\`, not \`overt.start\``)
    if (seq > expected) say(`${seq === expected + 1 ? `line ${expected} is` : `lines ${expected} to ${seq - 1} are`} missing`)
    else if (seq < expected) say(`line ${seq} comes where line ${expected} should: it was repeated or moved`)
    // After a gap the digest cannot fit: the gap is said once.
    else if (prev !== (before?.head ?? chainStart)) say(before === undefined ? 'its first line names a line before it' : `line ${seq - 1} (line ${before.last} of the file) is not the one that line ${seq} names: one of the two was changed`)
    const stopped = record.event === 'overt.stop'
    if (stopped && seq === expected) stopFits(record, before, say)
    streams.set(stream, { lines: (before?.lines ?? 0) + 1, seq, head: digest(bytes), stopped: stopped || before?.stopped === true, last: number })
  }

  return {
    line({ number, bytes, ended }) {
      // A runtime that cannot tell how much of a line was written ends it, and it may have written nothing.
      if (ended && bytes.length === 0) return
      lines++
      const record = recordOf(bytes)
      if (typeof record === 'string') add({ line: number, message: ended ? record : 'the last line is torn: it has no end' })
      else {
        if (!ended) add({ line: number, message: 'the last line is torn: it has no end' })
        inStream(number, record, bytes)
      }
    },
    end() {
      for (const [stream, { stopped, last }] of streams) {
        if (!stopped) add({ line: last, stream, message: `stream \`${stream}\`: it has no \`overt.stop\`: the thread was killed or still runs, or the end was cut off` })
      }
      const found = [...streams].map(([stream, { lines: count, head, stopped }]) => ({ stream, lines: count, head, stopped }))
      return { lines, streams: found, problems, problemCount }
    },
  }
}

interface RecordLine {
  readonly stream: string
  readonly seq: number
  readonly prev: string
  readonly event: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** `overt.stop` says how many lines came before it, and the digest of the last of them. */
function stopFits({ fields }: RecordLine, before: State | undefined, say: (message: string) => void): void {
  if (fields['records'] !== (before?.lines ?? 0)) say(`its \`overt.stop\` counts ${String(fields['records'])} lines before it, there are ${before?.lines ?? 0}`)
  if (fields['head'] !== (before?.head ?? chainStart)) say('its `overt.stop` names another last line than the one before it')
  if (typeof fields['dropped'] === 'number' && fields['dropped'] > 0) say(`${fields['dropped']} lines could not be written when they should have been`)
}

/** A line as a record, or what is wrong with it. */
function recordOf(bytes: Uint8Array): RecordLine | string {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return 'the line is torn or was changed: it is not JSON'
  }
  if (typeof value !== 'object' || value === null) return 'the line is not a record'
  const { v, stream, seq, prev, event, fields } = value as Partial<Record<string, unknown>>
  if (v !== 1) return `the line is not a record of version 1 (\`v\` is ${JSON.stringify(v) ?? 'absent'})`
  if (typeof stream !== 'string' || typeof seq !== 'number' || typeof prev !== 'string' || typeof event !== 'string') return 'the line lacks `stream`, `seq`, `prev` or `event`'
  return { stream, seq, prev, event, fields: typeof fields === 'object' && fields !== null ? (fields as Record<string, unknown>) : {} }
}
