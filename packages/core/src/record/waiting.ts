import { Bytes, Doubles, encodeInto, Memory, Words } from '../primordials.ts'

/*
 * Where the lines of a thread's record wait until they are written, and the end of their chain: in one memory, so that native code can add lines where JavaScript
 * does (crates/binding/src/record.rs). Bytes 0 to 11: words; 16 to 31: numbers; 32 to 95: the digest of the last line; then the lines.
 */

/** Bytes of lines that wait at most. */
export const capacity: number = 64 * 1024
/** Where the lines begin. */
export const linesStart: number = 96
const headStart = 32

/** Places in {@link Waiting.words}: bytes that wait, lines that wait, and lines that were lost and not told yet. */
export const used: number = 0
export const waiting: number = 1
export const lost: number = 2
/** Places in {@link Waiting.numbers}: when the oldest line came, in milliseconds since 1970, and how many lines the stream has. */
export const oldest: number = 2
export const streamLength: number = 3

/** The memory and views of it. */
export interface Waiting {
  readonly memory: ArrayBuffer
  readonly words: Uint32Array
  readonly numbers: Float64Array
  /** The digest of the last line, as text. */
  readonly head: Uint8Array
}

export function createWaiting(): Waiting {
  const memory = new Memory(linesStart + capacity)
  return { memory, words: new Words(memory, 0, 3), numbers: new Doubles(memory, 0, 4), head: new Bytes(memory, headStart, linesStart - headStart) }
}

/** Writes the end of the chain into the memory. */
export function setHead({ head, numbers }: Waiting, text: string, length: number): void {
  encodeInto(text, head)
  numbers[streamLength] = length
}
