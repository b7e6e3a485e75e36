import { readFile } from '../configuration/files.ts'
import { type Options, type Parsed, UsageError } from './usage.ts'

/** What a manifest must meet to be believed, on the command line. */
export const trustOptions: Options = { pubkey: { type: 'string' }, 'min-serial': { type: 'string' } }

/**
 * The same as the native binding takes it: the public key as its text.
 *
 * @throws {UsageError} for a serial number that is none
 * @throws {Unusable} `OVERT_READ` for a public key that cannot be read
 */
export function trust(given: Parsed): { readonly pubkey?: string; readonly minSerial?: number } {
  const pubkey = given.value('pubkey')
  const minSerial = serial('--min-serial', given.value('min-serial'))
  return {
    ...(pubkey === undefined ? {} : { pubkey: new TextDecoder().decode(readFile(pubkey).bytes) }),
    ...(minSerial === undefined ? {} : { minSerial }),
  }
}

/** @throws {UsageError} for what is no whole number */
export function serial(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new UsageError(`\`${option} ${text}\` is not a whole number`)
  return number
}
