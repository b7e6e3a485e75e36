import { withoutComments } from './comments.ts'

/** How older packages ask for the global object. */
const global = /\bFunction\s*\(\s*(['"])return this\1\s*\)/g
/** `import()` with nothing in it is a word in a message, `x.import(...)` a method. */
const asks = /(?<![.\w$])import\s*(?:\(\s*[^)\s]|\.\s*(?:source|defer)\b|\/[/*])|\beval\b\s*\(|\bFunction\s*\(/

/**
 * Whether `import(...)` may be run in a text: it would have Node print a warning where the code comes from a cache, for `vm.compileFunction` may ask for the
 * usual meaning of it only as an experiment. Code that the text evaluates asks as the text does. It is a look at words: where it errs, there is a warning more, or a
 * file without a cache. Linear in the text's length.
 */
export const mayImport = (source: string): boolean => asks.test(source) && asks.test(withoutComments(source).replace(global, ' '))
