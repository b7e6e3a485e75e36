import type { Value } from '../operation.ts'
import { append, indexOf, slice } from '../primordials.ts'
import { longestValue } from './json.ts'

/** What a record shows of a value: secrets masked, then cut. */
export interface Shown {
  readonly value: Exclude<Value, undefined>
  readonly truncated: boolean
}

/**
 * Masks the secrets of a value by the engine's list and cuts it. A list is masked as one text, an element a line, so that `['--password', 'hunter2']` is understood.
 */
export function shown(value: Exclude<Value, undefined>, redact: (text: string) => string): Shown {
  if (typeof value === 'number' || typeof value === 'boolean') return { value, truncated: false }
  if (typeof value === 'string') return cut(redact(value))
  if (value.length === 0) return { value, truncated: false }
  for (let i = 0; i < value.length; i++) if (indexOf(value[i] ?? '', '\n') !== -1) return cutList(ofLines(value, redact))
  return cutList(lines(redact(joined(value, 0, value.length))))
}

/**
 * A list of which an element has several lines. Each is masked by itself first, for what is masked can have several lines too (a PEM key); then all as one text. Where
 * that has not the same lines as before, nobody could say which are whose.
 */
function ofLines(values: readonly string[], redact: (text: string) => string): readonly string[] {
  const list: string[] = []
  for (let i = 0; i < values.length; i++) append(list, redact(values[i] ?? ''))
  const masked = lines(redact(joined(list, 0, list.length)))
  const together: string[] = []
  let start = 0
  for (let i = 0; i < list.length; i++) {
    const end = start + lines(list[i] ?? '').length
    append(together, joined(masked, start, end))
    start = end
  }
  return start === masked.length ? together : list
}

/** The texts from `start` to before `end`, a line each. */
function joined(texts: readonly string[], start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i++) text += i === start ? (texts[i] ?? '') : '\n' + (texts[i] ?? '')
  return text
}

function lines(text: string): string[] {
  const list: string[] = []
  let start = 0
  for (;;) {
    const end = indexOf(text, '\n', start)
    if (end === -1) break
    append(list, slice(text, start, end))
    start = end + 1
  }
  append(list, slice(text, start))
  return list
}

const cut = (text: string): Shown =>
  text.length > longestValue ? { value: slice(text, 0, longestValue), truncated: true } : { value: text, truncated: false }

function cutList(values: readonly string[]): Shown {
  const list: string[] = []
  let left = longestValue
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? ''
    if (value.length > left) {
      append(list, slice(value, 0, left))
      return { value: list, truncated: true }
    }
    append(list, value)
    left -= value.length
  }
  return { value: list, truncated: false }
}
