/** A text from outside, such as a file's name, a rule's title or a line of a record, which must not drive the terminal: control characters, and what turns the direction of writing, are named. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
