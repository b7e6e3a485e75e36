import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OvertError } from '@overt/core'

/**
 * Makes a folder that nobody else can open, where the system keeps what is temporary.
 *
 * @throws {OvertError} `OVERT_WRITE`
 */
export function temporaryFolder(prefix: string): string {
  try {
    return mkdtempSync(join(tmpdir(), prefix))
  } catch (error) {
    throw new OvertError('OVERT_WRITE', `no temporary folder can be made in \`${tmpdir()}\`: ${error instanceof Error ? error.message : String(error)}; name one that can be written in the variable TMPDIR`)
  }
}
