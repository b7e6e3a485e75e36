/** A text from outside, such as a file's name, which must not drive the terminal. */
// eslint-disable-next-line no-control-regex -- control characters are what is replaced
export const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?')
