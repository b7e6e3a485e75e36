import { OvertError } from '@overt/core'

/** An object of a lock file that is JSON. Nothing is known of what is in it: whoever sent a change to the project can have written it. */
export type Json = Readonly<Record<string, unknown>>

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws {OvertError} `OVERT_READ` for a text that is no JSON, or no object */
export function parsed(file: string, text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new OvertError('OVERT_READ', `\`${file}\` is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: it is no object`)
  return value
}

/**
 * The objects in an object; none where it is absent.
 *
 * @param name how a person finds it
 * @throws {OvertError} `OVERT_READ` where it, or what is in it, is no object
 */
export function objects(file: string, name: string, value: unknown = {}): readonly (readonly [string, Json])[] {
  if (!isObject(value)) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: its \`${name}\` is no object`)
  return Object.entries(value).map(([key, entry]) => {
    if (!isObject(entry)) throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: \`${key}\` in its \`${name}\` is no object`)
    return [key, entry]
  })
}

/** @throws {OvertError} `OVERT_READ` for what is there and no text */
export function textOf(file: string, key: string, entry: Json, name: string): string | undefined {
  const value = entry[name]
  if (value === undefined || typeof value === 'string') return value
  throw new OvertError('OVERT_READ', `\`${file}\` cannot be used: \`${name}\` of \`${key}\` is no text`)
}
