import { aligned, headLength, type Known, magic } from '../loader/warm/layout.ts'

/** The cache's bytes: head, what is known as JSON in ASCII, and the code caches. */
export function encode(known: Omit<Known, 'code'>, code: readonly (readonly [file: number, cache: Uint8Array])[]): Uint8Array {
  let end = 0
  const places = code.map(([file, { length }]) => {
    const offset = end
    end += aligned(length)
    return [file, offset, length] as const
  })
  const json = JSON.stringify({ ...known, code: places }).replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const start = headLength + aligned(json.length)
  const bytes = new Uint8Array(start + end)
  bytes.set(Buffer.from(`${magic}${String(json.length).padEnd(headLength - magic.length)}${json.padEnd(start - headLength)}`, 'latin1'))
  code.forEach(([, cache], i) => bytes.set(cache, start + (places[i]?.[1] ?? 0)))
  return bytes
}
