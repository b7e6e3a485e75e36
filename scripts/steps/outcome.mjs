/**
 * What a step came to. `reasons` says why something failed or was skipped, a line each.
 *
 * @typedef {{ passed: number, failed: number, skipped: number, reasons: readonly string[] }} Outcome
 */
/**
 * One part of `npm test`. `needs` names steps: when one of them has failed, this one is not run and counts as failed.
 *
 * @typedef {{ name: string, needs?: readonly string[], run: () => Promise<Outcome> }} Step
 */

/** @returns {Outcome} for a check that is one question */
export const pass = () => ({ passed: 1, failed: 0, skipped: 0, reasons: [] })

/**
 * @param {string} reason
 * @returns {Outcome}
 */
export const fail = (reason) => ({ passed: 0, failed: 1, skipped: 0, reasons: [reason] })

/**
 * @param {string} reason
 * @returns {Outcome}
 */
export const skip = (reason) => ({ passed: 0, failed: 0, skipped: 1, reasons: [reason] })

/**
 * @param {readonly Outcome[]} outcomes
 * @returns {Outcome}
 */
export function sum(outcomes) {
  return outcomes.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
      reasons: [...all.reasons, ...one.reasons],
    }),
    { passed: 0, failed: 0, skipped: 0, reasons: [] },
  )
}
