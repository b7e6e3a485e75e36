import { responses } from '../platform.ts'
import { indexOf, parse, slice } from '../primordials.ts'
import { shown } from './redact.ts'
import type { Entry } from './record.ts'

/** The longest that an alert shows of what the operation was about, in UTF-16 units. */
const longestSubject = 120

/** Which field tells a person best what an operation was about, in this order. */
const subjects = ['command_line', 'path', 'code', 'url', 'host', 'address', 'name', 'event', 'file'] as const

/** One short line for a person: `block process.spawn /bin/sh -c id by evil@1.0.0: a dependency starts a shell [rule-id]`. Line feeds and control characters are shown as `?`. */
export function alertLine(entry: Entry, redact: (text: string) => string): string {
  const rule = entry.rules[0]
  const outcome = entry.outcome === 'would_refuse' ? ' (monitor: not refused)' : ''
  const because = rule === undefined ? '' : `: ${rule.title} [${rule.id}]`
  const more = entry.rules.length > 1 ? ` and ${entry.rules.length - 1} more` : ''
  const subject = subjectOf(entry, redact)
  return printable(`${responses[entry.response] ?? ''} ${entry.event}${subject === '' ? '' : ' ' + subject} by ${packageOf(entry.package)}${because}${more}${outcome}`)
}

function subjectOf(entry: Entry, redact: (text: string) => string): string {
  for (let i = 0; i < subjects.length; i++) {
    const value = entry.fields[subjects[i] ?? '']
    if (typeof value !== 'string' || value === '') continue
    const text = shown(value, redact).value as string
    const port = entry.fields['port']
    const whole = subjects[i] === 'address' || (subjects[i] === 'host' && typeof port === 'number') ? `${text}:${port as number}` : text
    return whole.length > longestSubject ? slice(whole, 0, longestSubject) + '…' : whole
  }
  return ''
}

interface Named {
  readonly name: string | null
  readonly version?: string | null
  readonly path?: string
  readonly reason?: string
}

function packageOf(json: string): string {
  if (json === '') return 'an unnamed package'
  const named = parse(json) as Named
  if (named.name === null) return `an unnamed package (${named.reason ?? 'unknown'})`
  return `${named.name}${typeof named.version === 'string' ? '@' + named.version : ''}${named.path === undefined ? '' : ' (' + named.path + ')'}`
}

const controls = '\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f'

/** What the application put into a name or an argument must not drive the reader's terminal. */
function printable(text: string): string {
  let clean = ''
  for (let i = 0; i < text.length; i++) {
    const character = slice(text, i, i + 1)
    clean += indexOf(controls, character) === -1 && !(character >= '\u0080' && character <= '\u009f') ? character : '?'
  }
  return clean
}
