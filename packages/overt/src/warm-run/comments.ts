/** What ends a line: JavaScript's own line terminators. */
const lineEnd = /[\n\r\u2028\u2029]/
/** A line that is nothing but a comment, or may be the inside of one: types of JSDoc are full of `import('...')`. */
const isComment = /^[ \t]*(?:\/\/|\/?\*(?!\/|.*\*\/))/

/**
 * A text without its comments, as far as single lines tell: a line that is nothing but a comment and a comment within a line are a space each.
 *
 * INVARIANT: each character is looked at a bounded number of times. A regular expression for a comment within a line would look from each opening to the line's
 * end, so that one line of nothing but openings took its length squared.
 */
export const withoutComments = (text: string): string => text.split(lineEnd).map((line) => (isComment.test(line) ? ' ' : withoutInner(line))).join('\n')

function withoutInner(line: string): string {
  let kept = ''
  let at = 0
  for (;;) {
    const opening = line.indexOf('/*', at)
    const closing = opening === -1 ? -1 : line.indexOf('*/', opening + 2)
    // Where one is not closed in this line, neither is any after it.
    if (closing === -1) return kept + line.slice(at)
    kept += `${line.slice(at, opening)} `
    at = closing + 2
  }
}
