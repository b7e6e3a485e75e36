import { Bytes, Doubles, encodeInto, Memory, Words } from '../primordials.ts'

/*
 * Where the lines of a thread's record wait until they are written, and the end of their chain: in one memory, so that native code can add lines where JavaScript
 * does (crates/binding/src/record.rs), and write them where the thread ends without JavaScript (crates/binding/src/record/end.rs). Bytes 0 to 15: words; 16 to 31: numbers;
 * 32 to 95: the digest of the last line; 96 to 103: a number; then the lines.
 */

/** Bytes of lines that wait at most. */
export const waitingCapacity: number = 64 * 1024
/** Where the lines begin. */
export const linesStart: number = 104
const headStart = 32
const headEnd = 96

/** Places in {@link Waiting.words}: bytes that wait, lines that wait, lines that were lost and not told yet, and 1 where {@link Waiting.head} is the last line's. */
export const bytesPlace: number = 0
export const linesPlace: number = 1
export const lostPlace: number = 2
export const known: number = 3
/** Places in {@link Waiting.numbers}: when the oldest line came, in milliseconds since 1970; how many lines the stream has; how many of them were lost and told. */
export const oldestPlace: number = 2
export const streamLength: number = 3
export const dropped: number = 12

/** The memory and views of it. */
export interface Waiting {
  readonly memory: ArrayBuffer
  readonly words: Uint32Array
  readonly numbers: Float64Array
  /** The digest of the last line, as text. */
  readonly head: Uint8Array
  /** The file that they are for. */
  readonly path: string
}

export function createWaiting(path: string): Waiting {
  const memory = new Memory(linesStart + waitingCapacity)
  return { memory, words: new Words(memory, 0, 4), numbers: new Doubles(memory, 0, 13), head: new Bytes(memory, headStart, headEnd - headStart), path }
}

/** Writes the end of the chain into the memory. */
export function setHead({ head, numbers, words }: Waiting, text: string, length: number): void {
  encodeInto(text, head)
  numbers[streamLength] = length
  words[known] = 1
}
