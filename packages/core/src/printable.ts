import { indexOf, slice } from './primordials.ts'

const controls = '\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f'

/** What ends a line or turns the direction of writing for some terminals: U+2028 to U+202E, U+2066 to U+2069. Texts shown in another order than written can say what nobody said. */
const isTurning = (character: string): boolean => (character >= '\u2028' && character <= '\u202e') || (character >= '\u2066' && character <= '\u2069')

/** A text as one line that cannot drive the reader's terminal, whatever the application, or who wrote a rule, put into a name: line feeds, control characters, and what turns the direction of writing are shown as `?`. */
export function printable(text: string): string {
  let clean = ''
  for (let i = 0; i < text.length; i++) {
    const character = slice(text, i, i + 1)
    clean += indexOf(controls, character) === -1 && !(character >= '\u0080' && character <= '\u009f') && !isTurning(character) ? character : '?'
  }
  return clean
}
