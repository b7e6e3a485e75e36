import test from 'ava'
import fc from 'fast-check'
import { withoutComments } from '../../src/warm-run/comments.ts'

/** The same by one regular expression, which takes a line's length squared where comments are opened and never closed. */
const bySearch = (text: string): string => text.replace(/\/\*.*?\*\/|^[ \t]*(?:\/\/|\/?\*(?!\/|.*\*\/)).*$/gm, ' ').replace(/[\r\u2028\u2029]/g, '\n')

test('as the regular expression takes them away', (t) => {
  const part = fc.constantFrom('/*', '*/', '/', '*', '//', ' ', '\t', '\n', '\r', '\r\n', '\u2028', '\u2029', 'a', 'import(x)', '/**', '\u0085')
  fc.assert(fc.property(fc.array(part, { maxLength: 24 }), (parts) => {
    const text = parts.join('')
    return withoutComments(text) === bySearch(text)
  }), { numRuns: 5000 })
  t.pass()
})

test('comments within lines, and lines that are comments', (t) => {
  t.is(withoutComments('a /* b */ c /* d'), 'a   c /* d')
  t.is(withoutComments('// a\n  /** b\n   * c\n   */ d'), ' \n \n \n   */ d')
  t.is(withoutComments('/*/ a */ b'), '  b')
})

test('what is looked at grows as the text does', (t) => {
  const looked = (text: string): number => {
    const { indexOf } = String.prototype
    let characters = 0
    // What a search passes over on its way to what it finds, or to the end.
    String.prototype.indexOf = function count(this: string, wanted: string, from = 0): number {
      const found = indexOf.call(this, wanted, from)
      characters += (found === -1 ? this.length : found + wanted.length) - from
      return found
    }
    try {
      withoutComments(text)
    } finally {
      String.prototype.indexOf = indexOf
    }
    return characters
  }
  for (const piece of ['/* ', '/* a */', '*/ /*', '/*/', '/* */ /*', 'a']) {
    for (const count of [100, 10_000]) t.true(looked(`x${piece.repeat(count)}`) <= 4 * piece.length * count + 4, `${piece} ${String(count)} times`)
  }
})
