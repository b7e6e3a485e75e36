import { writeSync } from 'node:fs'
import process from 'node:process'

/**
 * Writes to standard output (1) or standard error (2), at once. Not by `process.stdout`, whose first use loads and runs Node's streams (4 ms of a command's start);
 * but where a write would have to wait, and on Windows, where a console takes other than UTF-8, they have the rest.
 */
export function print(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text)
  let done = 0
  try {
    while (process.platform !== 'win32' && done < bytes.length) done += writeSync(descriptor, bytes, done)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // `overt events | head` closes the pipe before all is written.
    if (code === 'EPIPE') process.exit(0)
    if (code !== 'EAGAIN') process.exit(70)
  }
  if (done < bytes.length) stream(descriptor).write(bytes.subarray(done))
}

function stream(descriptor: 1 | 2): NodeJS.WriteStream {
  const to = descriptor === 1 ? process.stdout : process.stderr
  return to.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 70))
}
