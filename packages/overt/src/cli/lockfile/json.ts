import { basename } from 'node:path'
import { OvertError } from '@overt/core'

/** An object of a lock file that is JSON. Nothing is known of what is in it: whoever sent a change to the project can have written it. */
export type Json = Readonly<Record<string, unknown>>

/** What writes a lock file anew, by its name. */
const writers: Readonly<Record<string, string>> = { __proto__: null as never, 'package-lock.json': 'npm install --package-lock-only', 'pnpm-lock.yaml': 'pnpm install --lockfile-only', 'deno.lock': 'deno install' }

/** Why a lock file cannot be used, and what to do. */
export function unusableLock(file: string, why: string): OvertError {
  const writer = writers[basename(file)]
  return new OvertError('OVERT_READ', `\`${file}\` cannot be used: ${why}; restore it${writer === undefined ? '' : `, or have it written anew (\`${writer}\`)`}`)
}

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)

/** @throws {OvertError} `OVERT_READ` for a text that is no JSON, or no object */
export function parsed(file: string, text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw unusableLock(file, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw unusableLock(file, 'it is no object')
  return value
}

/**
 * The objects in an object; none where it is absent.
 *
 * @param name how a person finds it
 * @throws {OvertError} `OVERT_READ` where it, or what is in it, is no object
 */
export function objects(file: string, name: string, value: unknown = {}): readonly (readonly [string, Json])[] {
  if (!isObject(value)) throw unusableLock(file, `its \`${name}\` is no object`)
  return Object.entries(value).map(([key, entry]) => {
    if (!isObject(entry)) throw unusableLock(file, `\`${key}\` in its \`${name}\` is no object`)
    return [key, entry]
  })
}

/** @throws {OvertError} `OVERT_READ` for what is there and no text */
export function textOf(file: string, key: string, entry: Json, name: string): string | undefined {
  const value = entry[name]
  if (value === undefined || typeof value === 'string') return value
  throw unusableLock(file, `\`${name}\` of \`${key}\` is no text`)
}
