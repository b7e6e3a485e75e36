import { fileURLToPath } from 'node:url'
import { primordials } from '@overt/core'
import { type OwnFiles, refusalOf } from './own-files.ts'
import { whenLoaded } from '../builtin-loads.ts'
import { type Method, replace } from '../patch.ts'
import { copyOfBytes } from '../path.ts'
import { whenReport } from '../process-report.ts'
import { getBuiltinModule } from '../../captured.ts'

const { apply } = primordials

/** The runtime writes reports and snapshots of the heap itself, to a path that the application gives: not over the record. */
export function guardOwnFromReports(own: OwnFiles): void {
  whenReport((report) => {
    replace(report, 'writeReport', (original) => ({
      writeReport(this: unknown, path: unknown): unknown {
        if (typeof path === 'string') {
          const folder = report.directory
          refuse(own, folder === '' ? path : `${folder}/${path}`)
        }
        return apply(original, this, arguments)
      },
    }).writeReport)
  })
  const writing = (original: Method): Method => ({
    writeHeapSnapshot(this: unknown, path: unknown): unknown {
      const given = typeof path === 'string' ? path : (copyOfBytes(path) ?? pathOfUrl(path))
      if (given !== undefined) {
        refuse(own, given)
        arguments[0] = given
      }
      return apply(original, this, arguments)
    },
  }).writeHeapSnapshot
  whenLoaded('v8', () => { replace(getBuiltinModule('node:v8'), 'writeHeapSnapshot', writing) })
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
