import { syncBuiltinESMExports } from 'node:module'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { primordials } from '@overt/core'
import { type OwnFiles, refusalOf } from './own-files.ts'
import { replace } from '../patch.ts'
import { copyOfBytes } from '../path.ts'

const { apply } = primordials

/** The runtime writes reports and snapshots of the heap itself, to a path that the application gives: not over the record. */
export function guardOwnFromReports(own: OwnFiles): void {
  const { report } = process
  replace(report, 'writeReport', (original) => ({
    writeReport(this: unknown, path: unknown): unknown {
      if (typeof path === 'string') {
        const folder = report.directory
        refuse(own, folder === '' ? path : `${folder}/${path}`)
      }
      return apply(original, this, arguments)
    },
  }).writeReport)
  // Loading it takes most of a millisecond: only where a record is to be guarded.
  const replaced = replace(process.getBuiltinModule('node:v8'), 'writeHeapSnapshot', (original) => ({
    writeHeapSnapshot(this: unknown, path: unknown): unknown {
      const given = typeof path === 'string' ? path : (copyOfBytes(path) ?? pathOfUrl(path))
      if (given !== undefined) {
        refuse(own, given)
        arguments[0] = given
      }
      return apply(original, this, arguments)
    },
  }).writeHeapSnapshot)
  if (replaced) syncBuiltinESMExports()
}

function refuse(own: OwnFiles, path: string | Uint8Array): void {
  const refusal = refusalOf(own, path)
  if (refusal !== undefined) throw refusal
}

/** The path of a URL, read once; undefined for what is none, which the runtime says itself. */
function pathOfUrl(url: unknown): string | undefined {
  if (typeof url !== 'object' || url === null) return undefined
  try {
    return fileURLToPath(url as URL)
  } catch {
    return undefined
  }
}
