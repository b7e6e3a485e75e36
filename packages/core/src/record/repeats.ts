import { numberToString } from '../primordials.ts'

/** Lines that are remembered; then the memory starts anew, and each may be said once more. */
const mostLines = 1024

/** What is said to a person of lines that come again and again: each once, and then with its number when it has come 10, 100, 1,000, ... times. A record has all of them. */
export interface Repeats {
  /** What to say of the line; undefined where nothing is to be said. */
  take(line: string): string | undefined
}

/**
 * @example
 * const repeats = createRepeats()
 * repeats.take('alert fs.open /root/.npmrc') // the line
 * repeats.take('alert fs.open /root/.npmrc') // undefined; at its tenth time `alert fs.open /root/.npmrc (10 times)`
 */
export function createRepeats(): Repeats {
  const none = (): Record<string, number | undefined> => ({ __proto__: null }) as unknown as Record<string, number | undefined>
  let counts = none()
  let lines = 0
  return {
    take(line) {
      const count = (counts[line] ?? 0) + 1
      if (count === 1 && ++lines > mostLines) {
        counts = none()
        lines = 1
      }
      counts[line] = count
      return count === 1 ? line : isPowerOfTen(count) ? `${line} (${numberToString(count)} times)` : undefined
    },
  }
}

function isPowerOfTen(count: number): boolean {
  let rest = count
  while (rest % 10 === 0) rest /= 10
  return rest === 1
}
