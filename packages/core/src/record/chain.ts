import { Bytes, encodeInto } from '../primordials.ts'

/** The `prev` of a stream's first line. */
export const chainStart: string = '0'.repeat(64)

/** The chain of one stream: each line names the BLAKE3 of the line before, without its line feed. */
export interface Chain {
  /** The digest that the next line names. */
  readonly head: string
  /** How many lines there are. */
  readonly length: number
  /** Continues the chain with a finished line. */
  add(line: string): void
}

export function createChain(digest: (bytes: Uint8Array) => string): Chain {
  let head = chainStart
  let length = 0
  let buffer = new Bytes(16 * 1024)
  return {
    get head() {
      return head
    },
    get length() {
      return length
    },
    add(line) {
      if (buffer.length < 3 * line.length) buffer = new Bytes(6 * line.length)
      const { written } = encodeInto(line, buffer)
      head = digest(new Bytes(buffer.buffer, 0, written))
      length++
    },
  }
}
