import { primordials } from '@overt/core'
import { bufferFrom, utf8Slice } from '../captured.ts'

const { apply, Bytes, charCodeAt, copyBytes, lengthOf, slice } = primordials

/** A file's content on its way into the runtime: as text where that is what we have, else as bytes. */
export interface Source {
  readonly text: string | undefined
  readonly bytes: Uint8Array | undefined
}

/** UTF-8 to text, byte order mark and all. */
export const decoded = (bytes: Uint8Array): string => apply(utf8Slice as never, bytes, [0, lengthOf(bytes)])

/** What Node's CommonJS loader takes: the text that `readFileSync(path, 'utf8')` gives. */
export const textOf = (source: Source): string => source.text ?? (source.bytes === undefined ? '' : decoded(source.bytes))

/** The same for an ES module, whose loader drops a byte order mark. */
export const moduleTextOf = (source: Source): string => {
  const text = textOf(source)
  return charCodeAt(text, 0) === 0xfeff ? slice(text, 1) : text
}

/** A copy that nobody else has. */
export function copied(bytes: Uint8Array): Uint8Array {
  const copy = new Bytes(lengthOf(bytes))
  copyBytes(copy, bytes)
  return copy
}

/** The bytes. */
export const bytesOf = (source: Source): Uint8Array => source.bytes ?? bufferFrom(source.text ?? '', 'utf8')

/** The number of bytes. */
export const sizeOf = (source: Source): number => lengthOf(bytesOf(source))
