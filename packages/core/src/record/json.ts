import type { Value } from '../operation.ts'
import { isArray, numberToString, quote } from '../primordials.ts'

/** A record's values are cut after this many UTF-16 units; the rules see them whole. */
export const longestValue = 8192

/** Writes an object of a record. Only primitives reach `JSON.stringify`, so no `toJSON` of the application is ever called. */
export interface ObjectWriter {
  /** Adds a member whose value is JSON already. */
  raw(name: string, json: string): void
  text(name: string, value: string): void
  number(name: string, value: number): void
  /** Closes the object and returns it. */
  end(): string
}

export function createObject(): ObjectWriter {
  let json = '{'
  const raw = (name: string, value: string): void => {
    json += (json === '{' ? '' : ',') + quotedName(name) + ':' + value
  }
  return {
    raw,
    text: (name, value) => {
      raw(name, quote(value))
    },
    number: (name, value) => {
      raw(name, numberToJson(value))
    },
    end: () => json + '}',
  }
}

/** Names that are kept: those of the schema's fields are fewer. */
const mostNames = 1024
const names = { __proto__: null } as unknown as Record<string, string>
let kept = 0

/** `quote` of a name, which comes again with the next event of its kind. */
export function quotedName(name: string): string {
  const known = names[name]
  if (known !== undefined) return known
  const quoted = quote(name)
  if (kept < mostNames) {
    names[name] = quoted
    kept++
  }
  return quoted
}

/** A finite number as JSON writes it; anything else is null, as in `JSON.stringify`. */
const numberToJson = (value: number): string => (value - value === 0 ? numberToString(value) : 'null')

/** A value of an event as JSON; every string goes through `mask` first. */
export function valueToJson(value: Exclude<Value, undefined>, mask: (text: string) => string): string {
  if (typeof value === 'string') return quote(mask(value))
  if (typeof value === 'number') return numberToJson(value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  return isArray(value) ? stringsToJson(value, mask) : 'null'
}

function stringsToJson(values: readonly string[], mask: (text: string) => string): string {
  let json = '['
  for (let i = 0; i < values.length; i++) json += (i === 0 ? '' : ',') + quote(mask(values[i] ?? ''))
  return json + ']'
}
