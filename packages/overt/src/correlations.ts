import type { Settings } from './configuration/settings.ts'
import type { ThreadBinding } from './engine/native-binding.ts'
import type { Thread } from './thread-audit.ts'

/**
 * Takes up what correlations saw before this process, where the configuration names a file for it (`correlation: { state: FILE }`). A file that cannot be
 * used, or that was left under other rules, is on record, and counting begins anew: the application starts all the same.
 *
 * @returns what leaves there what they have seen, when the process ends
 */
export function keptCorrelations({ own, standardError }: Thread, binding: ThreadBinding, { correlation, hot_swap }: Settings): () => void {
  if (correlation?.state === undefined) return () => {}
  const { state: file, every } = correlation
  const forgotten = (why: string | null): void => {
    if (why === null) return
    standardError.say(`OVERT_CONFIG: what correlations saw is lost: ${why}`)
    own('overt.gap', { reason: 'forgotten', detail: why })
  }
  const { restoreCorrelations, keepCorrelations, keepCorrelationsEvery } = binding.correlations()
  forgotten(restoreCorrelations(file))
  if (every !== undefined) forgotten(keepCorrelationsEvery(file, every, hot_swap !== undefined))
  return () => {
    forgotten(keepCorrelations(file))
  }
}
