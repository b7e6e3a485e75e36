import { charCodeAt, isInteger } from './primordials.ts'

/** A mask of permissions as `process.umask` takes it: a number, or digits to the base of eight; undefined for what it refuses. */
export function maskOf(given: unknown): number | undefined {
  if (typeof given === 'number') return isInteger(given) && given >= 0 && given <= 0xffff_ffff ? given : undefined
  if (typeof given !== 'string' || given === '') return undefined
  let mask = 0
  for (let i = 0; i < given.length; i++) {
    const digit = charCodeAt(given, i) - 48
    if (digit < 0 || digit > 7) return undefined
    mask = mask * 8 + digit
  }
  return mask <= 0xffff_ffff ? mask : undefined
}
