import process from 'node:process'
import { primordials } from '@overt/core'
import { type Method, replace } from '../patch.ts'

const { apply } = primordials

/**
 * A diagnostic report holds the whole environment, which native code reads: asking for one, or having one written, lists the environment.
 *
 * @param list called before either; throws where that is refused
 */
export function watchReport(list: () => void): void {
  const { report } = process as { report?: object }
  if (report === undefined) return
  replace(report, 'getReport', (original: Method) => ({
    getReport(this: unknown): unknown {
      list()
      return apply(original, this, arguments)
    },
  }).getReport)
  replace(report, 'writeReport', (original: Method) => ({
    writeReport(this: unknown): unknown {
      list()
      return apply(original, this, arguments)
    },
  }).writeReport)
}
