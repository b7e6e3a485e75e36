import { primordials } from '@overt/core'
import { type Method, replace } from '../patch.ts'
import { whenReport } from '../process-report.ts'

const { apply } = primordials

/**
 * A diagnostic report holds the whole environment, which native code reads: asking for one, or having one written, lists the environment.
 *
 * @param list called before either; throws where that is refused
 */
export function watchReport(list: () => void): void {
  const listing = (original: Method): Method => ({
    report(this: unknown): unknown {
      list()
      return apply(original, this, arguments)
    },
  }).report
  whenReport((report) => {
    replace(report, 'getReport', listing)
    replace(report, 'writeReport', listing)
  })
}
