import process from 'node:process'
import { primordials } from '@overt/core'
import { whenLoaded } from './builtin-loads.ts'

/**
 * Calls `then` with `process.report` when the runtime has loaded it, which it does when that is first read.
 *
 * @returns false where this Node has none
 */
export function whenReport(then: (report: NodeJS.ProcessReport) => void): boolean {
  if (!primordials.hasOwn(process, 'report')) return false
  whenLoaded('internal/process/report', () => { then(process.report) })
  return true
}
