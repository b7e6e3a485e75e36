/** The known word that is near enough to `word` to be what was meant. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.ceil(word.length / 3))
  const near = known.map((candidate) => ({ candidate, far: distance(word, candidate) })).filter(({ far }) => far <= limit)
  return near.sort((a, b) => a.far - b.far)[0]?.candidate
}

/** Levenshtein's distance; two neighbours in the wrong order are one mistake. */
function distance(left: string, right: string): number {
  let above: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, i) => i)
  for (let i = 0; i < left.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < right.length; j++) {
      const cost = (row[j] ?? 0) + (left[i] === right[j] ? 0 : 1)
      const swapped = j > 0 && i > 0 && left[i] === right[j - 1] && left[i - 1] === right[j] ? (above[j - 1] ?? 0) + 1 : Infinity
      next.push(Math.min(cost, swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    above = row
    row = next
  }
  return row[right.length] ?? 0
}
