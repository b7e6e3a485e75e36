/**
 * Milliseconds since 1970 as they passed since the start, whoever sets the system's clock meanwhile: the time by which correlations count. Taken before the
 * application runs, so that it is the runtime's own.
 */
export function steadyClock(): () => number {
  const { timeOrigin } = performance
  const elapsed = performance.now.bind(performance)
  return () => timeOrigin + elapsed()
}
