import { fstatSync } from 'node:fs'
import process from 'node:process'
import { count } from './count.ts'

/** How many files are done, and how many bytes they have. */
export type Done = readonly [files: number, bytes: number]

/** Where lines are drawn over. */
export interface Terminal {
  write(text: string): unknown
}

const [first, interval, width] = [300, 100, 24]

/**
 * Shows on standard error how far some work is, where that is a terminal and the work takes longer than a moment.
 *
 * @param total how many files there will be, where that is known
 * @param terminal where it is shown
 */
export async function withProgress<T>(what: string, work: Promise<T>, done: () => Done, total?: number, terminal: Terminal | undefined = standardErrorTerminal()): Promise<T> {
  if (terminal === undefined) return work
  const start = performance.now()
  let shown = false
  const timer = setInterval(() => {
    if (performance.now() - start < first) return
    shown = true
    terminal.write(`\r\u001b[K${line(what, done(), total)}`)
  }, interval)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (shown) terminal.write('\r\u001b[K')
  }
}

/** `verifying [######------------------] 12000 of 48000 files, 310 MB` */
export function line(what: string, [files, bytes]: Done, total: number | undefined): string {
  const size = `${Math.round(bytes / 1e6)} MB`
  if (total === undefined || total === 0) return `${what} ${count(files, 'file')}, ${size}`
  const full = Math.min(width, Math.floor((files / total) * width))
  return `${what} [${'#'.repeat(full)}${'-'.repeat(width - full)}] ${files} of ${count(total, 'file')}, ${size}`
}

/** Standard error, where that is a terminal. `process.stderr` loads Node's streams, so it is asked only where the descriptor is a device. */
export const standardErrorTerminal = (): Terminal | undefined => (fstatSync(2).isCharacterDevice() && process.stderr.isTTY ? process.stderr : undefined)
