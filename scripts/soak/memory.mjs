// Whether memory grows: a straight line through what was told.

/** @typedef {{ at: number, heap: number, resident: number }} Sample bytes; `at` counts events, or moments */

/** @param {string} line @returns {Sample} */
export function sampleOf(line) {
  const [at = Number.NaN, heap = Number.NaN, resident = Number.NaN] = line.split(' ').map(Number)
  return { at, heap, resident }
}

/**
 * How much a straight line through the samples rises from the first to the last (least squares).
 *
 * @param {readonly Sample[]} samples
 * @param {'heap' | 'resident'} what
 */
export function rise(samples, what) {
  const mean = (/** @type {readonly number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length
  const x = mean(samples.map(({ at }) => at))
  const y = mean(samples.map((sample) => sample[what]))
  const slope = samples.reduce((sum, sample) => sum + (sample.at - x) * (sample[what] - y), 0) / samples.reduce((sum, { at }) => sum + (at - x) ** 2, 0)
  return slope * ((samples.at(-1)?.at ?? 0) - (samples[0]?.at ?? 0))
}

const MiB = 1024 * 1024
/** What a collector and an allocator may still be settling; a byte of heap kept for each of ten million events is more. */
const most = { heap: 2 * MiB, resident: 16 * MiB }

/**
 * @param {readonly Sample[]} samples
 * @returns {readonly string[]} what went wrong
 */
export function growing(samples) {
  // The first quarter is the program's own beginning: code is compiled, buffers are made.
  const settled = samples.slice(Math.ceil(samples.length / 4))
  if (settled.length < 8) return [`only ${samples.length} samples of its memory`]
  const problems = []
  for (const what of /** @type {const} */ (['heap', 'resident'])) {
    const grown = rise(settled, what)
    console.log(`  ${what}: ${((settled.at(-1)?.[what] ?? 0) / MiB).toFixed(1)} MiB at the end, ${(grown / MiB).toFixed(2)} MiB more than a quarter of the way`)
    if (!(grown < most[what])) problems.push(`${what} memory grows: ${(grown / MiB).toFixed(1)} MiB over the last three quarters`)
  }
  return problems
}
