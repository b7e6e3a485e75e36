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
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
      failed(descriptor, error as NodeJS.ErrnoException)
      return
    }
  }
  if (done < bytes.length) stream(descriptor).write(bytes.subarray(done))
}

const stream = (descriptor: 1 | 2): NodeJS.WriteStream =>
  (descriptor === 1 ? process.stdout : process.stderr).on('error', (error: NodeJS.ErrnoException) => failed(descriptor, error))

/** `overt events | head` closes the pipe before all is written. Where nobody reads what is said beside, the command still does its work and its exit code tells. */
function failed(descriptor: 1 | 2, { code }: NodeJS.ErrnoException): void {
  if (descriptor === 1) process.exit(code === 'EPIPE' ? 0 : 70)
}
