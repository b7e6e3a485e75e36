import type { Value } from '../operation.ts'
import { append, indexOf, slice } from '../primordials.ts'
import { longestValue } from './json.ts'

/** What a record shows of a value: secrets masked, then cut. */
export interface Shown {
  readonly value: Exclude<Value, undefined>
  readonly truncated: boolean
}

/**
 * Masks the secrets of a value by the engine's list and cuts it. A list is masked as one text, so that `['--password', 'hunter2']` is understood;
 * if an element holds a line feed, each is masked by itself.
 */
export function shown(value: Exclude<Value, undefined>, redact: (text: string) => string): Shown {
  if (typeof value === 'number' || typeof value === 'boolean') return { value, truncated: false }
  if (typeof value === 'string') return cut(redact(value))
  let joined = ''
  for (let i = 0; i < value.length; i++) {
    const element = value[i] ?? ''
    if (indexOf(element, '\n') !== -1) return each(value, redact)
    joined += i === 0 ? element : '\n' + element
  }
  return value.length === 0 ? { value, truncated: false } : cutList(lines(redact(joined)))
}

function each(values: readonly string[], redact: (text: string) => string): Shown {
  const list: string[] = []
  for (let i = 0; i < values.length; i++) append(list, redact(values[i] ?? ''))
  return cutList(list)
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
