import type { Diagnostic } from './engine.ts'
import type { ErrorCode } from './generated/errors.ts'
import { printable } from './printable.ts'

/** Why overt does not start: what is wrong with what it was given, one line a problem. */
export class Unusable extends Error {
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** One problem without a place in a file. */
export const unusable = (code: ErrorCode, message: string): Unusable => new Unusable([`overt: ${code}: ${message}`])

/** A diagnostic as compilers print them: `rules/a.yml:3:5: error[OVERT_RULE_FIELD]: message; hint`. */
export const diagnosticLine = ({ file, line, column, severity, code, message, hint }: Diagnostic): string =>
  printable(`${file}:${line}:${column}: ${severity}[${code}]: ${message}${hint === '' ? '' : `; ${hint}`}`)
