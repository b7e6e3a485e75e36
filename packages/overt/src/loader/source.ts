import { Buffer } from 'node:buffer'
import { primordials } from '@overt/core'

const { apply, Bytes, charCodeAt, getPrototypeOf, slice } = primordials

/** A file's content on its way into the runtime: as text where that is what we have, else as bytes. */
export interface Source {
  readonly text: string | undefined
  readonly bytes: Uint8Array | undefined
}

type Slice = (this: Uint8Array, start: number, end: number) => string
const prototype = Buffer.prototype as unknown as { readonly utf8Slice: Slice }
// `utf8Slice` keeps a byte order mark, as `fs.readFileSync(path, 'utf8')` does, and decodes as it does.
const { utf8Slice } = prototype
const bufferFrom: (text: string, encoding: 'utf8') => Uint8Array = Buffer.from
// The accessor itself: an own property of the application's cannot answer for it.
const lengthOf = Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype) ?? {}, 'length')?.get as () => number

const setBytes: (into: Uint8Array, from: Uint8Array) => void = Function.prototype.call.bind(Uint8Array.prototype.set) as never

const length = (bytes: Uint8Array): number => apply(lengthOf as never, bytes, [])

/** UTF-8 to text, byte order mark and all. */
export const decoded = (bytes: Uint8Array): string => apply(utf8Slice as never, bytes, [0, length(bytes)])

/** What Node's CommonJS loader takes: the text that `readFileSync(path, 'utf8')` gives. */
export const textOf = (source: Source): string => source.text ?? (source.bytes === undefined ? '' : decoded(source.bytes))

/** The same for an ES module, whose loader drops a byte order mark. */
export const moduleTextOf = (source: Source): string => {
  const text = textOf(source)
  return charCodeAt(text, 0) === 0xfeff ? slice(text, 1) : text
}

/** A copy that nobody else has. */
export function copied(bytes: Uint8Array): Uint8Array {
  const copy = new Bytes(length(bytes))
  setBytes(copy, bytes)
  return copy
}

/** The bytes. */
export const bytesOf = (source: Source): Uint8Array => source.bytes ?? bufferFrom(source.text ?? '', 'utf8')

/** The number of bytes. */
export const sizeOf = (source: Source): number => length(bytesOf(source))
