import { closeSync, openSync, readSync } from 'node:fs'
import { fileProblem, OvertError } from '@overt/core'

/** One line of a file. */
export interface Line {
  /** From 1. */
  readonly number: number
  /** Without its line feed. */
  readonly bytes: Uint8Array
  /** Whether a line feed ends it; only the last line can lack it. */
  readonly ended: boolean
}

const chunkBytes = 1 << 20
const lineFeed = 0x0a

/**
 * The lines of a file of any size, a piece of it in memory at a time.
 *
 * @throws {OvertError} `OVERT_READ`
 */
export function* readLines(file: string): Generator<Line> {
  const descriptor = guarded(file, () => openSync(file, 'r'))
  try {
    let rest: Uint8Array[] = []
    let number = 0
    for (;;) {
      const chunk = new Uint8Array(chunkBytes)
      const length = guarded(file, () => readSync(descriptor, chunk))
      if (length === 0) break
      let start = 0
      for (let end = chunk.indexOf(lineFeed); end !== -1 && end < length; end = chunk.indexOf(lineFeed, start)) {
        yield { number: ++number, bytes: joined([...rest, chunk.subarray(start, end)]), ended: true }
        rest = []
        start = end + 1
      }
      if (start < length) rest.push(chunk.subarray(start, length))
    }
    if (rest.length > 0) yield { number: ++number, bytes: joined(rest), ended: false }
  } finally {
    closeSync(descriptor)
  }
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => (parts.length === 1 ? (parts[0] ?? new Uint8Array()) : Buffer.concat(parts))

function guarded<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new OvertError('OVERT_READ', fileProblem(file, 'read', error))
  }
}
