import type { Engine, Rule } from '../engine.ts'
import type { Platform, ServedRequest } from '../platform.ts'
import { responses } from '../platform.ts'
import { isoTime, keys, now, numberToString, quote, slice } from '../primordials.ts'
import type { Entry } from './entry.ts'
import { createObject, quotedName, valueToJson } from './json.ts'
import { shown } from './redact.ts'

/** Makes the lines of one stream; native code makes its own of the same two pieces (crates/engine/src/record.rs). */
export interface LineWriter {
  /** What each line begins with, up to its number. */
  readonly start: string
  /** What follows its time, up to the event's name. */
  readonly origin: string
  /**
   * One line, without its line feed.
   *
   * @param sequence its number in the stream
   * @param previous the digest of the line before
   */
  line(entry: Entry, sequence: number, previous: string): string
}

export function createLineWriter(stream: string, platform: Platform, engine: Pick<Engine, 'redact'>): LineWriter {
  const start = '{"v":1,"stream":' + quote(stream) + ',"seq":'
  const origin = ',"pid":' + numberToString(platform.pid) + ',"thread":' + numberToString(platform.thread) + ',"runtime":' + quote(platform.runtime) + (platform.source === undefined ? '' : ',"source":' + quote(platform.source)) + ',"event":'
  const redact = (text: string): string => engine.redact(text)

  return {
    start,
    origin,
    line(entry, sequence, previous) {
      const fields = createObject()
      const names = keys(entry.fields)
      let truncated = ''
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? ''
        const value = entry.fields[name]
        if (value === undefined) continue
        const seen = shown(value, redact)
        if (seen.truncated) truncated += (truncated === '' ? '' : ',') + quote(name)
        fields.raw(name, valueToJson(seen.value, same))
      }
      let json = start + numberToString(sequence) + ',"time":"' + microseconds() + '"' + origin + quotedName(entry.event) + ',"fields":' + fields.end()
      if (truncated !== '') json += ',"truncated":[' + truncated + ']'
      if (entry.package !== '') json += ',"package":' + entry.package
      if (entry.phase !== undefined) json += ',"phase":' + quote(entry.phase)
      if (entry.request !== undefined) json += ',"request":' + requestOf(entry.request, redact)
      if (entry.rules.length > 0) json += ',"rules":' + ruleList(entry.rules)
      if (entry.allowedBy.length > 0) json += ',"allowed_by":' + ruleList(entry.allowedBy)
      if (entry.response > 0) json += ',"response":' + quote(responses[entry.response] ?? 'none')
      if (entry.hook) json += ',"hook":true'
      return json + ',"outcome":"' + entry.outcome + '","prev":"' + previous + '"}'
    },
  }
}

function ruleList(rules: readonly Rule[]): string {
  let json = '['
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]
    if (rule === undefined) continue
    const item = createObject()
    item.text('id', rule.id)
    item.text('title', rule.title)
    item.text('level', rule.level)
    json += (json === '[' ? '' : ',') + item.end()
  }
  return json + ']'
}

function requestOf({ route, id }: ServedRequest, redact: (text: string) => string): string {
  const item = createObject()
  item.raw('route', valueToJson(shown(route, redact).value, same))
  item.text('id', id)
  return item.end()
}

const same = (text: string): string => text

let lastTime = 0
let lastText = ''

/** RFC 3339 with six digits of a second. The clock gives three; the place is kept for runtimes that give more. Many events share a millisecond. */
function microseconds(): string {
  const time = now()
  if (time !== lastTime) {
    lastText = slice(isoTime(time), 0, -1) + '000Z'
    lastTime = time
  }
  return lastText
}
