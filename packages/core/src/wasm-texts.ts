import { bufferOf, Bytes, encodeInto, Words } from './primordials.ts'

/** What the import-free module is given as one buffer (documentation of crates/capi): numbers as u32, texts as their length and UTF-8, all little-endian. */
export function encodeTexts(parts: readonly (string | number)[]): Uint8Array {
  let most = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? 0
    most += 4 + (typeof part === 'string' ? 3 * part.length : 0)
  }
  const request = new Bytes(most)
  const buffer = bufferOf(request)
  const number = new Words(1)
  const numberBytes = new Bytes(bufferOf(number))
  let at = 0
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? 0
    if (typeof part === 'string') number[0] = encodeInto(part, new Bytes(buffer, at + 4)).written
    else number[0] = part
    // Every platform that runs JavaScript is little-endian.
    for (let j = 0; j < 4; j++) request[at + j] = numberBytes[j] ?? 0
    at += 4 + (typeof part === 'string' ? number[0] : 0)
  }
  return new Bytes(buffer, 0, at)
}
