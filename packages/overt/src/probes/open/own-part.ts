import { guardOwnDescriptors } from './own-descriptors.ts'
import { guardOwnFiles, type OwnFiles } from './own-files.ts'
import { guardOwnFromFlags } from './own-flags.ts'
import { guardOwnFromReports } from './own-reports.ts'

/** Nothing but overt changes its record, by whichever way. */
export function guardOwn(binding: object, own: OwnFiles): void {
  guardOwnFiles(binding, own)
  guardOwnDescriptors(own)
  guardOwnFromReports(own)
  guardOwnFromFlags(own)
}
