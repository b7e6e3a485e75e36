import { responses } from '../platform.ts'
import { parse, setPrototypeOf, slice } from '../primordials.ts'
import { printable } from '../printable.ts'
import { shown } from './redact.ts'
import type { Entry } from './entry.ts'

/** The longest that an alert shows of what the operation was about, in UTF-16 units. */
const longestSubject = 120

/** Which field tells a person best what an operation was about, in this order. */
const subjects = ['command_line', 'path', 'code', 'url', 'host', 'address', 'name', 'event', 'file', 'target', 'flags', 'kind', 'what'] as const

/** One short line for a person: `block process.spawn /bin/sh -c id by evil@1.0.0: a dependency starts a shell [rule-id]`. Line feeds and control characters are shown as `?`. */
export function alertLine(entry: Entry, redact: (text: string) => string): string {
  const rule = entry.rules[0]
  const outcome = entry.outcome === 'would_refuse' ? ' (monitor: not refused)' : ''
  const because = rule === undefined ? verified(entry) : `: ${rule.title} [${rule.id}]`
  const more = entry.rules.length > 1 ? ` and ${entry.rules.length - 1} more` : ''
  const subject = subjectOf(entry, redact)
  return printable(`${responses[entry.response] ?? ''} ${entry.event}${subject === '' ? '' : ' ' + subject} by ${packageOf(entry.package)}${because}${more}${outcome}`)
}

/** Why a manifest refuses what was to run. */
function verified({ event, fields }: Entry): string {
  const reason = fields['reason']
  if (event !== 'open.verify' || typeof reason !== 'string') return ''
  switch (reason) {
    case 'digest':
    case 'size':
      return ': its bytes are not those that the manifest lists'
    case 'not_listed':
      return ': the manifest does not list it'
    case 'not_regular':
      return ': it is not a regular file'
    case 'not_executable':
      return ': the system does not let it be executed'
    case 'unreadable':
      return ': it cannot be read, or stands behind a link'
    case 'outside':
      return ": it lies outside the manifest's root"
    case 'wrapped':
      return ': `Module.wrap` or `Module.wrapper` was replaced'
    case 'not_compared':
      return ': nothing could compare it'
    default:
      return ''
  }
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
  // What it does not say is not looked up on `Object.prototype`.
  const named = setPrototypeOf(parse(json), null) as Named
  if (named.name === null) return `an unnamed package (${named.reason ?? 'unknown'})`
  return `${named.name}${typeof named.version === 'string' ? '@' + named.version : ''}${named.path === undefined ? '' : ' (' + named.path + ')'}`
}
