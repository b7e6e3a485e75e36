import { bytesPlace, createWaiting, linesPlace, linesStart, lostPlace, oldestPlace, type Output, primordials, waitingCapacity } from '@overt/core'
import { again, type Calls } from './calls.ts'
import { own } from './own.ts'
import { pause } from './pause.ts'

const { Bytes, encodeInto, now } = primordials

/** Milliseconds that a line waits at most. */
const longestWait = 1000
/** A descriptor that takes nothing (a full pipe) is asked this often, with a pause of so many milliseconds. */
const patience = 25
const milliseconds = 4

const lineFeed = 10
const setTimer = setInterval

/**
 * The record's file: appended to, made with mode 0600 if missing, shared with other threads and processes, for each write holds whole lines.
 * Nothing that befalls the file throws; lines that cannot be written are counted.
 *
 * @returns undefined where the file cannot be opened
 */
export function openFileOutput(path: string, calls: Calls): Output | undefined {
  let descriptor = calls.open(path)
  let file = calls.fileOf(descriptor)
  if (descriptor < 0 || file === undefined) return undefined
  own(calls, file, path)

  const lines = createWaiting(path)
  const { memory, words, numbers } = lines
  const buffer = new Bytes(memory, linesStart, waitingCapacity)
  const feed = new Bytes([lineFeed])
  const bytesWaiting = (): number => words[bytesPlace] ?? 0
  // The file ends in a part of a line.
  let torn = false
  let notice: string | undefined

  // The file that the path leads to is another, and the path cannot be opened.
  let apart = false

  // One timer for good: making one runs what the application has for `init` in async_hooks, and no such code may run while a line is on its way.
  const timer = setTimer(() => {
    // The next caller is told.
    addLost(flushWaiting())
  }, longestWait)
  timer.unref()

  /**
   * The application, or another process, can close our descriptor, and have its number again for a file of its own; and it can move or remove the file. Where
   * the path cannot be opened the file that is open is written on: a process that gave up its privileges has no other.
   */
  function ensureOpen(): boolean {
    const open = calls.fileOf(descriptor) === file
    if (open && calls.fileAt(path) === file) {
      apart = false
      return true
    }
    const opened = calls.open(path)
    const found = calls.fileOf(opened)
    if (opened < 0 || found === undefined) {
      if (open && !apart) notice = "the record's path leads to its file no more, and cannot be opened; the file that is open is written on"
      apart = open
      return open
    }
    if (open) calls.close(descriptor)
    descriptor = opened
    // The part of a line is in the file that was.
    if (found !== file) torn = false
    file = found
    own(calls, found, path)
    notice = open
      ? "the record's file was moved or removed; the record goes on in a new file at its path"
      : "the record's descriptor was closed or replaced by the application; the file was opened again"
    return true
  }

  /** Writes the first `length` bytes, which are `lines` lines. Returns how many of them are lost. */
  function write(bytes: Uint8Array, length: number, lines: number): number {
    if (!ensureOpen()) return lines
    if (torn) {
      if (calls.write(descriptor, feed, 0, 1) !== 1) return lines
      torn = false
    }
    const written = calls.write(descriptor, bytes, 0, length)
    return written === length ? 0 : writeRest(bytes, written < 0 ? 0 : written, length, lines, written)
  }

  function writeRest(bytes: Uint8Array, start: number, length: number, lines: number, last: number): number {
    let at = start
    let result = last
    for (let tries = 0; at < length; ) {
      if (result === again && tries < patience) {
        tries++
        pause(milliseconds)
      } else if (result <= 0) break
      result = calls.write(descriptor, bytes, at, length - at)
      if (result > 0) at += result
    }
    if (at === length) return 0
    torn = at > 0 && bytes[at - 1] !== lineFeed
    if (torn && calls.write(descriptor, feed, 0, 1) === 1) torn = false
    let left = lines
    for (let i = 0; i < at; i++) if (bytes[i] === lineFeed) left--
    return left
  }

  function flushWaiting(): number {
    const length = bytesWaiting()
    if (length === 0) return 0
    const failed = write(buffer, length, words[linesPlace] ?? 0)
    words[bytesPlace] = 0
    words[linesPlace] = 0
    return failed
  }

  function addLost(more: number): void {
    words[lostPlace] = (words[lostPlace] ?? 0) + more
  }

  function takeLost(more: number): number {
    const all = (words[lostPlace] ?? 0) + more
    words[lostPlace] = 0
    return all
  }

  return {
    delay: longestWait,
    waiting: lines,
    write(line, durable) {
      // INVARIANT: after the line is encoded, or for a durable one after the system's call, nothing but assignments happens: see record/chain.ts.
      const time = now()
      let before = 0
      const waits = bytesWaiting()
      if (waits + 3 * line.length > waitingCapacity || (waits > 0 && time - (numbers[oldestPlace] ?? 0) >= longestWait)) before = flushWaiting()
      if (3 * line.length > waitingCapacity) {
        const large = new Bytes(3 * line.length)
        return takeLost(before + write(large, encodeInto(line, large).written, 1))
      }
      const start = bytesWaiting()
      const { written } = encodeInto(line, new Bytes(memory, linesStart + start))
      let failed = before + (words[lostPlace] ?? 0)
      if (durable) {
        failed += write(buffer, start + written, (words[linesPlace] ?? 0) + 1)
        words[bytesPlace] = 0
        words[linesPlace] = 0
      } else {
        if (start === 0) numbers[oldestPlace] = time
        words[bytesPlace] = start + written
        words[linesPlace] = (words[linesPlace] ?? 0) + 1
      }
      words[lostPlace] = 0
      return failed
    },
    flush: () => takeLost(flushWaiting()),
    sync() {
      addLost(flushWaiting())
      calls.synchronise(descriptor)
    },
    takeNotice() {
      const said = notice
      notice = undefined
      return said
    },
  }
}
