import { writeSync } from 'node:fs'
import process from 'node:process'

/** Streams that have taken what a descriptor did not take at once: what comes later goes behind it. On Windows, where a console takes other than UTF-8, they take everything. */
const waiting: { 1?: NodeJS.WriteStream; 2?: NodeJS.WriteStream } = {}

/** Writes to standard output (1) or standard error (2), at once where that can be. Not by `process.stdout`, whose first use loads and runs Node's streams (4 ms of a command's start). */
export function print(descriptor: 1 | 2, text: string): void {
  let rest = Buffer.from(text)
  try {
    while (waiting[descriptor] === undefined && process.platform !== 'win32' && rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') {
      failed(descriptor, error as NodeJS.ErrnoException)
      return
    }
  }
  if (rest.length > 0) (waiting[descriptor] ??= stream(descriptor)).write(rest)
}

const stream = (descriptor: 1 | 2): NodeJS.WriteStream =>
  (descriptor === 1 ? process.stdout : process.stderr).on('error', (error: NodeJS.ErrnoException) => failed(descriptor, error))

/** `overt verify | head` closes the pipe before all is written: the command still does its work, and its exit code tells. What could be written nowhere else is an error. */
function failed(descriptor: 1 | 2, { code, message }: NodeJS.ErrnoException): void {
  if (descriptor === 2 || code === 'EPIPE') return
  print(2, `overt: OVERT_WRITE: the standard output cannot be written: ${message}\n`)
  process.exit(2)
}
