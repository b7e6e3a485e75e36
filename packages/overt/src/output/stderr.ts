import process from 'node:process'
import { primordials, type Response } from '@overt/core'
import { again, type Calls } from './calls.ts'
import { pause } from './pause.ts'

const { Bytes, encodeInto } = primordials
const standardError = 2
/** Standard error that takes nothing (a full pipe) is asked this often; then the line is given up. */
const patience = 25

/** SGR codes: yellow, red, bold red. */
const colours: Readonly<Partial<Record<Response, string>>> = { alert: '33', block: '31', kill: '1;31' }

/** Lines for the person who runs the process. */
export interface StandardError {
  /** Shows `overt: ` and one line. Nothing that befalls standard error is thrown. */
  say(line: string, response?: Response): void
}

export function createStandardError(calls: Calls): StandardError {
  const file = calls.fileOf(standardError)
  const { binding } = process as unknown as { binding(name: string): { isTTY(descriptor: number): boolean } }
  const wanted = process.env['NO_COLOR'] === undefined || process.env['NO_COLOR'] === ''
  let coloured: boolean | undefined

  /** Asked at the first alert, not at start: most processes never show one. */
  function isTerminal(): boolean {
    try {
      return binding('tty_wrap').isTTY(standardError)
    } catch {
      return false
    }
  }

  function write(text: string): void {
    // The application may have closed standard error, and its number may be another file now.
    if (file === undefined || calls.fileOf(standardError) !== file) return
    const bytes = new Bytes(3 * text.length)
    const { written } = encodeInto(text, bytes)
    for (let at = 0, tries = 0; at < written && tries < patience; ) {
      const count = calls.write(standardError, bytes, at, written - at)
      if (count > 0) at += count
      else if (count === again) {
        tries++
        pause(4)
      } else return
    }
  }

  return {
    say(line, response) {
      const colour = response === undefined ? undefined : colours[response]
      if (colour === undefined) {
        write(`overt: ${line}\n`)
        return
      }
      coloured ??= wanted && isTerminal()
      write(coloured ? `overt: \u001b[${colour}m${line}\u001b[0m\n` : `overt: ${line}\n`)
    },
  }
}
