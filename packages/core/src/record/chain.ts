import type { Engine } from '../engine.ts'
import { Bytes, encodeInto, Memory } from '../primordials.ts'

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

export function createChain({ digest, digestText }: Pick<Engine, 'digest' | 'digestText'>): Chain {
  return { head: chainStart, length: 0, after: digestText ?? createDigest(digest) }
}

function createDigest(digest: Engine['digest']): Chain['after'] {
  // Kept apart from its view: the view's accessors are the application's to replace.
  let size = 16 * 1024
  let memory = new Memory(size)
  return (line) => {
    if (size < 3 * line.length) {
      size = 6 * line.length
      memory = new Memory(size)
    }
    const { written } = encodeInto(line, new Bytes(memory))
    return digest(new Bytes(memory, 0, written))
  }
}
