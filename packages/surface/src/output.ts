import { type Output, primordials, type Response } from '@overt/core'
import type { Appender, Host } from './host.ts'

const { Bytes, encodeInto } = primordials

/** Lines of a record, each written when it comes: in one append, before the operation goes on. After one that could not be written the next begins on a line of its own, behind an empty one where nothing was written. */
export function createOutput(file: Appender): Output {
  // The file may end in a part of a line.
  let torn = false
  return {
    delay: 0,
    takeNotice: undefined,
    write(line) {
      try {
        file.write(encoded(torn ? '\n' + line : line))
        torn = false
        return 0
      } catch {
        torn = true
        return 1
      }
    },
    flush: () => 0,
    sync() {
      try {
        file.sync()
      } catch {
        // The line is written; that it could not be forced to the disk changes nothing that is left to do.
      }
    },
  }
}

/** Lines for the person who runs the process. */
export interface StandardError {
  /** Shows `overt: ` and one line. Nothing that befalls standard error is thrown. */
  say(line: string, response?: Response): void
}

export const createStandardError = (host: Host): StandardError => ({
  say(line) {
    host.say(encoded(`overt: ${line}\n`))
  },
})

function encoded(text: string): Uint8Array {
  const bytes = new Bytes(3 * text.length)
  const { written } = encodeInto(text, bytes)
  return new Bytes(primordials.bufferOf(bytes), 0, written)
}
