import { Bytes, encodeInto } from '../primordials.ts'

/** The `prev` of a stream's first line. */
export const chainStart: string = '0'.repeat(64)

/**
 * The chain of one stream: each line names the BLAKE3 of the line before, without its line feed. Its owner moves it on by two assignments, once the line
 * is with the output: nothing that can end a call in between (an exhausted stack, a termination) leaves the chain and the output apart.
 */
export interface Chain {
  /** The digest that the next line names. */
  head: string
  /** How many lines there are. */
  length: number
  /** What the head is after a finished line. */
  after(line: string): string
}

export function createChain(digest: (bytes: Uint8Array) => string): Chain {
  let buffer = new Bytes(16 * 1024)
  return {
    head: chainStart,
    length: 0,
    after(line) {
      if (buffer.length < 3 * line.length) buffer = new Bytes(6 * line.length)
      const { written } = encodeInto(line, buffer)
      return digest(new Bytes(buffer.buffer, 0, written))
    },
  }
}
