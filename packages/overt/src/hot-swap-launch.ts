import { primordials } from '@overt/core'
import type { HotSwap, Settings } from './configuration/settings.ts'

const { numberToString } = primordials

/**
 * The settings for what this process starts, by the serial number that its rules are to have at least: it is not to take older ones than this process has.
 *
 * The text is made now, and only the number later: what `JSON.stringify` makes of an object is for the application to say once it runs (`toJSON`).
 *
 * @param launch the settings as text, as they were when the process started
 */
export function createLaunch(launch: string): (serial: number) => string {
  const { hot_swap: { min_serial = 0, ...handed }, ...rest } = JSON.parse(launch) as Settings & { readonly hot_swap: HotSwap }
  // INVARIANT: a text in the order of its keys, so that it ends with the number.
  const text = JSON.stringify({ ...rest, hot_swap: { ...handed, min_serial } })
  const begin = text.slice(0, text.length - `${String(min_serial)}}}`.length)
  return (serial) => begin + numberToString(serial) + '}}'
}
