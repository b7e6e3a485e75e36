// Reads the counts that test runners print. Each answers the counts and never hides a failure: a run that exits with another status than 0, or that
// counted nothing, has failed at least once.
/** @typedef {import('../run/command.mjs').Result} Result */
/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * `test result: ok. 12 passed; 0 failed; 1 ignored; ...`, one line for each test program.
 *
 * @param {Result} result
 * @returns {Outcome}
 */
export function cargoCounts(result) {
  const lines = [...result.output.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/gm)]
  const add = (/** @type {number} */ column) => lines.reduce((all, line) => all + Number(line[column]), 0)
  return honest(result, { passed: add(1), failed: add(2), skipped: add(3) }, titles(result, /^test (.+) \.\.\. FAILED$/gm))
}

/**
 * AVA ends with lines such as `12 tests passed`, `1 test failed`, `1 uncaught exception`, `2 tests skipped`. Where a test has failed it leaves out how many
 * have passed; then the ticks are counted.
 *
 * @param {Result} result
 * @returns {Outcome}
 */
export function avaCounts(result) {
  const text = plain(result.output)
  const count = (/** @type {RegExp} */ pattern) => [...text.matchAll(pattern)].reduce((all, line) => all + Number(line[1]), 0)
  return honest(result, {
    passed: count(/^ *(\d+) tests? passed$/gm) || [...text.matchAll(/^ *[✔√] /gm)].length,
    failed: count(/^ *(\d+) (?:tests? failed|hooks? failed|uncaught exceptions?|unhandled rejections?)$/gm),
    skipped: count(/^ *(\d+) tests? (?:skipped|todo)$/gm),
  }, titles(result, /^ *[✘×] (.+)$/gm))
}

/**
 * A tick or a cross before each check, as the demo prints them.
 *
 * @param {Result} result
 * @returns {Outcome}
 */
export function checkCounts(result) {
  const count = (/** @type {RegExp} */ pattern) => [...plain(result.output).matchAll(pattern)].length
  return honest(result, { passed: count(/^ *✓ /gm), failed: count(/^ *✗ /gm), skipped: 0 }, titles(result, /^ *✗ (.+)$/gm))
}

/**
 * `ok` or `FAIL` before each case, as the addon's own cases are printed.
 *
 * @param {Result} result
 * @returns {Outcome}
 */
export function caseCounts(result) {
  const count = (/** @type {RegExp} */ pattern) => [...plain(result.output).matchAll(pattern)].length
  return honest(result, { passed: count(/^ok +v\d/gm), failed: count(/^FAIL +v\d/gm), skipped: 0 }, titles(result, /^FAIL +(v\d.*)$/gm))
}

/**
 * The last `N passed, N failed` is the total of a script that counts for itself; each line `skipped: REASON` is something that it could not run here.
 *
 * @param {Result} result
 * @returns {Outcome}
 */
export function totalCounts(result) {
  const last = [...plain(result.output).matchAll(/^.*?\b(\d+) passed, (\d+) failed/gm)].at(-1)
  const skipped = [...plain(result.output).matchAll(/^skipped: (.+)$/gm)].map(([, reason = '']) => reason)
  const outcome = honest(result, { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0), skipped: skipped.length }, titles(result, /^FAILED +(.+)$/gm))
  return { ...outcome, reasons: [...outcome.reasons, ...skipped.map((reason) => `skipped: ${reason}`)] }
}

/**
 * What failed, by name: the end of a long log says it again.
 *
 * @param {Result} result
 * @param {RegExp} pattern whose first group is the name
 */
const titles = ({ output }, pattern) => [...new Set([...plain(output).matchAll(pattern)].map(([, title = '']) => title))]

/**
 * @param {Result} result
 * @param {{ passed: number, failed: number, skipped: number }} counts
 * @param {readonly string[]} [failures] their names, where the runner prints them
 * @returns {Outcome}
 */
function honest({ status }, counts, failures = []) {
  if (status !== 0 && counts.failed === 0) return { ...counts, failed: 1, reasons: [`ended with status ${status} though no test is counted as failed`] }
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, reasons: ['no test was run'] }
  if (counts.failed === 0) return { ...counts, reasons: [] }
  return { ...counts, reasons: failures.length > 0 ? failures.map((title) => `failed: ${title}`) : [`${counts.failed} failed, see above`] }
}

/** @param {string} text without the codes for colour */
// eslint-disable-next-line no-control-regex -- the codes begin with a control character
const plain = (text) => text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '')
