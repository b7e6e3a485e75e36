import { type Audit, type Gap, primordials, type Readers } from '@overt/core'
import { type Method, raised, replace } from '../patch.ts'
import { absolute } from '../path.ts'
import { whenReport } from '../process-report.ts'

const { apply, getOwnPropertyDescriptor } = primordials

/** Undefined for the standard streams. */
interface Report {
  readonly path: string | undefined
}

const fields = (): Readers<'report.write', Report> => ({
  path: ({ path }: Report) => path,
})

/** `report.write`: `process.report.writeReport`. What a signal or an error sets off is written by native code without asking. */
export function installReport(audit: Audit): readonly Gap[] {
  const operation = audit.operation('report.write', fields)
  const watched = whenReport((report) => {
    const directory = setting(report, 'directory')
    const filename = setting(report, 'filename')
    replace(report, 'writeReport', (original) => ({
      writeReport(this: unknown, file: unknown): unknown {
        // What is no name is refused by the original; an error may stand in the name's place.
        if (operation.wanted !== 0) raised(audit, operation, { path: pathOf(typeof file === 'string' ? file : filename(), directory()) })
        return apply(original, this, arguments)
      },
    }).writeReport)
  })
  return watched ? [] : [{ event: 'report.write', reason: 'absent', detail: 'this Node has no diagnostic report' }]
}

/** A setting of the report, read where native code keeps it. */
function setting(holder: object, name: 'directory' | 'filename'): () => string {
  const get = getOwnPropertyDescriptor(holder, name)?.get as Method | undefined
  return () => {
    const value = get === undefined ? '' : apply(get, holder, [])
    return typeof value === 'string' ? value : ''
  }
}

/** As native code puts them together. Of a name that the runtime makes, the folder. */
function pathOf(file: string, directory: string): string | undefined {
  if (file === 'stdout' || file === 'stderr') return undefined
  if (directory === '') return absolute(file)
  return absolute(file === '' ? directory : directory + '/' + file)
}
